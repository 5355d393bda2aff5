"""Connections, their messages and differences as the API shows them. A secret is never shown."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.foundation.actor import Actor
from tenant_apps.integrations.queries import records


class ConnectionRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A connection to one of a company's systems. `winners` says who wins per field where it is not the default."""

    id: UUID
    company_id: UUID
    code: str
    name: str
    connector: str
    settings: dict[str, str | int | bool]
    winners: dict[str, str]
    state: str
    failures: int
    last_ok_at: datetime | None
    last_error: str


class MessageRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One message: applied, superseded, parked (an earlier one is missing) or dead."""

    id: UUID
    message_id: str
    kind: str
    thing: str
    sequence: int
    said_at: datetime
    heard_at: datetime
    state: str
    reason: str


class DisagreementRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Two values of one field of one thing. `decided_by` is `rule`, `agreed` or a person."""

    id: UUID
    field: str
    thing: str
    ours: str
    theirs: str
    why: str
    state: str
    winner: str
    decided_by: str
    reason: str
    opened_at: datetime
    decided_at: datetime | None


class DeliveryRecord(msgspec.Struct, frozen=True, kw_only=True):
    """An order on its way to the seller's system: owed, unknown (asked before it is sent again), taken, dead."""

    id: UUID
    order_id: UUID
    order_number: str
    state: str
    their_number: str
    attempts: int
    last_error: str
    changed_at: datetime


class BadRow(msgspec.Struct, frozen=True):
    """A row of a file that was not taken."""

    row: int
    column: str
    reason: str


class FileRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A stock file: owed, read or refused whole."""

    id: UUID
    name: str
    sha256: str
    state: str
    rows: int
    taken: int
    bad: list[BadRow]
    error: str
    at: datetime


class ComparisonRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A comparison of both sides; `counts` say how much is equal and why the rest differs."""

    id: UUID
    state: str
    asked_by: str
    counts: dict[str, int]
    at: datetime
    ended_at: datetime | None


class FullComparison(ComparisonRecord, frozen=True, kw_only=True):
    """A comparison with its differences."""

    rows: list[dict[str, str]]


def _same(kind: type[Any], row: Any, **other: Any) -> Any:
    return kind(**{name: getattr(row, name) for name in kind.__struct_fields__ if name not in other}, **other)


def connection_records(rows: Sequence[Any]) -> list[ConnectionRecord]:
    return [_same(ConnectionRecord, row) for row in rows]


def connection_record(actor: Actor, connection_id: UUID) -> ConnectionRecord:
    found: ConnectionRecord = _same(ConnectionRecord, records.find_connection(actor, connection_id))
    return found


def message_records(rows: Sequence[Any]) -> list[MessageRecord]:
    return [_same(MessageRecord, row) for row in rows]


def disagreement_records(rows: Sequence[Any]) -> list[DisagreementRecord]:
    return [_same(DisagreementRecord, row) for row in rows]


def delivery_records(rows: Sequence[Any]) -> list[DeliveryRecord]:
    return [_same(DeliveryRecord, row, order_number=row.order.number) for row in rows]


def file_records(rows: Sequence[Any]) -> list[FileRecord]:
    return [_same(FileRecord, row, bad=[BadRow(*one) for one in row.bad]) for row in rows]


def comparison_records(rows: Sequence[Any]) -> list[ComparisonRecord]:
    return [_same(ComparisonRecord, row) for row in rows]


def full_comparison(actor: Actor, comparison_id: UUID) -> FullComparison:
    found: FullComparison = _same(FullComparison, records.find_comparison(actor, comparison_id))
    return found
