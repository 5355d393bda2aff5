"""Values that pass the door of payment terms."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal
from uuid import UUID

# What an instalment waits for. `date` waits for nothing: its day is in the terms.
MILESTONES = ("accepted", "shipped", "received", "invoiced", "date")
InstalmentState = Literal["paid", "part_paid", "late", "due", "planned", "void"]


@dataclass(frozen=True, slots=True)
class TermsStep:
    """One instalment of terms: a share of the order in percent, due `days` after a milestone or on a day."""

    share: Decimal
    milestone: str
    days: int = 0
    on: date | None = None


@dataclass(frozen=True, slots=True)
class InstalmentFacts:
    """One instalment of an order. `due_on` is None while what it waits for has not happened."""

    no: int
    milestone: str
    days: int
    share: Decimal
    amount_minor: int
    paid_minor: int
    due_on: date | None
    planned_on: date | None
    state: InstalmentState

    @property
    def open_minor(self) -> int:
        return self.amount_minor - self.paid_minor


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """When an order is to be paid. `advance_minor` is what is paid of it before its invoice."""

    id: UUID
    order_id: UUID
    order_number: str
    buyer_id: UUID
    seller_id: UUID
    terms_id: UUID
    terms_name: str
    currency: str
    total_minor: int
    paid_minor: int
    advance_minor: int
    state: str
    end_of_month: bool
    discount_percent: Decimal
    discount_days: int
    accelerated_at: datetime | None
    accelerated_why: str
    instalments: tuple[InstalmentFacts, ...]

    @property
    def open_minor(self) -> int:
        return self.total_minor - self.paid_minor

    def discount_minor(self, total_minor: int) -> int:
        """What may be left unpaid of an invoice that is paid early."""
        exact = Decimal(total_minor) * self.discount_percent / 100
        return int(exact.to_integral_value(rounding=ROUND_HALF_UP))

    def is_early(self, paid_on: date, issued_on: date) -> bool:
        return self.discount_days > 0 and paid_on <= issued_on + timedelta(days=self.discount_days)

    @property
    def late_minor(self) -> int:
        return sum(one.open_minor for one in self.instalments if one.state == "late")
