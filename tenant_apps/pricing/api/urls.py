"""Addresses of price lists."""

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Filter, Listing, Read, Write
from tenant_apps.pricing.api import records
from tenant_apps.pricing.commands import set_prices
from tenant_apps.pricing.permissions import VIEW_PRICE
from tenant_apps.pricing.queries.records import price_list_rows

price_list = Read(records.PriceListRecord, records.price_list_record, VIEW_PRICE, "One price list with its tiers")
price_lists = Listing(
    records.PriceListSummary,
    price_list_rows,
    records.price_list_summaries,
    VIEW_PRICE,
    "Price lists that apply to the company",
    filters=(
        Filter("supplier_id", "uuid", "Company whose prices they are."),
        Filter("buyer_id", "uuid", "Company they were made for."),
        Filter("currency", "text"),
    ),
)

urlpatterns: list[URLPattern] = [
    path(
        "price-lists",
        endpoint(
            "price-lists",
            get=price_lists,
            post=Write(set_prices, locate=lambda made: f"price-lists/{made.price_list_id}"),
        ),
    ),
    path("price-lists/<uuid:price_list_id>", endpoint("price-lists", get=price_list)),
]
