"""The rule book as the API shows it: the draft, one rule explained, schemas, the whole as a file, differences."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.foundation.actor import Actor
from tenant_apps.rulesets import errors
from tenant_apps.rulesets.api.records import RuleValue
from tenant_apps.rulesets.queries import (
    compare_versions,
    current_draft,
    current_version,
    explain,
    export_book,
    limit_record,
    list_sheets,
    schema_of,
)
from tenant_apps.rulesets.types import REGISTRY, EffectiveValue


class LimitRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a level lets the levels below it do: a lock (open, read_only, hidden) and bounds.

    `needs` are members that a list must have, `law` the rows of the compliance profiles that ask for it.
    """

    lock: str = "open"
    least: str | None = None
    most: str | None = None
    choices: list[str] | None = None
    needs: list[str] = []
    law: list[str] = []


class StepRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What one level said. `outcome`: set, bounded (its bound moved the value) or ignored (not let pass)."""

    level: str
    source: str
    value: RuleValue
    outcome: str


class LimitStepRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A lock or bound with the level that put it there."""

    level: str
    source: str
    limit: LimitRecord


class ExplanationRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Why a rule has its value: every level that said something, lowest first, and all locks and bounds."""

    key: str
    version: int
    value: RuleValue
    level: str
    source: str
    lock: str
    chain: list[StepRecord]
    limits: list[LimitStepRecord]


class DraftChangeRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One changed rule; `problem` says why it cannot be published, empty if it can."""

    key: str
    before: RuleValue
    after: RuleValue
    resets: bool
    risk: str
    problem: str


class DraftRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The open draft. State: none, open, submitted. `earliest` is set where trading rules need notice."""

    id: UUID | None
    state: str
    edition: int
    changes: list[DraftChangeRecord]
    limits: dict[str, LimitRecord | None]
    origin: str
    edited_by: str
    edited_at: datetime | None
    wanted_from: datetime | None
    earliest_day: str | None
    reason: str


class SchemaRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The JSON Schema of a group, with the bounds in force drawn in."""

    group: str
    schema: dict[str, Any]


class BookRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The whole rule book of the version in force; `hash` covers values and limits."""

    format: str
    format_version: int
    marketplace: str
    version: int
    version_hash: str
    hash: str
    values: dict[str, Any]
    limits: dict[str, Any]


class DifferenceRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A rule whose effective value differs."""

    key: str
    before: RuleValue | None
    after: RuleValue | None


class DifferencesRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Two versions compared by their effective values."""

    before: int
    after: int
    data: list[DifferenceRecord]


def draft_record(actor: Actor) -> DraftRecord:
    """The open draft, or that there is none: so that the first edit has an ETag too."""
    _house(actor)
    draft = current_draft()
    if draft is None:
        return DraftRecord(
            id=None, state="none", edition=0, changes=[], limits={}, origin="", edited_by="", edited_at=None,
            wanted_from=None, earliest_day=None, reason="",
        )  # fmt: skip
    changes = [
        DraftChangeRecord(
            key=line.rule.key, before=line.before, after=line.after, resets=line.resets, risk=line.rule.risk,
            problem=line.problem,
        )
        for line in draft.lines
    ]  # fmt: skip
    limits = {key: None if limit is None else LimitRecord(**limit) for key, limit in draft.limits.items()}
    return DraftRecord(
        id=draft.id, state=draft.state, edition=draft.edition, changes=changes, limits=limits, origin=draft.origin,
        edited_by=draft.edited_by, edited_at=draft.edited_at, wanted_from=draft.wanted_from,
        earliest_day=draft.earliest.date().isoformat() if draft.earliest else None, reason=draft.reason,
    )  # fmt: skip


class SheetRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What a category or an event template sets and closes, in its newest edition."""

    kind: str
    code: str
    name: str
    mode: str
    edition: int
    values: dict[str, Any]
    limits: dict[str, Any]
    effective_from: datetime
    made_at: datetime


class SheetsRecord(msgspec.Struct, frozen=True, kw_only=True):
    data: list[SheetRecord]


def sheets_record(actor: Actor) -> SheetsRecord:
    """All sheets that are not ended."""
    found = [
        SheetRecord(
            kind=one.kind,
            code=one.code,
            name=one.name,
            mode=one.mode,
            edition=one.edition,
            values=dict(one.values),
            limits=dict(one.limits),
            effective_from=one.effective_from,
            made_at=one.made_at,
        )
        for one in list_sheets()
    ]
    return SheetsRecord(data=found)


def explanation_record(actor: Actor, rule: str) -> ExplanationRecord:
    """One rule explained; what a level above hides is told to the marketplace alone."""
    if rule not in REGISTRY:
        raise errors.no_rule(rule)
    found = explain(rule)
    if found.lock == "hidden" and not actor.is_marketplace:
        raise errors.no_rule(rule)
    return _explained(found)


def schema_record(actor: Actor, group: str) -> SchemaRecord:
    return SchemaRecord(group=group, schema=schema_of(group))


def book_record(actor: Actor) -> BookRecord:
    _house(actor)
    return BookRecord(**export_book())


def differences_record(actor: Actor, before: int, after: int) -> DifferencesRecord:
    """Two versions compared; a company is told of none."""
    if not actor.is_marketplace:
        raise errors.version_unknown(before)
    lines = [
        DifferenceRecord(key=one.key, before=one.before, after=one.after) for one in compare_versions(before, after)
    ]
    return DifferencesRecord(before=before, after=after, data=lines)


def _explained(found: EffectiveValue) -> ExplanationRecord:
    return ExplanationRecord(
        key=found.key,
        version=current_version()[0],
        value=found.value,
        level=found.level,
        source=found.source,
        lock=found.lock,
        chain=[
            StepRecord(level=step.level, source=step.source, value=step.value, outcome=step.outcome)
            for step in found.steps
        ],
        limits=[
            LimitStepRecord(level=one.level, source=one.source, limit=LimitRecord(**limit_record(one.limit)))
            for one in found.limits
        ],
    )


def _house(actor: Actor) -> None:
    if not actor.is_marketplace:
        raise errors.house_only()
