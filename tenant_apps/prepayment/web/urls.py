"""Addresses of the pages of this app."""

from django.urls import URLPattern, path

from tenant_apps.prepayment.web import pages

app_name = "prepayment"
urlpatterns: list[URLPattern] = [
    path("", pages.prepayment_list_page, name="prepayments"),
    path("new/", pages.prepayment_new_page, name="new"),
    path("buyers/", pages.prepaid_buyer_page, name="buyers"),
    path("<uuid:prepayment_id>/", pages.prepayment_page, name="prepayment"),
    path("<uuid:prepayment_id>/withdraw/", pages.prepayment_withdraw, name="withdraw"),
]
