"""Transfers as the API shows them. Nothing here writes: mechanisms and requests need people with a fresh proof."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.tenancy import scope
from tenant_apps.transfers import errors
from tenant_apps.transfers.queries import flow_lines, mechanisms_of, meter, requests_of, statement_of


class FlowRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A declared way out of the region. Counts are of the last 30 days; `abroad` is part of `passed`."""

    code: str
    title: str
    way: str
    classes: list[str]
    to: str
    purpose: str
    basis: str
    exempt: str
    passed: int
    abroad: int
    blocked: int


class FlowsRecord(msgspec.Struct, frozen=True, kw_only=True):
    data: list[FlowRecord]


class BandRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A limit a year: what is counted, from how many on more is needed, where it stops until its document is there."""

    code: str
    counted: int
    limit: int
    stops_at: int
    is_lifted: bool


class CountryRecord(msgspec.Struct, frozen=True, kw_only=True):
    country: str
    persons: int
    sensitive: int


class MeterRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Distinct people whose data went abroad in the calendar year; `elsewhere` in other marketplaces of the owner."""

    year: int
    persons: int
    sensitive: int
    persons_elsewhere: int
    sensitive_elsewhere: int
    countries: list[CountryRecord]
    bands: list[BandRecord]


class MechanismRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What transfers to a country rest on. `why_not` says why one in force does not count today."""

    id: UUID
    country: str
    mechanism: str
    state: str
    reference: str
    document_id: UUID | None
    valid_from: date
    valid_until: date | None
    filed_on: date | None
    counts: bool
    why_not: str


class BlockedRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What did not leave, by day, flow, country (empty: at home) and reason."""

    id: UUID
    day: date
    flow: str
    country: str
    reason: str
    count: int
    first_at: datetime
    last_at: datetime
    seen_at: datetime | None


class AuthorityRecord(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    number: int
    authority: str
    country: str
    subject: str
    reference: str
    state: str
    approvals: int
    needed: int
    entered_at: datetime


class StatementRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A statement of residency: the canonical text, its SHA-256, the signed note over it, and the key."""

    day: date
    digest: str
    body: str
    note: str
    key: str


def flows_record(actor: Actor) -> FlowsRecord:
    _house(actor)
    names = FlowRecord.__struct_fields__
    lines = flow_lines(clock.now(scope.alias()))
    data = [FlowRecord(**{name: getattr(one, name) for name in names if name != "classes"}, classes=list(one.classes))
            for one in lines]  # fmt: skip
    return FlowsRecord(data=data)


def meter_record(actor: Actor) -> MeterRecord:
    _house(actor)
    told = meter(clock.now(scope.alias()))
    return MeterRecord(
        year=told.year, persons=told.own.persons, sensitive=told.own.sensitive,
        persons_elsewhere=told.elsewhere.persons, sensitive_elsewhere=told.elsewhere.sensitive,
        countries=[
            CountryRecord(country=code, persons=one.persons, sensitive=one.sensitive)
            for code, one in told.countries.items()
        ],
        bands=[
            BandRecord(code=one.code, counted=one.counted, limit=one.limit, stops_at=one.stops_at,
                       is_lifted=one.is_lifted)
            for one in told.bands
        ],
    )  # fmt: skip


def mechanism_records(rows: Sequence[Any]) -> list[MechanismRecord]:
    found = mechanisms_of(rows, clock.now(scope.alias()))
    return [
        MechanismRecord(**{name: getattr(one, name) for name in MechanismRecord.__struct_fields__}) for one in found
    ]


def blocked_records(rows: Sequence[Any]) -> list[BlockedRecord]:
    return [BlockedRecord(**_of(row, BlockedRecord)) for row in rows]


def authority_records(rows: Sequence[Any]) -> list[AuthorityRecord]:
    found = requests_of(rows)
    return [
        AuthorityRecord(**{name: getattr(one, name) for name in AuthorityRecord.__struct_fields__}) for one in found
    ]


def statement_records(rows: Sequence[Any]) -> list[StatementRecord]:
    return [_statement(row) for row in rows]


def statement_record(actor: Actor) -> StatementRecord:
    _house(actor)
    row = statement_of(actor, None)
    if row is None:
        raise errors.unknown(0)
    return _statement(row)


def _statement(row: Any) -> StatementRecord:
    return StatementRecord(day=row.day, digest=row.digest, body=row.body, note=row.note, key=row.key)


def _of(one: Any, record: type[msgspec.Struct]) -> dict[str, Any]:
    return {name: getattr(one, name) for name in record.__struct_fields__}


def _house(actor: Actor) -> None:
    if not actor.is_marketplace:
        raise errors.house_only()
