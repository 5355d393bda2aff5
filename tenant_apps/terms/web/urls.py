"""Addresses of the pages of this app."""

from django.urls import URLPattern, path

from tenant_apps.terms.web import pages

app_name = "terms"
urlpatterns: list[URLPattern] = [
    path("", pages.plan_list_page, name="plans"),
    path("offers/", pages.offer_page, name="offers"),
    path("offers/<uuid:terms_id>/end/", pages.offer_end, name="end"),
    path("orders/<uuid:order_id>/", pages.plan_page, name="plan"),
]
