"""Addresses of the pages of this app."""

from django.urls import URLPattern, path

from tenant_apps.invoicing.web import pages

app_name = "invoicing"
urlpatterns: list[URLPattern] = [
    path("", pages.invoice_list_page, name="invoices"),
    path("<uuid:invoice_id>/", pages.invoice_page, name="invoice"),
    path("<uuid:invoice_id>/paper/", pages.invoice_paper, name="paper"),
    path("<uuid:invoice_id>/pay/", pages.pay_page, name="pay"),
]
