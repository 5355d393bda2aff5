"""Claims as the API shows them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.api.forms import MoneyOut, QuantityOut, money, quantity
from shared_apps.foundation.actor import Actor
from tenant_apps.claims.queries.claims import ClaimView, claims_by_id, find_claim


class ClaimGoods(msgspec.Struct, frozen=True, kw_only=True):
    order_line_id: UUID
    description: str
    quantity: QuantityOut


class ClaimStepRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One act: opened, accepted, countered, refused, agreed, escalated, decided, withdrawn or closed."""

    act: str
    side: str
    remedy: str
    amount: MoneyOut | None
    text: str
    at: datetime


class ClaimRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A claim with its course. `amount` is on the table, `settled` what it came to: in credit notes, and `lowered`.

    By `lowered` a later invoice is less. `payback`: what of it was paid stays as `credit` or comes back, `refund`.
    """

    id: UUID
    number: str
    order_id: UUID
    buyer_id: UUID
    seller_id: UUID
    kind: str
    state: str
    wish: str
    remedy: str
    value: MoneyOut
    amount: MoneyOut
    settled: MoneyOut
    lowered: MoneyOut
    payback: str
    shipment_id: UUID | None
    credit_note_ids: list[UUID]
    replacement_id: UUID | None
    goods_back: bool
    opened_at: datetime
    answer_by: datetime
    ended_at: datetime | None
    goods: list[ClaimGoods]
    steps: list[ClaimStepRecord]
    document_ids: list[UUID]


_SAME = (
    "id", "number", "order_id", "buyer_id", "seller_id", "kind", "state", "wish", "remedy", "replacement_id",
    "goods_back", "payback", "shipment_id", "opened_at", "answer_by", "ended_at",
)  # fmt: skip


def _record(row: ClaimView) -> ClaimRecord:
    currency = row.value.currency
    return ClaimRecord(
        **{name: getattr(row, name) for name in _SAME},
        value=money(row.value.minor, currency),
        amount=money(row.amount.minor, currency),
        settled=money(row.settled.minor, currency),
        lowered=money(row.lowered.minor, currency),
        credit_note_ids=[pk for pk, _number in row.credits],
        goods=[
            ClaimGoods(
                order_line_id=one.order_line_id, description=one.description, quantity=quantity(one.quantity, one.unit)
            )
            for one in row.goods
        ],
        steps=[
            ClaimStepRecord(
                act=one.act,
                side=one.side,
                remedy=one.remedy,
                amount=money(one.amount.minor, currency) if one.amount else None,
                text=one.text,
                at=one.at,
            )
            for one in row.steps
        ],
        document_ids=[one.id for one in row.files],
    )


def claim_records(rows: Sequence[Any]) -> list[ClaimRecord]:
    found = claims_by_id(row.pk for row in rows)
    return [_record(found[row.pk]) for row in rows]


def claim_record(actor: Actor, claim_id: UUID) -> ClaimRecord:
    """One claim; NotFound when the actor may not see it."""
    return _record(find_claim(actor, claim_id))
