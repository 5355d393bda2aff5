"""Connections as their pages show them: how they fare, and what waits for a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q

from shared_apps.api.paging import cut
from shared_apps.foundation.actor import Actor
from tenant_apps.integrations.connectors.kinds import KINDS
from tenant_apps.integrations.decisions.conflicts import winner_of
from tenant_apps.integrations.models import (
    Connection,
    Delivery,
    Disagreement,
    FileDrop,
    Message,
    Reconciliation,
    Run,
    StockWord,
)
from tenant_apps.integrations.queries.records import find_connection
from tenant_apps.integrations.types import FIELDS, WINNERS
from tenant_apps.parties.queries import names_of

PAGE = 40
RUNS = 48
HEALTH_FAILURES = 3


@dataclass(frozen=True, slots=True)
class RunBar:
    """One run as it is drawn: where it stands, how tall, and what is said about it."""

    x: int
    height: int
    is_ok: bool
    kind: str
    at: datetime
    total: int
    error: str

    @property
    def y(self) -> int:
        return 40 - self.height


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a person, by kind."""

    conflicts: int = 0
    parked: int = 0
    dead: int = 0
    orders: int = 0

    @property
    def total(self) -> int:
        return self.conflicts + self.dead + self.orders


@dataclass(frozen=True, slots=True)
class ConnectionLine:
    """A connection with its health: good, late (the last try failed), broken (several did), paused, new."""

    id: UUID
    code: str
    name: str
    company: str
    connector: str
    connector_title: Any
    is_scheduled: bool
    health: str
    last_ok_at: datetime | None
    last_error: str
    failures: int
    waiting: Waiting
    runs: tuple[RunBar, ...]


@dataclass(frozen=True, slots=True)
class Page:
    rows: Sequence[Any]
    next_cursor: str


@dataclass(frozen=True, slots=True)
class FieldRule:
    """A field, who wins, and who could."""

    field: str
    winner: str
    choices: tuple[str, ...]


def health_of(row: Connection) -> str:
    if row.state == "paused":
        return "paused"
    if row.failures >= HEALTH_FAILURES:
        return "broken"
    if row.failures:
        return "late"
    return "good" if row.last_ok_at else "new"


def list_connections(actor: Actor) -> list[ConnectionLine]:
    rows = list(Connection.objects.visible_to(actor).order_by("company_id", "code")[:200])
    names = names_of(row.company_id for row in rows)
    waiting = _waiting([row.pk for row in rows])
    return [_line(row, names.get(row.company_id, ""), waiting.get(row.pk, Waiting())) for row in rows]


def one_connection(actor: Actor, connection_id: UUID) -> tuple[ConnectionLine, Connection]:
    row = find_connection(actor, connection_id)
    return _line(row, row.company.name, _waiting([row.pk]).get(row.pk, Waiting())), row


def _line(row: Connection, company: str, waiting: Waiting) -> ConnectionLine:
    kind = KINDS[row.connector]
    return ConnectionLine(
        row.pk, row.code, row.name, company, row.connector, kind.title, kind.is_scheduled, health_of(row),
        row.last_ok_at, row.last_error, row.failures, waiting, runs_of(row.pk),
    )  # fmt: skip


def _waiting(ids: Sequence[UUID]) -> dict[UUID, Waiting]:
    def by(model: Any, **wanted: Any) -> dict[UUID, int]:
        rows = model.objects.filter(connection_id__in=ids, **wanted)
        return dict(rows.order_by().values_list("connection_id").annotate(times=Count("pk")))

    conflicts, parked, dead, orders = (
        by(Disagreement, state="open"), by(Message, state="parked"), by(Message, state="dead"),
        by(Delivery, state__in=["unknown", "dead"]),
    )  # fmt: skip
    return {pk: Waiting(conflicts.get(pk, 0), parked.get(pk, 0), dead.get(pk, 0), orders.get(pk, 0)) for pk in ids}


