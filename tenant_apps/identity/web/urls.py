"""Addresses of the people pages."""

from django.urls import URLPattern, path

from tenant_apps.identity.web import pages

app_name = "identity"
urlpatterns: list[URLPattern] = [
    path("", pages.people_page, name="people"),
    path("invite/", pages.person_invite_page, name="invite"),
    path("<uuid:membership_id>/role/", pages.role_change_page, name="role"),
    path("<uuid:membership_id>/end/", pages.membership_end, name="end"),
    path("<uuid:membership_id>/invitation/", pages.invitation_repeat, name="invitation"),
]
