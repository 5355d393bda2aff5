"""Addresses of the pages of evidence."""

from django.urls import path

from tenant_apps.evidence.web import pages

app_name = "evidence"
urlpatterns = [
    path("", pages.packs_page, name="packs"),
    path("list/", pages.packs_list, name="list"),
    path("ask/", pages.ask, name="ask"),
    path("<uuid:pack_id>/take/", pages.take, name="take"),
]
