"""Connections as pages and the log show them, and the actor behind a secret."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from shared_apps.accounts.addresses import current_address
from shared_apps.accounts.models import User
from shared_apps.accounts.policies import admits
from shared_apps.accounts.queries.api_keys import standing_of_maker
from shared_apps.accounts.queries.people import list_people
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.reach import carried
from tenant_apps.identity.queries import list_roles
from tenant_apps.parties.queries import names_of
from tenant_apps.provisioning.commands.connections import PREFIX, hash_of
from tenant_apps.provisioning.models import Call, Connection, Person
from tenant_apps.provisioning.permissions import MANAGE_CONNECTION, PROVISION

CALLS_SHOWN = 50
PEOPLE_SHOWN = 200


@dataclass(frozen=True, slots=True)
class ConnectionLine:
    """One directory. `state`: active, replacing (two secrets count), expired or ended."""

    id: UUID
    name: str
    company_name: str
    company_id: UUID | None
    role: str
    prefix: str
    state: str
    made_by: str
    made_at: datetime
    expires_at: datetime
    old_until: datetime | None
    last_used_at: datetime | None
    networks: tuple[str, ...]
    active: int
    inactive: int


@dataclass(frozen=True, slots=True)
class PersonLine:
    user_id: UUID
    name: str
    user_name: str
    is_active: bool
    is_ours: bool
    roles: tuple[str, ...]
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class InUse:
    """A connection that holds now, and who acts over it."""

    connection: Connection
    actor: Actor


def names_of_connections(ids: Sequence[str]) -> Mapping[str, str]:
    """Names of connections, as the audit log asks for those who act."""
    return {str(pk): name for pk, name in Connection.objects.filter(pk__in=ids).values_list("pk", "name")}


def list_connections(actor: Actor) -> Sequence[ConnectionLine]:
    """Those of the actor's company, running ones first; all of them for the marketplace's own people."""
    rows = Connection.objects.visible_to(actor).order_by("ended_at", "-made_at")[:200]
    return _lines(list(rows))


def connection_rows(actor: Actor, asked: Mapping[str, Any]) -> QuerySet[Connection]:
    """Those the actor may see, narrowed by what is asked."""
    rows = Connection.objects.visible_to(actor)
    if asked.get("company_id") is not None:
        rows = rows.filter(company_id=asked["company_id"])
    if asked.get("ended") is not None:
        rows = rows.filter(ended_at__isnull=not asked["ended"])
    return rows


def find_connection(actor: Actor, connection_id: UUID) -> ConnectionLine | None:
    """One of them."""
    found = _lines(list(Connection.objects.visible_to(actor).filter(pk=connection_id)))
    return found[0] if found else None


def people_of(connection_id: UUID) -> Sequence[PersonLine]:
    """Those it brought or was given, the latest changed first."""
    rows = list(Person.objects.filter(connection_id=connection_id, removed_at__isnull=True).order_by("-changed_at"))
    rows = rows[:PEOPLE_SHOWN]
    known = list_people({row.user_id for row in rows})
    return [
        PersonLine(
            row.user_id, known[row.user_id].name, row.user_name, row.is_active, row.is_ours, tuple(sorted(row.given)),
            row.changed_at,
        )
        for row in rows
    ]  # fmt: skip


def calls_of(connection_id: UUID) -> Sequence[Call]:
    """What was asked over it lately, newest first."""
    return list(Call.objects.filter(connection_id=connection_id).order_by("-id")[:CALLS_SHOWN])


def in_use(secret: str) -> InUse | None:
    """The connection of a secret, or None when it is unknown here, over, or its maker may no longer connect one.

    It may give what its maker may give at this moment, and does what asks for a fresh proof: its maker gave one.
    """
    if not secret.startswith(PREFIX) or len(secret) > 200 or not secret.isascii():
        return None
    hashed, now = hash_of(secret), timezone.now()
    held = Q(secret_hash=hashed) | Q(old_hash=hashed, old_until__gt=now)
    rows = Connection.objects.select_related("made_by").filter(held, ended_at__isnull=True, expires_at__gt=now)
    row = rows.first()
    if row is None or not row.made_by.is_active or not admits(row.networks, current_address.get()):
        return None
    maker: User = row.made_by
    standing = standing_of_maker(maker, row.company_id)
    if MANAGE_CONNECTION not in standing.permissions:
        return None
    rights, narrowed = carried(f"api_key:{row.pk}", standing.permissions, standing.permissions, standing.narrowed)
    actor = Actor(
        kind="api_key",
        id=str(row.pk),
        display=row.name,
        company_id=row.company_id,
        permissions=rights | {PROVISION},
        fresh_factor=True,
        narrowed=narrowed,
    )
    if row.last_used_at is None or (now - row.last_used_at).total_seconds() > 60:
        Connection.objects.filter(pk=row.pk).update(last_used_at=now)
    return InUse(row, actor)


def _lines(rows: Sequence[Connection]) -> list[ConnectionLine]:
    now = timezone.now()
    companies = names_of({row.company_id for row in rows if row.company_id})
    makers = list_people({row.made_by_id for row in rows})
    people = Person.objects.filter(connection__in=rows, removed_at__isnull=True).values("connection_id")
    counted = people.annotate(on=Count("id", filter=Q(is_active=True)), off=Count("id", filter=Q(is_active=False)))
    counts = {one["connection_id"]: (one["on"], one["off"]) for one in counted}
    return [
        ConnectionLine(
            id=row.pk,
            name=row.name,
            company_name=companies.get(row.company_id, "") if row.company_id else "",
            company_id=row.company_id,
            role=_role_name(row),
            prefix=row.prefix,
            state=_state(row, now),
            made_by=makers[row.made_by_id].name,
            made_at=row.made_at,
            expires_at=row.expires_at,
            old_until=row.old_until if row.old_until is not None and row.old_until > now else None,
            last_used_at=row.last_used_at,
            networks=tuple(row.networks),
            active=counts.get(row.pk, (0, 0))[0],
            inactive=counts.get(row.pk, (0, 0))[1],
        )
        for row in rows
    ]


def _role_name(row: Connection) -> str:
    roles = list_roles(in_company=row.company_id is not None, company_id=row.company_id)
    return next((one.name for one in roles if one.code == row.default_role), row.default_role)


def _state(row: Connection, now: datetime) -> str:
    if row.ended_at is not None:
        return "ended"
    if row.expires_at <= now:
        return "expired"
    return "replacing" if row.old_until is not None and row.old_until > now else "active"
