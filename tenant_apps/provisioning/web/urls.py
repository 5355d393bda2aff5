"""Addresses of the pages of this app."""

from django.urls import URLPattern, path

from tenant_apps.provisioning.web import pages

app_name = "provisioning"
urlpatterns: list[URLPattern] = [
    path("", pages.directories_page, name="directories"),
    path("new/", pages.directory_new_page, name="directory_new"),
    path("<uuid:directory_id>/", pages.directory_page, name="directory"),
    path("<uuid:directory_id>/rotate/", pages.directory_rotate, name="directory_rotate"),
    path("<uuid:directory_id>/link/", pages.directory_link, name="directory_link"),
    path("<uuid:directory_id>/end/", pages.directory_end, name="directory_end"),
]
