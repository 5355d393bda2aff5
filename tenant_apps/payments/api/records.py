"""Payments as the API shows them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.api.forms import MoneyOut, money
from shared_apps.foundation.actor import Actor
from tenant_apps.payments.queries import find_payment


class PaymentRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Money that moved outside Kontor. `reference` is what the payer wrote on the transfer.

    With `refund_id` a seller paid a buyer back.
    """

    id: UUID
    number: str
    payer_id: UUID
    payee_id: UUID
    amount: MoneyOut
    method: str
    reference: str
    paid_at: datetime
    recorded_at: datetime
    recorded_by: str
    refund_id: UUID | None


class AttemptRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A transfer on its way: `sent` until somebody says that it is `done` (recorded as `payment_id`) or `failed`.

    `asks` is how often a provider did not know the outcome, `next_ask_at` when it is asked again.
    """

    id: UUID
    payer_id: UUID
    payee_id: UUID
    amount: MoneyOut
    method: str
    reference: str
    state: str
    sent_at: datetime
    ended_at: datetime | None
    reason: str
    payment_id: UUID | None
    refund_id: UUID | None
    asks: int
    next_ask_at: datetime | None


_SAME = ("id", "number", "payer_id", "payee_id", "method", "reference", "paid_at", "recorded_at", "recorded_by",
         "refund_id")  # fmt: skip


def payment_records(rows: Sequence[Any]) -> list[PaymentRecord]:
    return [
        PaymentRecord(**{name: getattr(row, name) for name in _SAME}, amount=money(row.amount_minor, row.currency))
        for row in rows
    ]


def payment_record(actor: Actor, payment_id: UUID) -> PaymentRecord:
    """One payment; NotFound when the actor may not see it."""
    return payment_records([find_payment(actor, payment_id)])[0]


def attempt_records(rows: Sequence[Any]) -> list[AttemptRecord]:
    same = [name for name in AttemptRecord.__struct_fields__ if name != "amount"]
    return [
        AttemptRecord(**{name: getattr(row, name) for name in same}, amount=money(row.amount_minor, row.currency))
        for row in rows
    ]
