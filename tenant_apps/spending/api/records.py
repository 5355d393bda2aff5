"""Limits as the API shows them."""

from collections.abc import Sequence
from datetime import date
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


_SAME = ("id", "kind", "state", "company_id", "grantor_id", "code", "principal", "starts_on", "ends_on")


def limit_records(rows: Sequence[Any]) -> list[LimitRecord]:
    return [
        LimitRecord(
            **{name: getattr(row, name) for name in _SAME},
            amount=money(row.amount_minor, row.currency) if row.amount_minor is not None else None,
            reserved=money(row.reserved_minor, row.currency),
            used=money(row.used_minor, row.currency),
        )
        for row in rows
    ]


def limit_record(actor: Actor, limit_id: UUID) -> LimitRecord:
    """One limit; NotFound when the actor may not see it."""
    return limit_records([find_limit(actor, limit_id)])[0]
