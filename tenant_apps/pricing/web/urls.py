"""Addresses of the pages of this app."""

from django.urls import URLPattern, path

from tenant_apps.pricing.web import pages

app_name = "pricing"
urlpatterns: list[URLPattern] = [path("<uuid:item_id>/", pages.item_prices_page, name="item_prices")]
