"""What laws and standards demand of a marketplace, as plain values. Imports nothing of Django."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

Merge = Literal["min", "max", "or", "and", "union", "intersect", "law_over_standard", "conflict"]
# V read in the primary text, S seen in a secondary page, M measured, B believed. Only V goes without a mark.
Status = Literal["V", "S", "M", "B"]
Rank = Literal["law", "standard"]
Demanded = int | bool | str | list[str]


@dataclass(frozen=True, slots=True)
class Demand:
    """What one law or standard demands of one key, with where it says so."""

    law: str
    version: str
    key: str
    value: Demanded
    merge: Merge
    rank: Rank
    source: str
    status: Status
    effective_from: date


@dataclass(frozen=True, slots=True)
class Decision:
    """How people decided a conflict that no merge rule decides."""

    value: Demanded
    reason: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Combined:
    """What all chosen profiles together demand of a key.

    `value` is None while a conflict is open. `demands` are all of them, `decisive` those that make the value; `floor`
    and `ceiling` stand where numbers are bounded. `conflict` says why nothing follows by itself, empty otherwise; a
    decided conflict keeps it.
    """

    key: str
    value: Demanded | None
    demands: tuple[Demand, ...]
    decisive: tuple[Demand, ...]
    floor: int | None = None
    ceiling: int | None = None
    conflict: Literal["", "values_differ", "nothing_left", "floor_above_ceiling", "rules_differ"] = ""
    decision: Decision | None = None

    @property
    def is_open(self) -> bool:
        return self.conflict != "" and self.decision is None

    @property
    def needs_counsel(self) -> bool:
        """Whether anything that makes the value was not read in the primary text."""
        return any(one.status != "V" for one in self.decisive)


@dataclass(frozen=True, slots=True)
class Ban:
    """A way of trading, or a combination of its rules, that a law forbids.

    `when` maps rules of the mode, without its name, to the values that together are forbidden; empty: the mode itself.
    """

    law: str
    code: str
    mode: str
    when: Mapping[str, tuple[Demanded, ...]]
    source: str
    status: Status
    effective_from: date
