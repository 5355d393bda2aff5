"""Deposits as the API shows them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.api.forms import MoneyOut, money
from shared_apps.foundation.actor import Actor
from tenant_apps.trading.deposits.queries import find_deposit


class DepositRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Money or a guarantee that one company blocks for another.

    `applied`, `released` and `forfeited` add up to the amount at the end. `penalty` is what the receiver owes on top.
    """

    id: UUID
    number: str
    kind: str
    state: str
    cover: str
    reference: str
    event_id: UUID | None
    deal_id: UUID | None
    payer_id: UUID
    receiver_id: UUID
    amount: MoneyOut
    applied: MoneyOut
    released: MoneyOut
    forfeited: MoneyOut
    penalty: MoneyOut
    reason: str
    note: str
    requested_at: datetime
    reported_at: datetime | None
    blocked_at: datetime | None
    ended_at: datetime | None
    returned_at: datetime | None


_SAME = (
    "id", "number", "kind", "state", "cover", "reference", "deal_id", "payer_id", "receiver_id", "reason", "note",
    "requested_at", "reported_at", "blocked_at", "ended_at", "returned_at",
)  # fmt: skip
_AMOUNTS = ("amount", "applied", "released", "forfeited", "penalty")


def deposit_records(rows: Sequence[Any]) -> list[DepositRecord]:
    return [
        _record(row, row.trading_event_id, {one: money(getattr(row, f"{one}_minor"), row.currency) for one in _AMOUNTS})
        for row in rows
    ]


def deposit_record(actor: Actor, deposit_id: UUID) -> DepositRecord:
    """One deposit; NotFound when the actor may not see it."""
    row = find_deposit(actor, deposit_id)
    amounts = {name: money(getattr(row, name).minor, row.amount.currency) for name in _AMOUNTS}
    return _record(row, row.event_id, amounts)


def _record(row: Any, event_id: UUID | None, amounts: dict[str, Any]) -> DepositRecord:
    return DepositRecord(**{name: getattr(row, name) for name in _SAME}, **amounts, event_id=event_id)
