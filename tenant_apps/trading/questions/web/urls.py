"""Addresses of the pages around an event: its questions, its changes, and drafts before it."""

from django.urls import URLPattern, path

from tenant_apps.trading.questions.web import changing, drafts, pages

app_name = "questions"
urlpatterns: list[URLPattern] = [
    path("events/<uuid:event_id>/questions/", pages.questions_page, name="questions"),
    path("events/<uuid:event_id>/questions/<int:number>/answer/", pages.answer, name="answer"),
    path("events/<uuid:event_id>/change/", changing.change_page, name="change"),
    path("events/<uuid:event_id>/changes/", changing.changes_page, name="changes"),
    path("events/<uuid:event_id>/changes/confirm/", changing.confirm, name="confirm"),
    path("events/drafts/", drafts.draft_list_page, name="drafts"),
    path("events/drafts/<uuid:draft_id>/", drafts.draft_page, name="draft"),
    path("events/drafts/<uuid:draft_id>/delete/", drafts.delete, name="draft_delete"),
    path("events/drafts/<uuid:draft_id>/submit/", drafts.submit, name="draft_submit"),
    path("events/drafts/<uuid:draft_id>/return/", drafts.give_back, name="draft_return"),
    path("events/drafts/<uuid:draft_id>/publish/", drafts.publish, name="draft_publish"),
    path("events/<uuid:event_id>/copy/", drafts.copy, name="copy"),
]
