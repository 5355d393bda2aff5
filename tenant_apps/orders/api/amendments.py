"""Addresses and records of changes of orders."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Filter, Listing, Read, Write
from shared_apps.foundation.actor import Actor
from tenant_apps.orders.commands import accept_amendment, propose_amendment, refuse_amendment, withdraw_amendment
from tenant_apps.orders.permissions import VIEW_ORDER
from tenant_apps.orders.queries.amendments import AmendmentView, amendment_rows, amendments_by_id, find_amendment
from tenant_apps.orders.types import AMENDMENT_STATES


class DifferenceRecord(msgspec.Struct, frozen=True, kw_only=True):
    """`what` is quantity, part (with `part_no`), unit_price, added, removed, client_reference, cost_centre, note, site,
    wanted_on or total."""

    what: str
    line_no: int | None
    subject: str
    old: str
    new: str
    unit: str
    part_no: int | None


class AmendmentRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A change of an order, from `version` on. `before` and `after` are whole versions.

    `approving` waits for approval in the buyer's company; `is_sent`: the other side was asked, `is_agreed`: it has said
    yes, or need not be asked. `problem` says why an approved one has failed.
    """

    id: UUID
    order_id: UUID
    version: int
    side: str
    state: str
    reason: str
    answer: str
    proposed_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    is_sent: bool
    is_agreed: bool
    problem: str
    differences: list[DifferenceRecord]
    before: dict[str, Any]
    after: dict[str, Any]


_SAME = (
    "id", "order_id", "version", "side", "state", "reason", "answer", "proposed_at", "expires_at", "ended_at",
    "is_sent", "is_agreed", "problem",
)  # fmt: skip


def _record(row: AmendmentView) -> AmendmentRecord:
    return AmendmentRecord(
        **{name: getattr(row, name) for name in _SAME},
        differences=[
            DifferenceRecord(
                what=one.what,
                line_no=one.line_no,
                subject=one.subject,
                old=one.old,
                new=one.new,
                unit=one.unit,
                part_no=one.part_no,
            )
            for one in row.differences
        ],
        before=dict(row.before),
        after=dict(row.after),
    )


def amendment_records(rows: Sequence[Any]) -> list[AmendmentRecord]:
    found = amendments_by_id(row.pk for row in rows)
    return [_record(found[row.pk]) for row in rows]


def amendment_record(actor: Actor, amendment_id: UUID) -> AmendmentRecord:
    """One change; NotFound when the actor may not see its order."""
    return _record(find_amendment(actor, amendment_id))


amendment = Read(AmendmentRecord, amendment_record, VIEW_ORDER, "One change of an order")
amendments = Listing(
    AmendmentRecord,
    amendment_rows,
    amendment_records,
    VIEW_ORDER,
    "Changes of orders: what was proposed and what became of it",
    filters=(
        Filter("order_id", "uuid", "Changes of one order."),
        Filter("state", "text", "Where it stands.", AMENDMENT_STATES),
        Filter("side", "text", "Who proposed it.", ("buyer", "seller")),
    ),
)
HERE = {"amendment_id": "amendment_id"}

urlpatterns: list[URLPattern] = [
    path(
        "order-amendments",
        endpoint(
            "orders",
            get=amendments,
            post=Write(propose_amendment, locate=lambda made: f"order-amendments/{made.amendment_id}"),
        ),
    ),
    path("order-amendments/<uuid:amendment_id>", endpoint("orders", get=amendment)),
    path(
        "order-amendments/<uuid:amendment_id>:accept",
        endpoint("orders", post=Write(accept_amendment, status=200, path=HERE)),
    ),
    path(
        "order-amendments/<uuid:amendment_id>:refuse",
        endpoint("orders", post=Write(refuse_amendment, status=200, path=HERE)),
    ),
    path(
        "order-amendments/<uuid:amendment_id>:withdraw",
        endpoint("orders", post=Write(withdraw_amendment, status=200, path=HERE)),
    ),
]
