"""Addresses of the pages of this app. The room of a tender stands at the address of its event."""

from django.urls import URLPattern, path

from tenant_apps.trading.engines.vault.web import keys

app_name = "vault"
urlpatterns: list[URLPattern] = [
    path("keys/", keys.key_page, name="keys"),
    path("keys/<uuid:key_id>/retire/", keys.retire, name="key_retire"),
    path("requests/<uuid:request_id>/answer/", keys.answer_request, name="request_answer"),
    path("openings/<uuid:lot_id>/", keys.opening_page, name="opening"),
]
