"""Grants that wait for a second person, and what became of others, cut to what the actor may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from shared_apps.accounts.queries.people import list_people as users_by_id
from shared_apps.foundation.actor import Actor
from tenant_apps.identity import errors
from tenant_apps.identity.models import GrantRequest
from tenant_apps.identity.queries.people import role_name
from tenant_apps.parties.queries import names_of

MOST = 100


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One request as lists show it. `added`, `removed` are patterns of a role that is to be changed."""

    id: UUID
    kind: str
    company_id: UUID | None
    company_name: str
    user_id: UUID | None
    person: str
    role_code: str
    role_name: str
    permissions: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    bounds: Mapping[str, Any]
    ends_at: str
    reason: str
    asked_by: str
    asked_by_id: UUID
    asked_at: datetime
    expires_at: datetime
    state: str
    decided_by: str
    decided_at: datetime | None
    decided_reason: str

    def is_for(self, actor: Actor) -> bool:
        """Whether this person may be the second one."""
        return actor.user_id is not None and actor.user_id not in (self.asked_by_id, self.user_id)

    def is_own_of(self, actor: Actor) -> bool:
        return actor.user_id == self.asked_by_id


def request_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[GrantRequest]:
    """Requests; a company sees its own, the marketplace's own people all."""
    rows: QuerySet[GrantRequest] = GrantRequest.objects.visible_to(actor).select_related("role")
    return rows.filter(**filters)


def list_requests(actor: Actor, *, waiting: bool) -> Sequence[RequestLine]:
    """Those that wait, or the newest others."""
    rows = request_rows(actor, {})
    rows = rows.filter(state="waiting") if waiting else rows.exclude(state="waiting")
    return request_lines(list(rows.order_by("-id")[:MOST]))


def count_waiting(actor: Actor) -> int:
    """How many wait for somebody like this person."""
    return request_rows(actor, {"state": "waiting"}).exclude(asked_by_id=actor.user_id).count()  # type: ignore[misc]


def find_request(actor: Actor, request_id: UUID) -> GrantRequest:
    """One of them; NotFound when there is none or it is not for this actor."""
    row = request_rows(actor, {"pk": request_id}).first()
    if row is None:
        raise errors.no_such_request(request_id)
    return row


def request_lines(rows: Sequence[GrantRequest]) -> list[RequestLine]:
    """The rows with names of people and companies, two queries for all of them."""
    ids = {one for row in rows for one in (row.user_id, row.asked_by_id, row.decided_by_id) if one is not None}
    names = {pk: one.name for pk, one in users_by_id(ids).items()}
    companies = names_of({row.company_id for row in rows if row.company_id})
    return [_line(row, names, companies) for row in rows]


def _line(row: GrantRequest, names: Mapping[UUID, str], companies: Mapping[UUID, str]) -> RequestLine:
    before, after = set(row.role.permissions), set(row.wanted.get("permissions") or row.role.permissions)
    if row.kind != "redefine":
        before = after = set()
    return RequestLine(
        id=row.id,
        kind=row.kind,
        company_id=row.company_id,
        company_name=companies.get(row.company_id, "") if row.company_id else "",
        user_id=row.user_id,
        person=names.get(row.user_id, "") if row.user_id else "",
        role_code=row.role.code,
        role_name=role_name(row.role),
        permissions=tuple(row.permissions),
        added=tuple(sorted(after - before)),
        removed=tuple(sorted(before - after)),
        bounds={name: value for name, value in (row.wanted.get("bounds") or {}).items() if value},
        ends_at=row.wanted.get("ends_at") or "",
        reason=row.reason,
        asked_by=names.get(row.asked_by_id, ""),
        asked_by_id=row.asked_by_id,
        asked_at=row.asked_at,
        expires_at=row.expires_at,
        state=row.state,
        decided_by=names.get(row.decided_by_id, "") if row.decided_by_id else "",
        decided_at=row.decided_at,
        decided_reason=row.decided_reason,
    )
