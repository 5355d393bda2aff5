"""Addresses of the market pages."""

from django.urls import URLPattern, path

from tenant_apps.trading.engines.listing.web import acts, pages

app_name = "listing"
urlpatterns: list[URLPattern] = [
    path("", pages.market_page, name="market"),
    path("publish/", acts.publish_page, name="publish"),
    path("waiting/", pages.waiting_page, name="waiting"),
    path("<uuid:listing_id>/", pages.listing_page, name="listing"),
    path("<uuid:listing_id>/sum/", pages.take_sum, name="take_sum"),
    path("<uuid:listing_id>/audit-file/", pages.listing_audit_file, name="audit_file"),
    path("<uuid:listing_id>/change/", acts.change_page, name="change"),
    path("<uuid:listing_id>/withdraw/", acts.withdraw, name="withdraw"),
    path("<uuid:listing_id>/review/", acts.review, name="review"),
    path("<uuid:listing_id>/takes/<int:take>/answer/", acts.answer, name="answer"),
    path("<uuid:listing_id>/takes/<int:take>/approve/", acts.approve, name="approve"),
]