def runs_of(connection_id: UUID) -> tuple[RunBar, ...]:
    """The last runs, oldest first, ready to be drawn: tall where much was said."""
    rows = list(Run.objects.filter(connection_id=connection_id).order_by("-id")[:RUNS])
    totals = [sum(int(count) for name, count in row.counts.items() if name != "healed") for row in rows]
    most = max([*totals, 1])
    return tuple(
        RunBar(
            x=(RUNS - 1 - at) * 10, height=40 if not row.is_ok else 4 + total.bit_length() * 34 // most.bit_length(),
            is_ok=row.is_ok, kind=row.kind, at=row.ended_at, total=total, error=row.error,
        )
        for at, (row, total) in reversed(list(enumerate(zip(rows, totals, strict=True))))
    )  # fmt: skip


def words_count(connection_id: UUID) -> tuple[int, datetime | None]:
    """How many items in warehouses it speaks of, and the last word's time."""
    found = StockWord.objects.filter(connection_id=connection_id, said_at__isnull=False).aggregate(
        times=Count("pk"), at=Max("heard_at")
    )
    return found["times"], found["at"]


def field_rules(row: Connection) -> list[FieldRule]:
    return [FieldRule(field, winner_of(row.winners, field), WINNERS[field]) for field in FIELDS]


MESSAGE_VIEWS = ("parked", "dead", "applied", "superseded")


def message_page(actor: Actor, connection_id: UUID, filters: Mapping[str, str], cursor: str | None) -> Page:
    """Messages of one state, newest first; without one what is open."""
    find_connection(actor, connection_id)
    rows = Message.objects.filter(connection_id=connection_id)
    view = filters.get("view", "")
    rows = rows.filter(state=view) if view in MESSAGE_VIEWS else rows.filter(state__in=["parked", "dead"])
    if filters.get("q"):
        rows = rows.filter(Q(thing__icontains=filters["q"]) | Q(message_id=filters["q"]))
    found = cut(rows, "sync-messages", cursor=cursor, limit=PAGE)
    return Page(found.rows, found.next_cursor)


def message_counts(connection_id: UUID) -> dict[str, int]:
    rows = Message.objects.filter(connection_id=connection_id).order_by()
    return dict(rows.values_list("state").annotate(times=Count("pk")))


def disagreement_page(actor: Actor, connection_id: UUID, filters: Mapping[str, str], cursor: str | None) -> Page:
    """Differences: open ones, or those that were decided and by whom."""
    find_connection(actor, connection_id)
    state = "decided" if filters.get("view") == "decided" else "open"
    rows = Disagreement.objects.filter(connection_id=connection_id, state=state)
    found = cut(rows, "sync-differences", cursor=cursor, limit=PAGE)
    return Page(found.rows, found.next_cursor)


def open_disagreements(connection_id: UUID, limit: int) -> list[Disagreement]:
    return list(Disagreement.objects.filter(connection_id=connection_id, state="open").order_by("-id")[:limit])


def open_deliveries(connection_id: UUID, limit: int) -> list[Delivery]:
    rows = Delivery.objects.filter(connection_id=connection_id).exclude(state="taken")
    return list(rows.select_related("order").order_by("-id")[:limit])


def deliveries_taken(connection_id: UUID) -> int:
    return Delivery.objects.filter(connection_id=connection_id, state="taken").count()


def last_files(connection_id: UUID, limit: int) -> list[FileDrop]:
    return list(FileDrop.objects.filter(connection_id=connection_id).defer("bad").order_by("-id")[:limit])


def last_comparison(connection_id: UUID) -> Reconciliation | None:
    return Reconciliation.objects.filter(connection_id=connection_id, state="done").order_by("-id").first()


def owed_comparison(connection_id: UUID) -> Reconciliation | None:
    return Reconciliation.objects.filter(connection_id=connection_id, state="owed").order_by("-id").first()
