"""Addresses of orders and returns."""

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Batch, Filter, Listing, Read, Write
from tenant_apps.orders.api import records, recurring, sheets
from tenant_apps.orders.commands import accept_return, cancel_order, place_order
from tenant_apps.orders.permissions import VIEW_ORDER
from tenant_apps.orders.queries.records import order_rows, return_rows

STATES = ("accepted", "shipped", "delivered", "invoiced", "settled", "cancelled")
PARTIES = (Filter("buyer_id", "uuid", "Company that buys."), Filter("seller_id", "uuid", "Company that sells."))
REFERENCE = Filter("client_reference", "text", "The buyer's own number.")

order = Read(records.OrderRecord, records.order_record, VIEW_ORDER, "One order with its lines")
orders = Listing(
    records.OrderSummary,
    order_rows,
    records.order_summaries,
    VIEW_ORDER,
    "Orders of the company",
    filters=(
        Filter("state", "text", "Where the order stands.", STATES),
        Filter("number", "text", "The marketplace's number."),
        REFERENCE,
        *PARTIES,
        Filter("ordered_since", "date", "Ordered on this day or later (UTC)."),
    ),
)
one_return = Read(records.ReturnRecord, records.return_record, VIEW_ORDER, "One return with its lines")
returns = Listing(
    records.ReturnSummary,
    return_rows,
    records.return_summaries,
    VIEW_ORDER,
    "Returns of the company",
    filters=(Filter("number", "text", "The marketplace's number."), REFERENCE, *PARTIES, Filter("order_id", "uuid")),
)

urlpatterns: list[URLPattern] = [
    *sheets.urlpatterns,
    *recurring.urlpatterns,
    path(
        "orders",
        endpoint("orders", get=orders, post=Write(place_order, locate=lambda answer: f"orders/{answer.order_id}")),
    ),
    path("orders:batch", endpoint("orders", post=Batch(place_order, "orders", 500, "Place up to 500 orders"))),
    path("orders/<uuid:order_id>", endpoint("orders", get=order)),
    path(
        "orders/<uuid:order_id>:cancel",
        endpoint("orders", post=Write(cancel_order, status=200, path={"order_id": "order_id"})),
    ),
    path(
        "returns",
        endpoint(
            "returns", get=returns, post=Write(accept_return, locate=lambda answer: f"returns/{answer.return_id}")
        ),
    ),
    path("returns/<uuid:return_id>", endpoint("returns", get=one_return)),
]
