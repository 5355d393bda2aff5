"""Limits as the API shows them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.api.forms import MoneyOut, money
from shared_apps.foundation.actor import Actor
from tenant_apps.spending.queries.pages import find_limit


class LimitRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A limit as it stands. `amount` null is no limit, zero is zero; `grantor_id` is the seller of a credit."""

    id: UUID
    kind: str
    state: str
    company_id: UUID
    grantor_id: UUID | None
    code: str
    principal: str
    starts_on: date | None
    ends_on: date | None
    amount: MoneyOut | None
    reserved: MoneyOut
    used: MoneyOut
    series_id: UUID | None
    carried: MoneyOut | None


class ProposalRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A limit that a second person has to confirm: waiting, confirmed or rejected. `amount` null is no limit."""

    id: UUID
    kind: str
    state: str
    company_id: UUID
    grantor_id: UUID | None
    code: str
    principal: str
    starts_on: date | None
    ends_on: date | None
    every: str
    carry_over: str
    amount: MoneyOut | None
    proposed_by_name: str
    proposed_at: datetime
    ended_by_name: str
    ended_at: datetime | None
    reason: str


_SAME = ("id", "kind", "state", "company_id", "grantor_id", "code", "principal", "starts_on", "ends_on")


def limit_records(rows: Sequence[Any]) -> list[LimitRecord]:
    return [
        LimitRecord(
            **{name: getattr(row, name) for name in _SAME},
            amount=money(row.amount_minor, row.currency) if row.amount_minor is not None else None,
            reserved=money(row.reserved_minor, row.currency),
            used=money(row.used_minor, row.currency),
            series_id=row.series_id,
            carried=money(row.carried_minor, row.currency) if row.carried_minor is not None else None,
        )
        for row in rows
    ]


def limit_record(actor: Actor, limit_id: UUID) -> LimitRecord:
    """One limit; NotFound when the actor may not see it."""
    return limit_records([find_limit(actor, limit_id)])[0]


def proposal_records(rows: Sequence[Any]) -> list[ProposalRecord]:
    names = [name for name in ProposalRecord.__struct_fields__ if name != "amount"]
    return [
        ProposalRecord(
            **{name: getattr(row, name) for name in names},
            amount=money(row.amount_minor, row.currency) if row.amount_minor is not None else None,
        )
        for row in rows
    ]
