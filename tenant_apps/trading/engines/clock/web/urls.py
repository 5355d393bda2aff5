"""Addresses of the forms that stand in the rooms of auctions."""

from django.urls import URLPattern, path

from tenant_apps.trading.engines.clock.web import explanations

app_name = "clock"
urlpatterns: list[URLPattern] = [
    path("<uuid:event_id>/explain/", explanations.explain, name="explain"),
    path("<uuid:event_id>/judge/", explanations.judge, name="judge"),
]
