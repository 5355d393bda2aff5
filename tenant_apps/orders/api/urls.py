"""Addresses of orders and returns."""

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Batch, Filter, Listing, Read, Write
from tenant_apps.orders.api import amendments, records, recurring, sheets, split_records
from tenant_apps.orders.commands import (
    accept_return,
    cancel_order,
    cancel_rest,
    join_orders,
    place_basket,
    place_order,
    serve_waiting,
    set_delivery,
    set_grade,
    set_warehouse_terms,
    split_order,
    undo_delivery,
    unsplit_order,
)
from tenant_apps.orders.permissions import VIEW_ORDER
from tenant_apps.orders.queries.records import delivery_rows, order_rows, return_rows

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

HERE = {"order_id": "order_id"}
division = Read(
    split_records.DivisionRecord, split_records.division_record, VIEW_ORDER, "The parts of an order, and why"
)
preview = Read(
    split_records.DivisionRecord,
    split_records.preview_record,
    "orders.split_order",
    "How an order would be divided now",
)
deliveries = Listing(
    split_records.DeliveryRecord,
    delivery_rows,
    split_records.delivery_records,
    VIEW_ORDER,
    "Joint deliveries of the company",
    filters=(Filter("state", "text", "Where it stands.", ("open", "released", "undone")), *PARTIES),
)
queue = Read(split_records.QueueRecord, split_records.queue_record, "orders.serve_waiting", "Who waits for stock")

urlpatterns: list[URLPattern] = [
    *amendments.urlpatterns,
    *sheets.urlpatterns,
    *recurring.urlpatterns,
    path(
        "orders",
        endpoint(
            "orders",
            get=orders,
            post=Write(place_order, locate=lambda answer: f"orders/{answer.order_id}", lane=True),
        ),
    ),
    path(
        "orders:batch",
        endpoint("orders", post=Batch(place_order, "orders", 500, "Place up to 500 orders", lane=True)),
    ),
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
    path("orders:basket", endpoint("orders", post=Write(place_basket))),
    path("orders:queue", endpoint("orders", get=queue, post=Write(serve_waiting, status=200))),
    path("orders/<uuid:order_id>/parts", endpoint("orders", get=division)),
    path("orders/<uuid:order_id>/parts:preview", endpoint("orders", get=preview)),
    path("orders/<uuid:order_id>:split", endpoint("orders", post=Write(split_order, status=200, path=HERE))),
    path("orders/<uuid:order_id>:unsplit", endpoint("orders", post=Write(unsplit_order, status=200, path=HERE))),
    path("orders/<uuid:order_id>:cancel-rest", endpoint("orders", post=Write(cancel_rest, status=200, path=HERE))),
    path("orders/<uuid:order_id>:set-delivery", endpoint("orders", post=Write(set_delivery, status=200, path=HERE))),
    path("joint-deliveries", endpoint("orders", get=deliveries, post=Write(join_orders))),
    path(
        "joint-deliveries/<uuid:delivery_id>:undo",
        endpoint("orders", post=Write(undo_delivery, status=200, path={"delivery_id": "delivery_id"})),
    ),
    path(
        "warehouses/<uuid:warehouse_id>:set-terms",
        endpoint("orders", post=Write(set_warehouse_terms, status=200, path={"warehouse_id": "warehouse_id"})),
    ),
    path(
        "companies/<uuid:company_id>:set-grade",
        endpoint("orders", post=Write(set_grade, status=200, path={"company_id": "buyer_id"})),
    ),
]
