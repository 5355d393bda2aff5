"""Addresses of the console's pages about operators."""

from django.urls import URLPattern, path

from shared_apps.operators.web import pages, support

app_name = "operators"
urlpatterns: list[URLPattern] = [
    path("", pages.operators_page, name="list"),
    path("invite/", pages.operator_invite_page, name="invite"),
    path("<uuid:grant_id>/end/", pages.operator_end, name="end"),
    path("support/", support.support_page, name="support"),
    path("support/ask/<uuid:tenant_id>/", support.support_ask, name="support_ask"),
    path("support/<uuid:request_id>/enter/", support.support_enter, name="support_enter"),
    path("support/<uuid:request_id>/end/", support.support_end, name="support_end"),
]
