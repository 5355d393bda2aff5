"""Addresses of listings. Events of the other modes are the kernel's."""

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Edit, Filter, Listing, Read, Write
from tenant_apps.trading.engines.listing.api import records
from tenant_apps.trading.engines.listing.commands import (
    Taken,
    answer_take,
    approve_take,
    change_listing,
    publish_listing,
    review_listing,
    take_basket,
    take_listing,
    withdraw_listing,
)
from tenant_apps.trading.kernel.queries.records import listing_rows

VIEW_EVENT = "trading.view_event"
HERE = {"listing_id": "listing_id"}


def _place_of(taken: Taken) -> str:
    """The deal, or the listing where the take waits."""
    return f"deals/{taken.deal_id}" if taken.deal_id else f"listings/{taken.listing_id}/waiting-takes"


listing = Read(records.ListingRecord, records.listing_record, VIEW_EVENT, "One listing")
listings = Listing(
    records.ListingRecord,
    listing_rows,
    records.listing_records,
    VIEW_EVENT,
    "Listings of the marketplace",
    filters=(
        Filter("is_open", "boolean", "Can be taken now, or not."),
        Filter("side", help="sell: offers; buy: what is wanted.", choices=("sell", "buy")),
        Filter("initiator_id", "uuid", "Company that lists."),
        Filter("item_id", "uuid", "Item that is offered."),
    ),
)

urlpatterns: list[URLPattern] = [
    path(
        "listings",
        endpoint(
            "listings", get=listings, post=Write(publish_listing, locate=lambda made: f"listings/{made.listing_id}")
        ),
    ),
    path("listings/<uuid:listing_id>", endpoint("listings", get=listing, patch=Edit(change_listing, listing, HERE))),
    path(
        "listings/<uuid:listing_id>:take",
        endpoint("listings", post=Write(take_listing, path=HERE, locate=_place_of)),
    ),
    path("listings:take-basket", endpoint("listings", post=Write(take_basket))),
    path(
        "listings/<uuid:listing_id>/waiting-takes",
        endpoint(
            "listings",
            get=Read(records.WaitingTakes, records.waiting_record, VIEW_EVENT, "Takes of a listing that wait"),
        ),
    ),
    path(
        "listings/<uuid:listing_id>:answer-take",
        endpoint("listings", post=Write(answer_take, status=200, path=HERE)),
    ),
    path(
        "listings/<uuid:listing_id>:approve-take",
        endpoint("listings", post=Write(approve_take, status=200, path=HERE)),
    ),
    path("listings/<uuid:listing_id>:review", endpoint("listings", post=Write(review_listing, status=200, path=HERE))),
    path(
        "listings/<uuid:listing_id>:withdraw", endpoint("listings", post=Write(withdraw_listing, status=200, path=HERE))
    ),
]
