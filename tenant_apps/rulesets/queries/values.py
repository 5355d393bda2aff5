"""Values in force, each with its chain; and the history of versions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared_apps.foundation import clock
from shared_apps.tenancy import scope
from tenant_apps.rulesets.decisions.content import layers_of, own_values
from tenant_apps.rulesets.decisions.resolve import resolve_all
from tenant_apps.rulesets.models import RulesetVersion
from tenant_apps.rulesets.queries.versions import begun, forget, in_force, to_come
from tenant_apps.rulesets.types import REGISTRY, EffectiveValue, Rule, Value, list_rules

__all__ = [
    "VersionLine",
    "current_version",
    "effective",
    "effective_all",
    "explain",
    "forget",
    "last_changes",
    "line_of",
    "list_versions",
    "values",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version in the history: what changed, who, when, why."""

    number: int
    content_hash: str
    published_at: datetime
    published_by: str
    note: str
    changed: tuple[tuple[str, Value | None, Value | None], ...]
    effective_from: datetime | None = None
    approved_by: str = ""
    cancelled_at: datetime | None = None
    cancelled_by: str = ""
    cancel_reason: str = ""
    is_to_come: bool = False


def current_version() -> tuple[int, str]:
    """Number and content hash of the version in force; `(0, "")` before the first."""
    current = in_force()
    return current.number, current.content_hash


def effective(key: str) -> EffectiveValue:
    """The value of one key with its chain; KeyError for a key nobody declares."""
    return _resolved([REGISTRY[key]])[key]


explain = effective


def effective_all(group: str | None = None) -> dict[str, EffectiveValue]:
    """Every declared key, or those of one group."""
    return _resolved(list_rules(group))


def _resolved(rules: Sequence[Rule]) -> dict[str, EffectiveValue]:
    current = in_force()
    missing = [rule for rule in rules if rule.key not in current.resolved]
    if missing:
        current.resolved.update(resolve_all(missing, layers_of(current.content, current.number)))
    return {rule.key: current.resolved[rule.key] for rule in rules}


def values() -> dict[str, Value]:
    """Every declared key and its value in force."""
    return {key: found.value for key, found in effective_all().items()}


def list_versions(limit: int = 20) -> list[VersionLine]:
    """Newest first, each with what it changed in the one it was made from."""
    rows = list(RulesetVersion.objects.order_by("-number")[:limit])
    bases = {row.number: row for row in RulesetVersion.objects.filter(number__in=[row.base for row in rows])}
    return [line_of(row, bases.get(row.base)) for row in rows]


def line_of(row: RulesetVersion, previous: RulesetVersion | None) -> VersionLine:
    """A version with what it changed against the previous one."""
    before = own_values(previous.content) if previous is not None else {}
    after = own_values(row.content)
    changed = tuple(
        (key, before.get(key), after.get(key))
        for key in sorted(before.keys() | after.keys())
        if before.get(key) != after.get(key)
    )
    return VersionLine(
        row.number, row.content_hash, row.published_at, row.published_by, row.note, changed, row.effective_from,
        row.approved_by, row.cancelled_at, row.cancelled_by, row.cancel_reason,
        row.cancelled_at is None and row.effective_from > row.published_at and row.effective_from > _now(),
    )  # fmt: skip


def list_to_come() -> list[VersionLine]:
    """Published versions that are still to take effect, the next one first."""
    rows = list(to_come())
    bases = {row.number: row for row in RulesetVersion.objects.filter(number__in=[row.base for row in rows])}
    return [line_of(row, bases.get(row.base)) for row in rows]


def last_changes() -> dict[str, tuple[int, datetime, str]]:
    """For each key that the marketplace changed: version, time of effect and who, the last time."""
    found: dict[str, tuple[int, datetime, str]] = {}
    for row in begun().order_by("effective_from", "number").defer("content"):
        for key in (*row.changes.get("values", {}), *row.changes.get("limits", {})):
            found[key] = (row.number, row.effective_from, row.published_by)
    return found


def _now() -> datetime:
    return clock.now(scope.alias())
