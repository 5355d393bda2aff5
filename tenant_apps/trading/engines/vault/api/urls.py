"""Addresses of sealed tenders. The facts of a tender are those of its event: `GET events/{id}`."""

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Read, Write
from tenant_apps.trading.engines.vault import commands
from tenant_apps.trading.engines.vault.api.records import OpeningWork, Signs, opening_work, signs

LOT = {"lot_id": "lot_id"}
OPEN = "vault.open_bids"
SEE = "trading.view_event"

work = Read(OpeningWork, opening_work, OPEN, "What an opener's key has to unlock now")
in_common = Read(Signs, signs, SEE, "What the opened bids have in common: facts, no verdicts")

urlpatterns: list[URLPattern] = [
    path("opener-keys", endpoint("tenders", post=Write(commands.register_key))),
    path(
        "opener-keys/<uuid:key_id>:retire",
        endpoint("tenders", post=Write(commands.retire_key, status=200, path={"key_id": "key_id"})),
    ),
    path("lots/<uuid:lot_id>:set-terms", endpoint("tenders", post=Write(commands.set_terms, path=LOT))),
    path("lots/<uuid:lot_id>/sealed-bids", endpoint("tenders", post=Write(commands.submit_bid, path=LOT))),
    path("lots/<uuid:lot_id>/sealed-bids:withdraw", endpoint("tenders", post=Write(commands.withdraw_bid, path=LOT))),
    path("lots/<uuid:lot_id>/sealed-bids:reveal", endpoint("tenders", post=Write(commands.reveal_bid, path=LOT))),
    path("lots/<uuid:lot_id>/opener-requests", endpoint("tenders", post=Write(commands.ask_opener, path=LOT))),
    path(
        "opener-requests/<uuid:request_id>:answer",
        endpoint("tenders", post=Write(commands.answer_opener_request, status=200, path={"request_id": "request_id"})),
    ),
    path("lots/<uuid:lot_id>:invite-bidders", endpoint("tenders", post=Write(commands.invite_bidders, path=LOT))),
    path("lots/<uuid:lot_id>/candidates", endpoint("tenders", post=Write(commands.publish_candidates, path=LOT))),
    path("lots/<uuid:lot_id>/objections", endpoint("tenders", post=Write(commands.object_to_award, path=LOT))),
    path("lots/<uuid:lot_id>/objections:answer", endpoint("tenders", post=Write(commands.answer_objection, path=LOT))),
    path("lots/<uuid:lot_id>/beacon", endpoint("tenders", post=Write(commands.enter_beacon, path=LOT))),
    path("lots/<uuid:lot_id>/opening", endpoint("tenders", get=work, post=Write(commands.open_bids, path=LOT))),
    path("lots/<uuid:lot_id>/opening:close", endpoint("tenders", post=Write(commands.close_opening, path=LOT))),
    path("lots/<uuid:lot_id>/signs", endpoint("tenders", get=in_common)),
    path("lots/<uuid:lot_id>/scores", endpoint("tenders", post=Write(commands.score_bid, path=LOT))),
    path("lots/<uuid:lot_id>/scores:lock", endpoint("tenders", post=Write(commands.lock_sheet, path=LOT))),
    path("lots/<uuid:lot_id>:admit", endpoint("tenders", post=Write(commands.admit_bids, path=LOT))),
    path("lots/<uuid:lot_id>/justifications", endpoint("tenders", post=Write(commands.justify_price, path=LOT))),
    path("lots/<uuid:lot_id>/justifications:judge", endpoint("tenders", post=Write(commands.judge_price, path=LOT))),
    path("lots/<uuid:lot_id>:exclude-bid", endpoint("tenders", post=Write(commands.exclude_bid, path=LOT))),
    path("lots/<uuid:lot_id>:award", endpoint("tenders", post=Write(commands.award_tender, path=LOT))),
    path("lots/<uuid:lot_id>:end", endpoint("tenders", post=Write(commands.end_tender, path=LOT))),
]
