"""Acts of a tender: how each is checked and what it does. The order of the checks is part of the promise.

A check gives the reason of a refusal with its facts, or None; `decide` and `sdk/verify` must agree on every one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tenant_apps.trading.engines.vault.decisions.state import VaultState

Refused = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Act:
    """One act with its time, and the event that says it happened."""

    name: str
    seq: int
    company: UUID
    payload: Mapping[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class Handling:
    """`by` says whose act it is: the initiator's or a bidder's."""

    by: str
    check: Callable[[VaultState, Act], Refused | None]
    apply: Callable[[VaultState, Act], VaultState]


def no(reason: str, **facts: Any) -> Refused:
    return f"trading.{reason}", facts


def keys_are(payload: Mapping[str, Any], needed: str, optional: str = "") -> bool:
    """Whether the payload holds these parts beside its act, and no others."""
    told = payload.keys() - {"act"}
    return set(needed.split()) <= told <= set(needed.split()) | set(optional.split())


def is_text(value: Any, longest: int = 2000) -> bool:
    return isinstance(value, str) and len(value.strip()) > 0 and len(value) <= longest
