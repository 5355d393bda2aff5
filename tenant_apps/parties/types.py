"""What other apps may know of a company."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CompanyFacts:
    """The facts that decide whether a company may trade, and how it is called."""

    id: UUID
    code: str
    name: str
    country: str
    can_buy: bool
    can_sell: bool
    state: str
    tax_id: str = ""
