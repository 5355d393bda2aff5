"""Companies as the API shows them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.foundation.actor import Actor
from tenant_apps.parties.queries import get_company


class CompanyRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A legal party. A suspended one finishes its deals and starts none.

    `parent_id` is the company above it in its group; a `division` is a part of that one and no `legal_entity`.
    """

    id: UUID
    code: str
    name: str
    country: str
    tax_id: str
    can_buy: bool
    can_sell: bool
    state: str
    parent_id: UUID | None
    kind: str


class QualificationRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A licence, certificate or admission of a company. Rules of events and categories name its `kind`.

    What a company handed in itself is `submitted` until the marketplace has judged it, and counts once it is `granted`.
    """

    id: UUID
    company_id: UUID
    kind: str
    number: str
    issuer: str
    valid_from: date
    valid_until: date | None
    state: str
    recorded_at: datetime
    judged_at: datetime | None
    revoked_at: datetime | None
    reason: str


def qualification_records(rows: Sequence[Any]) -> list[QualificationRecord]:
    names = QualificationRecord.__struct_fields__
    return [QualificationRecord(**{name: getattr(row, name) for name in names}) for row in rows]


def _record(row: Any) -> CompanyRecord:
    return CompanyRecord(**{name: getattr(row, name) for name in CompanyRecord.__struct_fields__})


def company_records(rows: Sequence[Any]) -> list[CompanyRecord]:
    return [_record(row) for row in rows]


def company_record(actor: Actor, company_id: UUID) -> CompanyRecord:
    """One company; NotFound when the actor may not see it."""
    return _record(get_company(actor, company_id))
