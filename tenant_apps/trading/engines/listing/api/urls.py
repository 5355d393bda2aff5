"""Addresses of listings. Events of the other modes are the kernel's."""

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Edit, Filter, Listing, Read, Write
from tenant_apps.trading.engines.listing.api import records
from tenant_apps.trading.engines.listing.commands import change_listing, publish_listing, take_listing, withdraw_listing
from tenant_apps.trading.kernel.queries.records import listing_rows

VIEW_EVENT = "trading.view_event"
HERE = {"listing_id": "listing_id"}

listing = Read(records.ListingRecord, records.listing_record, VIEW_EVENT, "One listing")
listings = Listing(
    records.ListingRecord,
    listing_rows,
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
        "listings",
        endpoint(
            "listings", get=listings, post=Write(publish_listing, locate=lambda made: f"listings/{made.listing_id}")
        ),
    ),
    path("listings/<uuid:listing_id>", endpoint("listings", get=listing, patch=Edit(change_listing, listing, HERE))),
    path(
        "listings/<uuid:listing_id>:take",
        endpoint("listings", post=Write(take_listing, path=HERE, locate=lambda taken: f"deals/{taken.deal_id}")),
    ),
    path(
        "listings/<uuid:listing_id>:withdraw", endpoint("listings", post=Write(withdraw_listing, status=200, path=HERE))
    ),
]
