"""Addresses of the company pages."""

from django.urls import URLPattern, path

from tenant_apps.parties.web import pages, standing

app_name = "parties"
urlpatterns: list[URLPattern] = [
    path("", pages.company_list_page, name="companies"),
    path("new/", pages.company_new_page, name="company_new"),
    path("<uuid:company_id>/", pages.company_page, name="company"),
    path("<uuid:company_id>/edit/", pages.company_edit_page, name="company_edit"),
    path("<uuid:company_id>/places/new/", pages.site_new_page, name="site_new"),
    path("<uuid:company_id>/place/", pages.company_place_page, name="place"),
    path("<uuid:company_id>/suspend/", pages.company_suspend, name="company_suspend"),
    path("<uuid:company_id>/reactivate/", pages.company_reactivate, name="company_reactivate"),
    path("<uuid:company_id>/qualifications/new/", standing.qualification_new_page, name="qualification_new"),
    path(
        "<uuid:company_id>/qualifications/<uuid:qualification_id>/revoke/",
        standing.qualification_revoke,
        name="qualification_revoke",
    ),
    path(
        "<uuid:company_id>/qualifications/<uuid:qualification_id>/judge/",
        standing.qualification_judge,
        name="qualification_judge",
    ),
    path("<uuid:company_id>/owner/", standing.owner_page, name="owner"),
    path("<uuid:company_id>/bar/", standing.bar_page, name="bar"),
]
