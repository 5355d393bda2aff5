"""Companies as the API shows them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.foundation.actor import Actor
from tenant_apps.parties.queries import get_company


class CompanyRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A legal party. A suspended one finishes its deals and starts none."""

    id: UUID
    code: str
    name: str
    country: str
    tax_id: str
    can_buy: bool
    can_sell: bool
    state: str


def _record(row: Any) -> CompanyRecord:
    return CompanyRecord(**{name: getattr(row, name) for name in CompanyRecord.__struct_fields__})


def company_records(rows: Sequence[Any]) -> list[CompanyRecord]:
    return [_record(row) for row in rows]


def company_record(actor: Actor, company_id: UUID) -> CompanyRecord:
    """One company; NotFound when the actor may not see it."""
    return _record(get_company(actor, company_id))
