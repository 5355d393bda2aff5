"""Addresses of the pages of this app."""

from django.urls import URLPattern, path

from tenant_apps.exceptions.web import acts, pages

app_name = "exceptions"
urlpatterns: list[URLPattern] = [
    path("", pages.exception_list_page, name="exceptions"),
    path("take/", acts.take_many, name="take_many"),
    path("assign/", acts.assign_many, name="assign_many"),
    path("<uuid:exception_id>/", pages.exception_page, name="exception"),
    path("<uuid:exception_id>/take/", acts.take, name="take"),
    path("<uuid:exception_id>/assign/", acts.assign, name="assign"),
    path("<uuid:exception_id>/step/", acts.step, name="step"),
    path("<uuid:exception_id>/rest/", acts.rest, name="rest"),
    path("<uuid:exception_id>/write/", acts.write, name="write"),
    path("<uuid:exception_id>/solve/", acts.solve, name="solve"),
    path("<uuid:exception_id>/dismiss/", acts.dismiss, name="dismiss"),
]
