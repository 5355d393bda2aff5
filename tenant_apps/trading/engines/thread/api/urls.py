"""Addresses of requests for quotation. The event itself, joining and the ledger are the kernel's."""

from typing import Any

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Read, Write
from tenant_apps.trading.engines.thread.api import records
from tenant_apps.trading.engines.thread.commands import (
    accept_counter,
    accept_secrecy,
    admit_guest,
    approve_award,
    ask_final_offers,
    award_request,
    close_request,
    decline_request,
    invite_guest,
    reject_award,
    repeat_guest,
    send_counter,
    send_quote,
    set_basis,
    withdraw_guest,
    withdraw_quote,
)

LOT = {"lot_id": "lot_id"}
GUEST = {"guest_id": "guest_id"}
guests = Read(
    records.GuestsRecord, records.guests_record, "trading.view_event", "Guests of a request, for who asked them"
)
quotation = Read(
    records.QuotationRecord,
    records.quotation_record,
    "trading.view_event",
    "Quotes of a request that you may see",
)


def _act(verb: str, command: Any) -> URLPattern:
    return path(f"lots/<uuid:lot_id>/quotation:{verb}", endpoint("events", post=Write(command, status=200, path=LOT)))


urlpatterns: list[URLPattern] = [
    path("lots/<uuid:lot_id>/quotation", endpoint("events", get=quotation)),
    _act("quote", send_quote),
    _act("accept", accept_counter),
    _act("accept-secrecy", accept_secrecy),
    _act("decline", decline_request),
    _act("withdraw", withdraw_quote),
    _act("counter", send_counter),
    _act("ask-final-offers", ask_final_offers),
    _act("set-basis", set_basis),
    _act("award", award_request),
    _act("approve", approve_award),
    _act("reject", reject_award),
    _act("close", close_request),
    path("lots/<uuid:lot_id>/guests", endpoint("events", get=guests, post=Write(invite_guest, path=LOT))),
    path(
        "lots/<uuid:lot_id>/guests/<uuid:guest_id>:repeat",
        endpoint("events", post=Write(repeat_guest, status=200, path=LOT | GUEST)),
    ),
    path(
        "lots/<uuid:lot_id>/guests/<uuid:guest_id>:withdraw",
        endpoint("events", post=Write(withdraw_guest, status=200, path=LOT | GUEST)),
    ),
    path("guests/<uuid:guest_id>:admit", endpoint("companies", post=Write(admit_guest, status=200, path=GUEST))),
]
