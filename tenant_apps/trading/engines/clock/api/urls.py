"""Addresses of the clock's own acts. What a lot waits for is among the facts of its event: `GET events/{id}`."""

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Write
from tenant_apps.trading.engines.clock.commands import explain_price, judge_explanation

LOT = {"lot_id": "lot_id"}

urlpatterns: list[URLPattern] = [
    path("lots/<uuid:lot_id>/explanations", endpoint("events", post=Write(explain_price, path=LOT))),
    path("lots/<uuid:lot_id>/explanations:judge", endpoint("events", post=Write(judge_explanation, path=LOT))),
]
