"""Addresses of groups, of held orders, and of who pays first."""

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Filter, Listing, Read, Write
from tenant_apps.orders.api import group_records as records
from tenant_apps.orders.commands import place_group, set_prepaid
from tenant_apps.orders.permissions import VIEW_ORDER
from tenant_apps.orders.queries.tentative import group_rows, tentative_rows

group = Read(records.GroupRecord, records.group_record, VIEW_ORDER, "One basket at several sellers with its parts")
groups = Listing(
    records.GroupSummary,
    group_rows,
    records.group_summaries,
    VIEW_ORDER,
    "Baskets at several sellers",
    filters=(
        Filter("state", "text", "Where it stands.", ("trying", "held", "confirmed", "released")),
        Filter("number", "text", "The marketplace's number."),
    ),
)
held = Listing(
    records.TentativeRecord,
    tentative_rows,
    records.tentative_records,
    VIEW_ORDER,
    "Goods held for orders to be",
    filters=(
        Filter("state", "text", "Where it stands.", ("asked", "held", "confirmed", "released")),
        Filter("number", "text", "The marketplace's number."),
        Filter("buyer_id", "uuid", "Company that buys."),
        Filter("seller_id", "uuid", "Company that sells."),
    ),
)

urlpatterns: list[URLPattern] = [
    path(
        "order-groups",
        endpoint(
            "orders", get=groups, post=Write(place_group, locate=lambda answer: f"order-groups/{answer.group_id}")
        ),
    ),
    path("order-groups/<uuid:group_id>", endpoint("orders", get=group)),
    path("held-orders", endpoint("orders", get=held)),
    path("prepaid-buyers", endpoint("orders", post=Write(set_prepaid, status=200))),
]
