"""Ledger entries as the API shows them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.api.forms import MoneyOut, money
from shared_apps.foundation.actor import Actor
from tenant_apps.ledger.queries.records import legs_of


class LegRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One side of an entry. A debit is positive, a credit negative."""

    company_id: UUID
    account: str
    amount: MoneyOut


class EntryRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One business fact in the books; its legs sum to zero. A company reads its own legs, the marketplace all."""

    id: UUID
    source: str
    source_id: UUID
    description: str
    effective_date: date
    posted_at: datetime
    reverses_id: UUID | None
    legs: list[LegRecord]


_SAME = ("id", "source", "source_id", "description", "effective_date", "posted_at", "reverses_id")


def entry_records(rows: Sequence[Any], actor: Actor) -> list[EntryRecord]:
    """Entries with their legs, in one more statement for all of them."""
    legs: dict[UUID, list[LegRecord]] = {row.id: [] for row in rows}
    for leg in legs_of(rows, actor):
        legs[leg.entry_id].append(
            LegRecord(
                company_id=leg.account.company_id,
                account=leg.account.kind,
                amount=money(leg.amount_minor, leg.account.currency),
            )
        )
    return [EntryRecord(**{name: getattr(row, name) for name in _SAME}, legs=legs[row.id]) for row in rows]
