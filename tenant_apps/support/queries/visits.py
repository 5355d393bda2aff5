"""Visits as the marketplace sees them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from shared_apps.accounts.queries.people import list_people
from shared_apps.foundation.actor import Actor
from tenant_apps.identity.queries import list_people as members
from tenant_apps.support import errors
from tenant_apps.support.models import StandingConsent, SupportLook, SupportVisit
from tenant_apps.support.types import LookFacts, StandingFacts, VisitFacts

READER = Actor.system("support.reading")


def visit_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[SupportVisit]:
    """For the marketplace's own people."""
    rows = SupportVisit.objects.filter(**filters)
    return rows if actor.is_marketplace else rows.none()


def waiting_visits(actor: Actor) -> int:
    return visit_rows(actor, {"state": "asked"}).count()


def visit_facts(rows: Sequence[SupportVisit]) -> list[VisitFacts]:
    ids = {one for row in rows for one in (row.member_id, row.wanted_member) if one is not None}
    people = list_people(ids)
    counts = dict(
        SupportLook.objects.filter(visit_id__in=[row.pk for row in rows])
        .order_by()
        .values_list("visit_id")
        .annotate(n=Count("pk"))
    )
    names = {key: one.name or one.email for key, one in people.items()}
    return [
        VisitFacts(
            id=row.pk, operator=str(row.operator)[-8:], reason=row.reason, ticket=row.ticket, state=row.state,
            wanted_member=row.wanted_member, wanted_name=names.get(row.wanted_member, ""),  # type: ignore[arg-type]
            wants_writing=row.wants_writing,
            member_name=names.get(row.member_id, ""), may_write=row.may_write,  # type: ignore[arg-type]
            asked_at=row.asked_at, decided_at=row.decided_at, decided_by=row.decided_by,
            decided_reason=row.decided_reason, is_standing=row.is_standing, entered_at=row.entered_at,
            ends_at=row.ends_at, ended_at=row.ended_at, ended_how=row.ended_how, looks=int(counts.get(row.pk, 0)),
        )
        for row in rows
    ]  # fmt: skip


def find_visit(actor: Actor, visit_id: UUID) -> VisitFacts:
    row = visit_rows(actor, {"pk": visit_id}).first()
    if row is None:
        raise errors.unknown(visit_id)
    return visit_facts([row])[0]


def looks_of(actor: Actor, visit_id: UUID, limit: int = 500) -> list[LookFacts]:
    """What was looked at, newest first."""
    rows = SupportLook.objects.filter(visit__in=visit_rows(actor, {"pk": visit_id})).order_by("-id")[:limit]
    return [LookFacts(row.at, row.method, row.path, row.status) for row in rows]


def people_to_lend() -> list[tuple[str, str]]:
    """People whose eyes can be lent: ids and names."""
    found = {one.user_id: one.name or one.email for one in members(READER) if one.state == "active"}
    return sorted(((str(key), name) for key, name in found.items()), key=lambda pair: pair[1].casefold())


def standing_now(now: datetime) -> StandingFacts | None:
    row = StandingConsent.objects.filter(ended_at__isnull=True, until__gt=now).first()
    return StandingFacts(row.until, row.given_at, row.given_by, row.minutes) if row is not None else None
