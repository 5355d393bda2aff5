"""Values in force. The newest version is read once per scope and kept for a few seconds.

A few seconds, because every order reads settings and a change need not bite within the second; the version's number is
part of every trading event that pinned it, so nothing running changes under anybody's hands.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any

from shared_apps.tenancy import scope
from tenant_apps.rulesets.decisions.resolve import resolve, resolve_all
from tenant_apps.rulesets.models import RulesetVersion
from tenant_apps.rulesets.types import REGISTRY, EffectiveValue, Value, list_rules

TTL_S = 2.0

_kept: dict[str, tuple[float, int, str, Mapping[str, Any]]] = {}
_lock = Lock()


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version in the history: what changed, who, when, why."""

    number: int
    content_hash: str
    published_at: datetime
    published_by: str
    note: str
    changed: tuple[tuple[str, Value | None, Value | None], ...]


def _current() -> tuple[int, str, Mapping[str, Any]]:
    key = scope.key()
    with _lock:
        hit = _kept.get(key)
        if hit and hit[0] > time.monotonic():
            return hit[1:]
    row = RulesetVersion.objects.order_by("-number").first()
    found = (row.number, row.content_hash, row.content) if row else (0, "", {})
    with _lock:
        _kept[key] = (time.monotonic() + TTL_S, *found)
    return found


def forget() -> None:
    """Read anew at the next question: after a change, in this process."""
    with _lock:
        _kept.pop(scope.key(), None)


def current_version() -> tuple[int, str]:
    """Number and content hash of the version in force; `(0, "")` before the first."""
    number, content_hash, _content = _current()
    return number, content_hash


def effective(key: str) -> EffectiveValue:
    """The value of one key with its chain; KeyError for a key nobody declares."""
    return resolve(REGISTRY[key], _current()[2])  # type: ignore[arg-type]


def effective_all(group: str | None = None) -> dict[str, EffectiveValue]:
    """Every declared key, or those of one group."""
    return resolve_all(list_rules(group), _current()[2])  # type: ignore[arg-type]


def values() -> dict[str, Value]:
    """Every declared key and its value in force."""
    return {key: found.value for key, found in effective_all().items()}


def list_versions(limit: int = 20) -> list[VersionLine]:
    """Newest first, each with what it changed against the one before."""
    rows = list(RulesetVersion.objects.order_by("-number")[: limit + 1])
    return [line_of(row, rows[at + 1] if at + 1 < len(rows) else None) for at, row in enumerate(rows[:limit])]


def line_of(row: RulesetVersion, previous: RulesetVersion | None) -> VersionLine:
    """A version with what it changed against the previous one."""
    before = previous.content.get("tenant", {}) if previous is not None else {}
    after = row.content.get("tenant", {})
    changed = tuple(
        (key, before.get(key), after.get(key))
        for key in sorted(before.keys() | after.keys())
        if before.get(key) != after.get(key)
    )
    return VersionLine(row.number, row.content_hash, row.published_at, row.published_by, row.note, changed)
