"""Addresses of requisition lists."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.forms import QuantityOut, quantity
from shared_apps.api.operations import Filter, Listing, Read, Write
from shared_apps.foundation.actor import Actor
from tenant_apps.orders.commands import change_list, drop_list, keep_list, order_list
from tenant_apps.orders.queries.requisitions import get_list, lines_of_list, list_rows

PERMISSION = "orders.place_order"
HERE = {"list_id": "list_id"}


class ListLineRecord(msgspec.Struct, frozen=True, kw_only=True):
    item_id: UUID
    sku: str
    name: str
    supplier_id: UUID
    quantity: QuantityOut
    note: str


class ListRecord(msgspec.Struct, frozen=True, kw_only=True):
    """`ordered_at` is when a quick order was last opened with it."""

    id: UUID
    buyer_id: UUID
    name: str
    note: str
    owner_name: str
    is_shared: bool
    created_at: datetime
    changed_at: datetime
    ordered_at: datetime | None
    lines: list[ListLineRecord]


def list_records(rows: Sequence[Any]) -> list[ListRecord]:
    lines: dict[UUID, list[ListLineRecord]] = {row.pk: [] for row in rows}
    for line in lines_of_list(list(lines)):
        lines[line.requisition_list_id].append(
            ListLineRecord(
                item_id=line.item_id, sku=line.item.sku, name=line.item.name, supplier_id=line.item.supplier_id,
                quantity=quantity(line.quantity, line.item.unit), note=line.note,
            )
        )  # fmt: skip
    names = [name for name in ListRecord.__struct_fields__ if name != "lines"]
    return [ListRecord(**{name: getattr(row, name) for name in names}, lines=lines[row.pk]) for row in rows]


def list_record(actor: Actor, list_id: UUID) -> ListRecord:
    return list_records([get_list(actor, list_id)])[0]


one = Read(ListRecord, list_record, PERMISSION, "One requisition list with its lines")
lists = Listing(
    ListRecord, list_rows, list_records, PERMISSION, "Requisition lists of one's own and shared ones",
    filters=(Filter("name", "text", "The name of the list."),),
)  # fmt: skip

urlpatterns: list[URLPattern] = [
    path(
        "requisition-lists",
        endpoint(
            "orders", get=lists, post=Write(keep_list, locate=lambda answer: f"requisition-lists/{answer.list_id}")
        ),
    ),
    path("requisition-lists/<uuid:list_id>", endpoint("orders", get=one)),
    path("requisition-lists/<uuid:list_id>:change", endpoint("orders", post=Write(change_list, status=200, path=HERE))),
    path("requisition-lists/<uuid:list_id>:order", endpoint("orders", post=Write(order_list, path=HERE))),
    path("requisition-lists/<uuid:list_id>:drop", endpoint("orders", post=Write(drop_list, status=200, path=HERE))),
]
