"""The rules of the marketplace as the API shows them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.foundation.actor import Actor
from tenant_apps.rulesets.queries import VersionLine, current_version, effective_all
from tenant_apps.rulesets.queries.records import find_version, lines_of
from tenant_apps.rulesets.types import EffectiveValue

# The last is a list of codes, or a table whose rows are lists of decimal texts.
RuleValue = str | int | bool | Sequence[str | Sequence[str]]


class LevelRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What one level says about a key."""

    level: str
    value: RuleValue


class RuleRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The value in force, the level that set it, and every level that had an opinion, lowest first."""

    key: str
    value: RuleValue
    level: str
    chain: list[LevelRecord]


class EffectiveRulesRecord(msgspec.Struct, frozen=True, kw_only=True):
    """All rules in force and the version that says so. A change may take two seconds to show."""

    version: int
    content_hash: str
    rules: list[RuleRecord]


class ChangeRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A key before and after; null where the marketplace leaves it to the level below."""

    key: str
    before: RuleValue | None
    after: RuleValue | None


class RulesetRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One version of the rules and what it changed. In force is the newest that has begun and is not cancelled."""

    id: UUID
    number: int
    content_hash: str
    published_at: datetime
    published_by: str
    effective_from: datetime
    approved_by: str
    cancelled_at: datetime | None
    note: str
    changes: list[ChangeRecord]


def effective_record(actor: Actor) -> EffectiveRulesRecord:
    """The rules everybody in this marketplace trades under now."""
    number, content_hash = current_version()
    rules = [_rule(found) for found in effective_all().values()]
    return EffectiveRulesRecord(version=number, content_hash=content_hash, rules=rules)


def _rule(found: EffectiveValue) -> RuleRecord:
    chain = [LevelRecord(level=level, value=value) for level, value in found.chain]
    return RuleRecord(key=found.key, value=found.value, level=found.level, chain=chain)


def ruleset_records(rows: Sequence[Any]) -> list[RulesetRecord]:
    return [_ruleset(row.id, line) for row, line in zip(rows, lines_of(rows), strict=True)]


def ruleset_record(actor: Actor, version_id: UUID) -> RulesetRecord:
    """One version; NotFound when the actor may not see it."""
    return ruleset_records([find_version(actor, version_id)])[0]


def _ruleset(version_id: UUID, line: VersionLine) -> RulesetRecord:
    return RulesetRecord(
        id=version_id,
        number=line.number,
        content_hash=line.content_hash,
        published_at=line.published_at,
        published_by=line.published_by,
        effective_from=line.effective_from or line.published_at,
        approved_by=line.approved_by,
        cancelled_at=line.cancelled_at,
        note=line.note,
        changes=[ChangeRecord(key=key, before=before, after=after) for key, before, after in line.changed],
    )
