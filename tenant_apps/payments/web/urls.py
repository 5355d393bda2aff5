"""Addresses of the pages of this app."""

from django.urls import URLPattern, path

from tenant_apps.payments.web import pages

app_name = "payments"
urlpatterns: list[URLPattern] = [
    path("", pages.payment_list_page, name="payments"),
    path("new/", pages.payment_new_page, name="new"),
    path("transfers/<uuid:attempt_id>/ask/", pages.attempt_ask, name="attempt_ask"),
    path("transfers/<uuid:attempt_id>/report/", pages.attempt_report, name="attempt_report"),
    path("<uuid:payment_id>/", pages.payment_page, name="payment"),
]
