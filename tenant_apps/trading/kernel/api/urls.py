"""Addresses of events, the bids of their lots, and deals. Settlement serves a deal's timeline: it knows all steps."""

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Filter, Listing, Read, Write
from tenant_apps.trading.kernel.api import event_records, records, replay_records
from tenant_apps.trading.kernel.commands import (
    cancel_event,
    join_event,
    move_time,
    pause_event,
    place_bid,
    publish_event,
    resume_event,
    simulate_draft,
)
from tenant_apps.trading.kernel.permissions import VIEW_DEAL, VIEW_EVENT
from tenant_apps.trading.kernel.queries.events import event_rows
from tenant_apps.trading.kernel.queries.records import deal_rows

deals = Listing(
    records.DealSummary,
    deal_rows,
    records.deal_summaries,
    VIEW_DEAL,
    "Deals of the company",
    filters=(
        Filter("number", "text", "The marketplace's number."),
        Filter("buyer_id", "uuid", "Company that buys."),
        Filter("seller_id", "uuid", "Company that sells."),
        Filter("trading_event_id", "uuid", "Deals of one listing."),
        Filter("is_settled", "boolean", "Paid in full, or not yet."),
    ),
)
deal = Read(records.DealRecord, records.deal_record, VIEW_DEAL, "One deal with its lines")

HERE = {"event_id": "event_id"}
LOT = {"lot_id": "lot_id"}
VIEW_RULES = "rulesets.view_settings"

event = Read(event_records.EventRecord, event_records.event_record, VIEW_EVENT, "One event, as far as you may see it")
events = Listing(
    event_records.EventSummary,
    event_rows,
    event_records.event_summaries,
    VIEW_EVENT,
    "Auctions and other events",
    filters=(
        Filter("is_open", "boolean", "Not ended yet, or ended."),
        Filter("mode", "text", "Code of the trading mode."),
        Filter("initiator_id", "uuid", "Company that opened it."),
    ),
    for_actor=True,
)
bids = Listing(
    event_records.BidRecord,
    event_records.bid_rows,
    event_records.bid_records,
    VIEW_EVENT,
    "Bids of a lot that you may see",
    for_actor=True,
)
lot_audit = Read(
    event_records.AuditFileRecord, event_records.audit_file_record, VIEW_EVENT, "The audit file of a lot that has ended"
)

replay = Read(
    replay_records.ReplayRecord,
    replay_records.replay_record,
    VIEW_RULES,
    "An event that has ended, replayed under its own rules and under the open draft; for the marketplace",
)

urlpatterns: list[URLPattern] = [
    path(
        "events",
        endpoint("events", get=events, post=Write(publish_event, locate=lambda made: f"events/{made.event_id}")),
    ),
    path("events/<uuid:event_id>", endpoint("events", get=event)),
    path("events/<uuid:event_id>/replay", endpoint("events", get=replay)),
    path("simulations", endpoint("events", post=Write(simulate_draft, status=200))),
    path("events/<uuid:event_id>:join", endpoint("events", post=Write(join_event, status=200, path=HERE))),
    path("events/<uuid:event_id>:pause", endpoint("events", post=Write(pause_event, status=200, path=HERE))),
    path("events/<uuid:event_id>:resume", endpoint("events", post=Write(resume_event, status=200, path=HERE))),
    path("events/<uuid:event_id>:move-time", endpoint("events", post=Write(move_time, status=200, path=HERE))),
    path("events/<uuid:event_id>:cancel", endpoint("events", post=Write(cancel_event, status=200, path=HERE))),
    path("lots/<uuid:lot_id>/bids", endpoint("events", get=bids, post=Write(place_bid, path=LOT, lane=True))),
    path("lots/<uuid:lot_id>/audit-file", endpoint("events", get=lot_audit)),
    path("deals", endpoint("deals", get=deals)),
    path("deals/<uuid:deal_id>", endpoint("deals", get=deal)),
]
