"""Addresses of the pages of this app."""

from django.urls import URLPattern, path

from tenant_apps.documents.web import pages

app_name = "documents"
urlpatterns: list[URLPattern] = [
    path("<uuid:document_id>/", pages.document_page, name="document"),
    path("logo/<uuid:document_id>/", pages.logo_page, name="logo"),
]
