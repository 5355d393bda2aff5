"""What retention would remove now, and what it leaves and why; the last runs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from tenant_apps.privacy.decisions import retaining
from tenant_apps.privacy.decisions.retaining import Hold, Sorted
from tenant_apps.privacy.models import ClearedRecord
from tenant_apps.privacy.queries.holds import holds_in_force
from tenant_apps.privacy.queries.periods import number, zone
from tenant_apps.privacy.types import CLASSES, DISPUTES, Candidate, RecordClass

# Of one class at one look; more wait for the next run of the same night.
MOST = 500
# How many are looked at for that: what is held or was cleared before is passed over.
OLD_MOST, LOOKED_AT, BATCH = 20_000, 1_000_000, 500


@dataclass(frozen=True, slots=True)
class ClassPlan:
    """A class of records: how long it is kept, what is due, what a hold or a dispute keeps.

    `least` is the shortest time that laws and rules leave, `amount` the time that counts (None: for good). `before` is
    None where nothing ever goes. `is_more`: there are more than were looked at.
    """

    one: RecordClass
    least: int
    amount: int | None
    before: datetime | None
    go: Sequence[Candidate]
    held: Sequence[tuple[Candidate, str]]
    disputed: Sequence[Candidate]
    is_more: bool

    @property
    def due(self) -> int:
        return len(self.go)

    @property
    def kept(self) -> int:
        """What has had its time and stays all the same."""
        return len(self.held) + len(self.disputed)

    @property
    def holds(self) -> Sequence[str]:
        """The holds that keep something, each once."""
        return list(dict.fromkeys(number for _one, number in self.held))


def plan(now: datetime, most: int = MOST) -> Sequence[ClassPlan]:
    """Every class as it stands; nothing is written. What the next run does is exactly this."""
    holds, there = holds_in_force(now), zone()
    return [_planned(one, now, most, holds, there) for one in CLASSES.values()]


def _planned(one: RecordClass, now: datetime, most: int, holds: Sequence[Hold], there: str) -> ClassPlan:
    least = number(one.rule)
    amount = retaining.kept_for(least, number(one.most) if one.most else None)
    if amount is None:
        return ClassPlan(one, least, None, None, (), (), (), False)
    if one.from_year_end:
        before = retaining.before_year(now, amount, there)
    else:
        before = retaining.before(now, amount, one.unit)
    go: list[Candidate] = []
    held: list[tuple[Candidate, str]] = []
    disputed: list[Candidate] = []
    batches = _batches(one, before)
    for batch in batches:
        found = _sorted(one, batch, holds)
        go, held, disputed = [*go, *found.go], [*held, *found.held], [*disputed, *found.disputed]
        if len(go) > most:
            break
    return ClassPlan(one, least, amount, before, go[:most], held, disputed, len(go) > most)


def _batches(one: RecordClass, before: datetime) -> Iterator[list[Candidate]]:
    """What is old, a few hundred at once, without what was cleared before: what is kept hides nothing behind it."""
    every = iter(one.old(before, LOOKED_AT if one.once else OLD_MOST))
    while batch := list(islice(every, BATCH)):
        if one.once:
            ids = [candidate.id for candidate in batch]
            cleared = ClearedRecord.objects.filter(record_class=one.code, record_id__in=ids)
            done = set(cleared.values_list("record_id", flat=True))
            batch = [candidate for candidate in batch if candidate.id not in done]
        if batch:
            yield batch


def _sorted(one: RecordClass, candidates: Sequence[Candidate], holds: Sequence[Hold]) -> Sorted:
    disputed: set[UUID] = set()
    if one.once:
        for dispute in DISPUTES.values():
            disputed.update(dispute(one.code, candidates))
    return retaining.sort(one.code, candidates, holds, disputed)


def as_line(found: ClassPlan) -> dict[str, Any]:
    """What a run writes down of a class before anything is removed."""
    return {
        "class": found.one.code, "kept_for": found.amount, "unit": found.one.unit,
        "before": found.before.isoformat() if found.before else "", "held": len(found.held),
        "disputed": len(found.disputed), "holds": list(found.holds), "more": found.is_more,
    }  # fmt: skip
