"""The version in force, by the database's clock. It is kept for a few seconds, and never past the next one's start.

A few seconds, because every order reads settings and a change need not bite within the second; a trading event pins its
version, read freshly, so nothing running changes under anybody's hands.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

from shared_apps.tenancy import scope
from tenant_apps.rulesets.models import RulesetVersion

TTL_S = 2.0


@dataclass(frozen=True, slots=True)
class Current:
    """A version as it is read: number, hash of its content, content. Number 0 before the first."""

    number: int
    content_hash: str
    content: Mapping[str, Any]


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
    """The version in force, from the database."""
    started = time.monotonic()
    row = RulesetVersion.objects.order_by("-number").first()
    found = Current(row.number, row.content_hash, row.content) if row else Current(0, "", {})
    with _lock:
        _kept[scope.key()] = (started + TTL_S, found)
    return found


def forget() -> None:
    """Read anew at the next question: after a change, in this process."""
    with _lock:
        _kept.pop(scope.key(), None)
