"""Prepaid orders as the API shows them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.api.forms import MoneyOut, money
from shared_apps.foundation.actor import Actor
from tenant_apps.prepayment.queries.pages import find_prepayment


class PrepaymentRecord(msgspec.Struct, frozen=True, kw_only=True):
    """An order that is paid first. `number` goes on the transfer; `order_id` is there once it is ordered."""

    id: UUID
    number: str
    buyer_id: UUID
    seller_id: UUID
    state: str
    due: MoneyOut
    received: MoneyOut
    asked_at: datetime
    due_at: datetime
    ended_at: datetime | None
    reason: str
    order_id: UUID | None


_SAME = (
    "id", "number", "buyer_id", "seller_id", "state", "asked_at", "due_at", "ended_at", "reason", "order_id",
)  # fmt: skip


def prepayment_records(rows: Sequence[Any]) -> list[PrepaymentRecord]:
    return [
        PrepaymentRecord(
            **{name: getattr(row, name) for name in _SAME},
            due=money(row.due_minor, row.currency),
            received=money(row.received_minor, row.currency),
        )
        for row in rows
    ]


def prepayment_record(actor: Actor, prepayment_id: UUID) -> PrepaymentRecord:
    """One prepaid order; NotFound when the actor may not see it."""
    row = find_prepayment(actor, prepayment_id)
    return PrepaymentRecord(
        **{name: getattr(row, name) for name in _SAME},
        due=money(row.due.minor, row.due.currency),
        received=money(row.received.minor, row.due.currency),
    )
