"""Addresses of the pages around an event: its questions, its changes, and drafts before it."""

from django.urls import URLPattern, path

from tenant_apps.trading.questions.web import changing, pages

app_name = "questions"
urlpatterns: list[URLPattern] = [
    path("events/<uuid:event_id>/questions/", pages.questions_page, name="questions"),
    path("events/<uuid:event_id>/questions/<int:number>/answer/", pages.answer, name="answer"),
    path("events/<uuid:event_id>/change/", changing.change_page, name="change"),
    path("events/<uuid:event_id>/changes/", changing.changes_page, name="changes"),
    path("events/<uuid:event_id>/changes/confirm/", changing.confirm, name="confirm"),
]
