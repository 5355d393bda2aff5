"""Limits for pages and the API, cut to what the actor may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from shared_apps.accounts.queries.people import list_people
from shared_apps.foundation.actor import Actor
from tenant_apps.approvals.types import Bar
from tenant_apps.parties.queries import names_of
from tenant_apps.spending import errors
from tenant_apps.spending.models import SpendingLimit

MOST = 300


@dataclass(frozen=True, slots=True)
class LimitShown:
    """A limit as a bar; `who` is the buyer or the member it is of, `grantor` the seller of a credit."""

    id: UUID
    kind: str
    code: str
    who: str
    grantor: str
    starts_on: date | None
    ends_on: date | None
    may_close: bool
    bar: Bar


def limit_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[SpendingLimit]:
    """Limits; `filters` are column values."""
    return SpendingLimit.objects.visible_to(actor).filter(**filters)


def find_limit(actor: Actor, limit_id: UUID) -> SpendingLimit:
    """The limit if this actor may see it."""
    row = SpendingLimit.objects.visible_to(actor).filter(pk=limit_id).first()
    if row is None:
        raise errors.limit_unknown()
    return row


def list_limits(actor: Actor) -> list[LimitShown]:
    """Open limits, budgets first, each as it stands."""
    rows = list(limit_rows(actor, {"state": "active"}).order_by("kind", "code", "id")[:MOST])
    names = names_of({one for row in rows for one in (row.company_id, row.grantor_id) if one})
    members = {UUID(row.principal[5:]) for row in rows if row.principal.startswith("user:")}
    people = {f"user:{pk}": one.name or one.email for pk, one in list_people(members).items()}
    return [
        LimitShown(
            id=row.pk,
            kind=row.kind,
            code=row.code,
            who=people.get(row.principal, row.principal) if row.principal else names.get(row.company_id, ""),
            grantor=names.get(row.grantor_id, "") if row.grantor_id else "",
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            may_close=actor.company_id in (None, row.grantor_id or row.company_id),
            bar=Bar(row.kind, row.code, row.currency, row.amount_minor, row.used_minor, row.reserved_minor, 0),
        )
        for row in rows
    ]
