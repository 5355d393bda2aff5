"""Addresses of the pages of this app."""

from django.urls import URLPattern, path

from tenant_apps.logistics.web import pages

app_name = "logistics"
urlpatterns: list[URLPattern] = [
    path("", pages.shipment_list_page, name="shipments"),
    path("<uuid:shipment_id>/", pages.shipment_page, name="shipment"),
    path("<uuid:shipment_id>/ship/", pages.shipment_ship, name="ship"),
    path("<uuid:shipment_id>/paper/", pages.shipment_paper, name="paper"),
    path("<uuid:shipment_id>/receive/", pages.shipment_receive, name="receive"),
    path("<uuid:shipment_id>/hold/", pages.shipment_hold, name="hold"),
    path("<uuid:shipment_id>/release/", pages.shipment_release, name="release"),
    path("<uuid:shipment_id>/lost/", pages.shipment_lost, name="lost"),
    path("<uuid:shipment_id>/surplus/", pages.shipment_surplus, name="surplus"),
]
