"""Values in force, each with its chain; and the history of versions."""

from dataclasses import dataclass
from datetime import datetime

from tenant_apps.rulesets.decisions.content import layers_of, own_values
from tenant_apps.rulesets.decisions.resolve import resolve, resolve_all
from tenant_apps.rulesets.models import RulesetVersion
from tenant_apps.rulesets.queries.versions import forget, in_force
from tenant_apps.rulesets.types import REGISTRY, EffectiveValue, Value, list_rules

__all__ = ["VersionLine", "current_version", "effective", "effective_all", "explain", "forget", "line_of",
           "list_versions", "values"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version in the history: what changed, who, when, why."""

    number: int
    content_hash: str
    published_at: datetime
    published_by: str
    note: str
    changed: tuple[tuple[str, Value | None, Value | None], ...]


def current_version() -> tuple[int, str]:
    """Number and content hash of the version in force; `(0, "")` before the first."""
    current = in_force()
    return current.number, current.content_hash


def effective(key: str) -> EffectiveValue:
    """The value of one key with its chain; KeyError for a key nobody declares."""
    current = in_force()
    return resolve(REGISTRY[key], layers_of(current.content, current.number))


explain = effective


def effective_all(group: str | None = None) -> dict[str, EffectiveValue]:
    """Every declared key, or those of one group."""
    current = in_force()
    return resolve_all(list_rules(group), layers_of(current.content, current.number))


def values() -> dict[str, Value]:
    """Every declared key and its value in force."""
    return {key: found.value for key, found in effective_all().items()}


def list_versions(limit: int = 20) -> list[VersionLine]:
    """Newest first, each with what it changed against the one before."""
    rows = list(RulesetVersion.objects.order_by("-number")[: limit + 1])
    return [line_of(row, rows[at + 1] if at + 1 < len(rows) else None) for at, row in enumerate(rows[:limit])]


def line_of(row: RulesetVersion, previous: RulesetVersion | None) -> VersionLine:
    """A version with what it changed against the previous one."""
    before = own_values(previous.content) if previous is not None else {}
    after = own_values(row.content)
    changed = tuple(
        (key, before.get(key), after.get(key))
        for key in sorted(before.keys() | after.keys())
        if before.get(key) != after.get(key)
    )
    return VersionLine(row.number, row.content_hash, row.published_at, row.published_by, row.note, changed)
