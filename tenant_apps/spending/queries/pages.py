"""Limits for pages and the API, cut to what the actor may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from shared_apps.accounts.queries.people import list_people
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.money import Money
from shared_apps.tenancy import scope
from tenant_apps.approvals.types import Bar
from tenant_apps.parties.queries import names_of
from tenant_apps.spending import errors
from tenant_apps.spending.models import LimitProposal, SpendingLimit

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
    every: str = ""
    carried: Money | None = None


@dataclass(frozen=True, slots=True)
class ProposalShown:
    """A limit that waits for a second person; `amount` None is no limit."""

    id: UUID
    kind: str
    code: str
    who: str
    grantor: str
    every: str
    amount: Money | None
    proposed_by_name: str
    proposed_at: datetime
    is_own: bool


def limit_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[SpendingLimit]:
    """Limits; `filters` are column values."""
    return SpendingLimit.objects.visible_to(actor).filter(**filters)


def find_limit(actor: Actor, limit_id: UUID) -> SpendingLimit:
    """The limit if this actor may see it."""
    row = SpendingLimit.objects.visible_to(actor).filter(pk=limit_id).first()
    if row is None:
        raise errors.limit_unknown()
    return row


def proposal_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[LimitProposal]:
    """Limits that were proposed; `filters` are column values."""
    return LimitProposal.objects.visible_to(actor).filter(**filters)


def list_proposals(actor: Actor) -> list[ProposalShown]:
    """What waits for a second person of the reader's company, newest first."""
    rows = list(proposal_rows(actor, {"state": "waiting"}).order_by("-id")[:MOST])
    rows = [row for row in rows if actor.company_id in (None, row.grantor_id or row.company_id)]
    names, people = _names(rows)
    me = str(actor.user_id or actor.id)[:80]
    return [
        ProposalShown(
            id=row.pk,
            kind=row.kind,
            code=row.code,
            who=people.get(row.principal, row.principal) if row.principal else names.get(row.company_id, ""),
            grantor=names.get(row.grantor_id, "") if row.grantor_id else "",
            every=row.every,
            amount=Money(row.amount_minor, row.currency) if row.amount_minor is not None else None,
            proposed_by_name=row.proposed_by_name,
            proposed_at=row.proposed_at,
            is_own=row.proposed_by == me,
        )
        for row in rows
    ]


def _names(rows: Sequence[Any]) -> tuple[Mapping[UUID, str], dict[str, str]]:
    """Names of the companies and of the members that these rows name."""
    names = names_of({one for row in rows for one in (row.company_id, row.grantor_id) if one})
    members = {UUID(row.principal[5:]) for row in rows if row.principal.startswith("user:")}
    return names, {f"user:{pk}": one.name or one.email for pk, one in list_people(members).items()}


def list_limits(actor: Actor) -> list[LimitShown]:
    """Open limits, budgets first, each as it stands; of a budget that begins anew the period of today."""
    today = clock.now(scope.alias()).astimezone(UTC).date()
    found = limit_rows(actor, {"state": "active"}).exclude(series__isnull=False, starts_on__gt=today)
    found = found.exclude(series__isnull=False, ends_on__lt=today)
    rows = list(found.select_related("series").order_by("kind", "code", "id")[:MOST])
    names, people = _names(rows)
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
            every=row.series.every if row.series else "",
            carried=Money(row.carried_minor, row.currency) if row.carried_minor else None,
        )
        for row in rows
    ]
