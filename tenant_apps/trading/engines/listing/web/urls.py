"""Addresses of the market pages."""

from django.urls import URLPattern, path

from tenant_apps.trading.engines.listing.web import pages

app_name = "listing"
urlpatterns: list[URLPattern] = [
    path("", pages.market_page, name="market"),
    path("publish/", pages.publish_page, name="publish"),
    path("<uuid:listing_id>/", pages.listing_page, name="listing"),
    path("<uuid:listing_id>/sum/", pages.take_sum, name="take_sum"),
    path("<uuid:listing_id>/change/", pages.change_page, name="change"),
    path("<uuid:listing_id>/withdraw/", pages.withdraw, name="withdraw"),
]
