"""Drafts of orders as the API shows them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.api.forms import MoneyOut, money
from shared_apps.foundation.actor import Actor
from tenant_apps.orders.queries.drafts import find_draft


class DraftLineRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A line as it was typed."""

    sku: str
    quantity: str
    unit: str


class DraftSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A draft without its lines. `total` is what it came to when it was submitted."""

    id: UUID
    number: str
    buyer_id: UUID
    seller_id: UUID | None
    state: str
    version: int
    currency: str
    client_reference: str
    cost_centre: str
    note: str
    payment_terms: UUID | None
    total: MoneyOut | None
    approval_id: UUID | None
    order_id: UUID | None
    locked_until: datetime | None
    submitted_at: datetime | None
    changed_at: datetime


class DraftRecord(DraftSummary, frozen=True, kw_only=True):
    """A draft with its lines. `problem` is the code of the refusal that keeps an approved one from being placed."""

    lines: list[DraftLineRecord]
    problem: str


_DERIVED = {"total"}
_SAME = tuple(name for name in DraftSummary.__struct_fields__ if name not in _DERIVED)


def _draft(row: Any) -> dict[str, Any]:
    known = row.total_minor is not None and row.currency
    return {name: getattr(row, name) for name in _SAME} | {
        "total": money(row.total_minor, row.currency) if known else None
    }


def draft_summaries(rows: Sequence[Any]) -> list[DraftSummary]:
    return [DraftSummary(**_draft(row)) for row in rows]


def draft_record(actor: Actor, order_draft_id: UUID) -> DraftRecord:
    """One draft with its lines; NotFound when the actor may not see it."""
    row = find_draft(actor, order_draft_id)
    lines = [DraftLineRecord(**line) for line in row.lines]
    return DraftRecord(**_draft(row), lines=lines, problem=row.problem.get("code", ""))
