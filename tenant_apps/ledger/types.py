"""What other apps hand to the ledger and get from it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

AccountKind = Literal[
    "receivable", "payable", "bank", "sales", "purchases", "tax_out", "tax_in", "returns",
    "ordered", "backlog",
    "deposit_paid", "deposit_held", "deposit_due", "deposit_owed", "deposit_lost", "deposit_gained",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class LegIn:
    """Debit (positive) or credit (negative) on one account of one company, in minor units."""

    company_id: UUID
    kind: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class BalanceLine:
    """Sum of one account. Debit balances are positive."""

    company_id: UUID
    kind: str
    currency: str
    debit_minor: int
    credit_minor: int

    @property
    def balance_minor(self) -> int:
        return self.debit_minor - self.credit_minor


@dataclass(frozen=True, slots=True)
class EntryLeg:
    company_id: UUID
    company_name: str
    kind: str
    amount_minor: int

    @property
    def credit_minor(self) -> int:
        """The credit of this leg as a positive figure; meaningless for a debit."""
        return -self.amount_minor


@dataclass(frozen=True, slots=True)
class EntryFacts:
    id: UUID
    source: str
    source_id: UUID
    currency: str
    description: str
    effective_date: date
    posted_at: datetime
    legs: tuple[EntryLeg, ...]
