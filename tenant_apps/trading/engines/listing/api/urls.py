"""Addresses of trading events; the mode that exists is the spot listing."""

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Edit, Filter, Listing, Read, Write
from tenant_apps.trading.engines.listing.api import records
from tenant_apps.trading.engines.listing.commands import change_listing, publish_listing, take_listing, withdraw_listing
from tenant_apps.trading.kernel.queries.records import event_rows

VIEW_EVENT = "trading.view_event"
HERE = {"event_id": "listing_id"}

event = Read(records.ListingRecord, records.listing_record, VIEW_EVENT, "One listing")
events = Listing(
    records.ListingRecord,
    event_rows,
    records.listing_records,
    VIEW_EVENT,
    "Listings of the marketplace",
    filters=(
        Filter("is_open", "boolean", "Can be taken now, or not."),
        Filter("seller_id", "uuid", "Company that offers."),
        Filter("item_id", "uuid", "Item that is offered."),
    ),
)

urlpatterns: list[URLPattern] = [
    path(
        "events",
        endpoint("events", get=events, post=Write(publish_listing, locate=lambda made: f"events/{made.listing_id}")),
    ),
    path("events/<uuid:event_id>", endpoint("events", get=event, patch=Edit(change_listing, event, HERE))),
    path(
        "events/<uuid:event_id>:take",
        endpoint("events", post=Write(take_listing, path=HERE, locate=lambda taken: f"deals/{taken.deal_id}")),
    ),
    path("events/<uuid:event_id>:withdraw", endpoint("events", post=Write(withdraw_listing, status=200, path=HERE))),
]
