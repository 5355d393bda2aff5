"""Privacy as the API shows it, for keys of the marketplace. Who asks is told by no answer: ids and numbers alone."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.crypto import register
from shared_apps.foundation.actor import Actor
from tenant_apps.privacy import errors
from tenant_apps.privacy.queries.breaches import BreachView, find_breach, views_of
from tenant_apps.privacy.queries.processing import registered
from tenant_apps.privacy.queries.requests import RequestView, find_request


class RequestRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A request of a person. `due_at` is the end of its last day; `person_id` null for somebody without an account."""

    id: UUID
    number: str
    kind: str
    state: str
    channel: str
    person_id: UUID | None
    received_at: datetime
    acked_at: datetime | None
    due_at: datetime
    extended_at: datetime | None
    identity_method: str
    collected_at: datetime | None
    done_at: datetime | None
    refusal: str
    closed_at: datetime | None


class BreachDutyRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody to be told: authority, controller, final (the final report), subjects."""

    duty: str
    due_at: datetime
    told_at: datetime | None
    reference: str
    late_why: str
    waived_why: str


class BreachRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A breach in the register; `not_known_yet` names parts that a report to the authority still lacks."""

    id: UUID
    number: str
    title: str
    role: str
    risk: str
    is_major: bool
    aware_at: datetime
    began_at: datetime | None
    kinds: list[str]
    persons: int | None
    records: int | None
    what: str
    consequences: str
    measures: str
    not_known_yet: list[str]
    duties: list[BreachDutyRecord]
    closed_at: datetime | None


class HoldRecord(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    number: str
    target: str
    target_id: UUID | None
    record_class: str
    reason: str
    placed_at: datetime
    ends_on: date | None
    lifted_at: datetime | None


class RetentionLine(msgspec.Struct, frozen=True, kw_only=True):
    """`kept_for` is null for what is kept for good. `held` by a legal hold, `disputed` by an open dispute."""

    record_class: str
    kept_for: int | None
    unit: str
    removed: int
    held: int
    disputed: int
    holds: list[str]


class RetentionRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One run of retention: what it removed and what it left, by class of records."""

    id: UUID
    at: datetime
    removed: int
    held: int
    lines: list[RetentionLine]


class PurposeRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a purpose; `digest_*` are the SHA-256 of title, line break, text."""

    id: UUID
    code: str
    version: int
    basis: str
    separate: list[str]
    kinds: list[str]
    title_en: str
    title_zh_hans: str
    text_en: str
    text_zh_hans: str
    retention_months: int
    digest_en: str
    digest_zh_hans: str
    published_at: datetime
    retired_at: datetime | None


class AssessmentRecord(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    number: str
    title: str
    needed_for: list[str]
    description: str
    risks: str
    measures: str
    outcome: str
    made_at: datetime
    review_on: date | None
    keep_until: date


class ColumnRecord(msgspec.Struct, frozen=True, kw_only=True):
    column: str
    protection: str


class ProcessingLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the records of processing; `register` is controller or processor (GDPR art. 30(1), 30(2))."""

    register: str
    whose: str
    purpose: str
    basis: str
    retention: str
    sensitive: bool
    columns: list[ColumnRecord]


class ProcessingRecord(msgspec.Struct, frozen=True, kw_only=True):
    data: list[ProcessingLine]


_REQUEST = (
    "id", "number", "kind", "state", "channel", "received_at", "acked_at", "due_at", "extended_at", "identity_method",
    "collected_at", "done_at", "refusal", "closed_at",
)  # fmt: skip


def _request(row: Any) -> RequestRecord:
    return RequestRecord(**{name: getattr(row, name) for name in _REQUEST}, person_id=row.subject_id)


def request_records(rows: Sequence[Any]) -> list[RequestRecord]:
    return [_request(row) for row in rows]


def request_record(actor: Actor, request_id: UUID) -> RequestRecord:
    """One request; NotFound for a company."""
    found: RequestView = find_request(actor, request_id)
    return _request(found)


def _breach(view: BreachView) -> BreachRecord:
    row = view.row
    return BreachRecord(
        id=row.pk, number=row.number, title=row.title, role=row.role, risk=row.risk, is_major=row.is_major,
        aware_at=row.aware_at, began_at=row.began_at, kinds=list(row.kinds), persons=row.persons, records=row.records,
        what=row.what, consequences=row.consequences, measures=row.measures, not_known_yet=list(view.lacks),
        duties=[
            BreachDutyRecord(
                duty=one.kind, due_at=one.due_at, told_at=one.done_at, reference=one.reference, late_why=one.late_why,
                waived_why=one.waived_why,
            )
            for one in view.duties
        ],
        closed_at=row.closed_at,
    )  # fmt: skip


def breach_records(rows: Sequence[Any]) -> list[BreachRecord]:
    return [_breach(view) for view in views_of(rows)]


def breach_record(actor: Actor, breach_id: UUID) -> BreachRecord:
    """One breach; NotFound for a company."""
    return _breach(find_breach(actor, breach_id))


def hold_records(rows: Sequence[Any]) -> list[HoldRecord]:
    names = [field.name for field in msgspec.structs.fields(HoldRecord)]
    return [HoldRecord(**{name: getattr(row, name) for name in names}) for row in rows]


def retention_records(rows: Sequence[Any]) -> list[RetentionRecord]:
    return [
        RetentionRecord(
            id=row.pk, at=row.at, removed=row.removed, held=row.held,
            lines=[
                RetentionLine(
                    record_class=line["class"], kept_for=line["kept_for"], unit=line["unit"], removed=line["removed"],
                    held=line["held"], disputed=line.get("disputed", 0), holds=line["holds"],
                )
                for line in row.lines
            ],
        )
        for row in rows
    ]  # fmt: skip


def purpose_records(rows: Sequence[Any]) -> list[PurposeRecord]:
    names = [field.name for field in msgspec.structs.fields(PurposeRecord)]
    return [PurposeRecord(**{name: getattr(row, name) for name in names}) for row in rows]


def assessment_records(rows: Sequence[Any]) -> list[AssessmentRecord]:
    names = [field.name for field in msgspec.structs.fields(AssessmentRecord)]
    return [AssessmentRecord(**{name: getattr(row, name) for name in names}) for row in rows]


def processing_record(actor: Actor) -> ProcessingRecord:
    """The records of processing, made from the register of personal data; for keys of the marketplace."""
    if not actor.is_marketplace:
        raise errors.unknown("register")
    return ProcessingRecord(
        data=[
            ProcessingLine(
                register=one.role, whose=str(register.WHOSE[one.line.whose]),
                purpose=str(register.PURPOSES[one.line.purpose]), basis=str(register.BASES[one.line.basis]),
                retention=str(register.RETENTION[one.line.retention]), sensitive=one.line.sensitive,
                columns=[
                    ColumnRecord(column=f"{entry.model}.{entry.column}", protection=entry.kept)
                    for entry in one.line.entries
                ],
            )
            for one in registered()
        ]
    )  # fmt: skip
