"""What other apps may know of a company."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CompanyFacts:
    """The facts that decide whether a company may trade, and how it is called.

    `tax_id` is filled where one company or a page of them is shown, and empty elsewhere.
    """

    id: UUID
    code: str
    name: str
    country: str
    can_buy: bool
    can_sell: bool
    state: str
    tax_id: str = ""
    parent_id: UUID | None = None
    kind: str = "legal_entity"


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides beside its state whether a company may take part: its bar, its owner, what is valid on one day."""

    company_id: UUID
    owner: str = ""
    barred_until: date | None = None
    barred_reason: str = ""
    qualifications: frozenset[str] = field(default_factory=frozenset)

    def is_barred(self, on: date) -> bool:
        return self.barred_until is not None and on <= self.barred_until


@dataclass(frozen=True, slots=True)
class QualificationLine:
    id: UUID
    company_id: UUID
    kind: str
    number: str
    issuer: str
    valid_from: date
    valid_until: date | None
    state: str
    recorded_at: datetime
    revoked_at: datetime | None
    reason: str
    judged_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PaperEnding:
    """A granted paper whose last day comes, with nothing that follows it."""

    id: UUID
    company_id: UUID
    kind: str
    number: str
    valid_until: date
