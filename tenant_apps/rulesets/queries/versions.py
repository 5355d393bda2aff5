"""The version in force, by the database's clock. It is kept for a few seconds, and never past the next one's start.

A few seconds, because every order reads settings and a change need not bite within the second; a trading event pins its
version, read freshly, so nothing running changes under anybody's hands.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from django.db.models import DateTimeField, F, Func, QuerySet

from shared_apps.tenancy import scope
from tenant_apps.rulesets.models import RulesetVersion
from tenant_apps.rulesets.types import EffectiveValue

TTL_S = 2.0


class _Now(Func):
    """The database's clock, not the start of the transaction."""

    function = "clock_timestamp"
    output_field = DateTimeField()


@dataclass(frozen=True, slots=True)
class Current:
    """A version as it is read: number, hash of its content, content. Number 0 before the first.

    `resolved` keeps what was resolved from it: every order asks for the same few rules.
    """

    number: int
    content_hash: str
    content: Mapping[str, Any]
    resolved: dict[str, EffectiveValue] = field(default_factory=dict, compare=False)


_kept: dict[str, tuple[float, Current]] = {}
_lock = Lock()


def in_force() -> Current:
    """The version in force, at most two seconds old."""
    key = scope.key()
    with _lock:
        hit = _kept.get(key)
        if hit and hit[0] > time.monotonic():
            return hit[1]
    return read_in_force()


def read_in_force() -> Current:
    """The version in force, from the database; its content is read, and its rules resolved, once."""
    started, key = time.monotonic(), scope.key()
    rows = begun().order_by("-effective_from", "-number")
    named = rows.values_list("number", "content_hash").first() or (0, "")
    with _lock:
        found = _kept[key][1] if key in _kept else None
    if found is None or named == (0, "") or (found.number, found.content_hash) != named:
        content = rows.filter(number=named[0]).values_list("content", flat=True).first()
        found = Current(*named, content or {})
    until_next = _seconds_until_next()
    with _lock:
        _kept[key] = (started + min(TTL_S, until_next), found)
    return found


def begun() -> QuerySet[RulesetVersion]:
    """Versions that have taken effect by the database's clock."""
    return RulesetVersion.objects.filter(effective_from__lte=_Now(), cancelled_at__isnull=True)


def to_come() -> QuerySet[RulesetVersion]:
    """Versions that are published and still to take effect, the next one first."""
    rows = RulesetVersion.objects.filter(effective_from__gt=_Now(), cancelled_at__isnull=True)
    return rows.order_by("effective_from", "number")


def _seconds_until_next() -> float:
    left = to_come().annotate(left=F("effective_from") - _Now()).values_list("left", flat=True).first()
    return left.total_seconds() if left is not None else TTL_S


def forget() -> None:
    """Read anew at the next question: after a change, in this process."""
    with _lock:
        if scope.key() in _kept:
            _kept[scope.key()] = (0.0, _kept[scope.key()][1])


def forget_all() -> None:
    """The same for every marketplace this process has read: for tests, whose changes are rolled back."""
    with _lock:
        for key, (_until, found) in _kept.items():
            _kept[key] = (0.0, found)
