"""What other apps hand to spending and get from it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Spend:
    """What somebody wants to spend: `total_minor` in `currency`, for a cost centre if one is named."""

    company_id: UUID
    seller_id: UUID
    principal: str
    code: str
    currency: str
    total_minor: int


@dataclass(frozen=True, slots=True)
class LimitFacts:
    """A limit as it stands. `amount_minor` None is no limit."""

    id: UUID
    kind: str
    company_id: UUID
    grantor_id: UUID | None
    code: str
    principal: str
    currency: str
    starts_on: date | None
    ends_on: date | None
    amount_minor: int | None
    reserved_minor: int
    used_minor: int

    @property
    def free_minor(self) -> int | None:
        """What may still be spent, never below zero; None where there is no limit."""
        if self.amount_minor is None:
            return None
        return max(0, self.amount_minor - self.reserved_minor - self.used_minor)
