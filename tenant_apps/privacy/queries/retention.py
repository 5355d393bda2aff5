"""What retention would remove now, and what it leaves and why; the last runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tenant_apps.privacy.decisions import retaining
from tenant_apps.privacy.queries.holds import holds_in_force
from tenant_apps.privacy.queries.periods import number
from tenant_apps.privacy.types import CLASSES, RecordClass

# Of one class at one look; more wait for the next run of the same night.
MOST = 500


@dataclass(frozen=True, slots=True)
class ClassPlan:
    """A class of records: how long it is kept, what is due, what a hold keeps, what a law or the books keep.

    `past` is what has had its time, of what was looked at; `is_more`: there are more than that.
    """

    one: RecordClass
    amount: int
    before: datetime
    go: Sequence[Any]
    held: Sequence[tuple[Any, str]]
    is_more: bool
    past: int

    @property
    def due(self) -> int:
        return len(self.go)

    @property
    def kept(self) -> int:
        """What has had its time and stays: held, or of a class that nothing removes."""
        return self.past if self.one.remove is None else len(self.held)

    @property
    def holds(self) -> Sequence[str]:
        """The holds that keep something, each once."""
        return list(dict.fromkeys(number for _one, number in self.held))


def plan(now: datetime, most: int = MOST) -> Sequence[ClassPlan]:
    """Every class as it stands; nothing is written. What the next run does is exactly this."""
    holds = holds_in_force(now)
    found = []
    for one in CLASSES.values():
        amount = number(one.rule)
        before = retaining.before(now, amount, one.unit)
        candidates = list(one.old(before, most + 1))
        sorted_ = retaining.sort(one.code, candidates[:most], holds)
        go = sorted_.go if one.remove is not None else ()
        found.append(ClassPlan(one, amount, before, go, sorted_.held, len(candidates) > most, len(candidates[:most])))
    return found
