"""Addresses of deals. Their timeline is served by settlement, which knows all steps."""

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Filter, Listing, Read
from tenant_apps.trading.kernel.api import records
from tenant_apps.trading.kernel.permissions import VIEW_DEAL
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

urlpatterns: list[URLPattern] = [
    path("deals", endpoint("deals", get=deals)),
    path("deals/<uuid:deal_id>", endpoint("deals", get=deal)),
]
