"""Trading events and bids as the API shows them: the same facts as a room, cut by the same matrix."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import QuerySet

from shared_apps.api.forms import QuantityOut, quantity
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.quantity import plain
from shared_apps.tenancy import scope
from tenant_apps.trading.kernel import errors
from tenant_apps.trading.kernel.queries.audit_file import audit_file
from tenant_apps.trading.kernel.queries.events import EventRow, events_of
from tenant_apps.trading.kernel.queries.rooms import bids_shown, ladder_rows, room


class EventSummary(msgspec.Struct, frozen=True, kw_only=True):
    """An event without its course. `state` is derived from its dates."""

    id: UUID
    number: str
    mode: str
    side: str
    title: str
    initiator_id: UUID
    quantity: QuantityOut
    currency: str
    opens_at: datetime | None
    ends_at: datetime | None
    state: str


class EventRecord(EventSummary, frozen=True, kw_only=True):
    """An event with what this company may see of it now; facts that are missing are hidden from it.

    `facts` holds prices and quantities as decimal texts. Bid in the lot with `lots/{lot_id}/bids`.
    """

    lot_id: UUID
    description: str
    audience: str
    joined: bool
    number_here: int | None
    rules: dict[str, Any]
    ruleset_hash: str
    final_reason: str
    facts: dict[str, Any]


class BidRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One bid as this company may see it: who made it is a number where names are hidden."""

    seq: int
    who: str
    price: str
    quantity: str
    verdict: str
    reason: str
    received_at: datetime
    is_own: bool


class AuditFileRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The lot's audit file, byte for byte as the verifier reads it, and its hash."""

    sha256: str
    file: msgspec.Raw


def event_summaries(rows: Sequence[Any], actor: Actor) -> list[EventSummary]:
    return [_summary(row) for row in events_of(actor, rows)]


def event_record(actor: Actor, event_id: UUID) -> EventRecord:
    """One event; NotFound when the actor may not see it."""
    found = room(actor, event_id, clock.now(scope.alias()))
    if found is None:
        raise errors.event_unknown(event_id)
    return EventRecord(
        id=found.id,
        number=found.number,
        mode=found.mode,
        side=found.side,
        title=found.title,
        initiator_id=found.initiator_id,
        quantity=quantity(found.quantity, found.unit),
        currency=found.currency,
        opens_at=found.opens_at,
        ends_at=found.facts.get("end_at"),
        state=found.state,
        lot_id=found.lot_id,
        description=found.description,
        audience=found.audience,
        joined=found.joined,
        number_here=found.alias,
        rules=dict(found.rules),
        ruleset_hash=found.ruleset_hash,
        final_reason=found.final_reason,
        facts=_plain(found.facts),
    )


def bid_rows(actor: Actor, filters: Mapping[str, Any], lot_id: UUID) -> QuerySet[Any]:
    """Bids of a lot that the matrix lets this actor see."""
    return bids_shown(actor, lot_id, clock.now(scope.alias()))


def bid_records(rows: Sequence[Any], actor: Actor) -> list[BidRecord]:
    return [
        BidRecord(
            seq=row.seq,
            who=row.who,
            price=row.price,
            quantity=row.quantity,
            verdict=row.verdict,
            reason=row.reason,
            received_at=row.at,
            is_own=row.is_mine,
        )
        for row in ladder_rows(actor, rows)
    ]


def audit_file_record(actor: Actor, lot_id: UUID) -> AuditFileRecord:
    body = audit_file(actor, lot_id)
    return AuditFileRecord(sha256=hashlib.sha256(body).hexdigest(), file=msgspec.Raw(body))


def _summary(row: EventRow) -> EventSummary:
    return EventSummary(
        id=row.id,
        number=row.number,
        mode=row.mode,
        side=row.side,
        title=row.title,
        initiator_id=row.initiator_id,
        quantity=quantity(row.quantity, row.unit),
        currency=row.currency,
        opens_at=row.opens_at,
        ends_at=row.ends_at,
        state=row.state,
    )


def _plain(value: Any) -> Any:
    """Decimals as text, everything else as it is."""
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value
