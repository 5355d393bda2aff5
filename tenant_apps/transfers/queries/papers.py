"""Mechanisms by country and requests of authorities, for the marketplace's own people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from shared_apps.foundation.actor import Actor
from tenant_apps.transfers import errors, reading
from tenant_apps.transfers.commands.authorities import needed
from tenant_apps.transfers.decisions.crossing import why_not
from tenant_apps.transfers.models import AuthorityRequest, Mechanism
from tenant_apps.transfers.types import MechanismFacts


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """A request of a foreign authority. `approvals` of `needed` people have approved it."""

    id: UUID
    number: int
    authority: str
    country: str
    subject: str
    reference: str
    document_id: UUID | None
    state: str
    approvals: int
    needed: int
    is_mine: bool
    entered_at: datetime
    decided_reason: str


def mechanism_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Mechanism]:
    rows = Mechanism.objects.filter(**filters)
    return rows if actor.is_marketplace else rows.none()


def mechanisms_of(rows: Sequence[Mechanism], now: datetime) -> list[MechanismFacts]:
    """With whether each counts today, and why not."""
    rules, day = reading.rules(), reading.today(now)
    return [_facts(row, why_not(reading.paper_of(row), rules, day)) for row in rows]


def find_mechanism(actor: Actor, mechanism_id: UUID, now: datetime) -> MechanismFacts:
    row = mechanism_rows(actor, {"pk": mechanism_id}).first()
    if row is None:
        raise errors.unknown(mechanism_id)
    return mechanisms_of([row], now)[0]


def request_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[AuthorityRequest]:
    rows = AuthorityRequest.objects.filter(**filters)
    return rows if actor.is_marketplace else rows.none()


def requests_of(rows: Sequence[AuthorityRequest], actor_id: str = "") -> list[RequestFacts]:
    return [
        RequestFacts(
            id=row.pk, number=row.number, authority=row.authority, country=row.country, subject=row.subject,
            reference=row.reference, document_id=row.document_id, state=row.state, approvals=len(row.approvers),
            needed=needed(), is_mine=actor_id in row.approvers, entered_at=row.entered_at,
            decided_reason=row.decided_reason,
        )
        for row in rows
    ]  # fmt: skip


def _facts(row: Mechanism, why: str) -> MechanismFacts:
    return MechanismFacts(
        id=row.pk, country=row.country, mechanism=row.mechanism, state=row.state, reference=row.reference,
        document_id=row.document_id, valid_from=row.valid_from, valid_until=row.valid_until, filed_on=row.filed_on,
        reason=row.reason, edition=row.edition, proposed_at=row.proposed_at, proposed_by=row.proposed_by,
        decided_at=row.decided_at, decided_by=row.decided_by, counts=row.state == "in_force" and not why, why_not=why,
    )  # fmt: skip
