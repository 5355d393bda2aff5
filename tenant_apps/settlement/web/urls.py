"""Addresses of the page of one deal."""

from django.urls import URLPattern, path

from tenant_apps.settlement.web import pages

app_name = "settlement"
urlpatterns: list[URLPattern] = [path("<uuid:deal_id>/", pages.deal_page, name="deal")]
