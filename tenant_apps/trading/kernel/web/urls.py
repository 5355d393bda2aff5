"""Addresses of the pages of this app."""

from django.urls import URLPattern, path

from tenant_apps.trading.kernel.web import pages

app_name = "trading"
urlpatterns: list[URLPattern] = [path("deals/", pages.deal_list_page, name="deals")]
