"""Addresses of the console's pages about operators."""

from django.urls import URLPattern, path

from shared_apps.operators.web import pages

app_name = "operators"
urlpatterns: list[URLPattern] = [
    path("", pages.operators_page, name="list"),
    path("invite/", pages.operator_invite_page, name="invite"),
    path("<uuid:grant_id>/end/", pages.operator_end, name="end"),
]
