"""Addresses of the pages of this app."""

from django.urls import URLPattern, path

from tenant_apps.processes.web import pages

app_name = "processes"
urlpatterns: list[URLPattern] = [
    path("", pages.process_list_page, name="processes"),
    path("<uuid:process_id>/", pages.process_page, name="process"),
    path("<uuid:process_id>/retry/", pages.process_retry, name="retry"),
    path("<uuid:process_id>/undo/", pages.process_undo, name="undo"),
    path("<uuid:process_id>/give/", pages.process_give, name="give"),
]
