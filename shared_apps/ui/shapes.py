"""What pages hand to components: plain frozen records, no behaviour.

A component takes any object with these attributes, a dict as well; the records exist so that views are type-checked.
`value` fields hold text that is already formatted for people (see the tags in `templatetags/kontor.py`).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Tone = Literal["good", "warn", "bad", "info", "brass", "accent", "mute"]
StepState = Literal["done", "now", "part", "wait"]
JobState = Literal["waiting", "running", "done", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class SavedView:
    label: str
    url: str
    count: int | None = None
    current: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    label: str
    value: str
    note: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class TimelineStep:
    """One step of a deal. `part` is done in part (half the goods are here)."""

    title: str
    state: StepState = "wait"
    number: str = ""
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class WizardStep:
    title: str
    state: StepState = "wait"
    note: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class JobStep:
    title: str
    state: Literal["done", "run", "wait", "bad"] = "wait"
    note: str = ""
    took: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """Long work as people see it. `percent` is whole, `elapsed` and `remaining` are ready to read."""

    title: str
    state: JobState
    steps: tuple[JobStep, ...] = ()
    percent: int = 0
    done: int = 0
    total: int = 0
    elapsed: str = ""
    remaining: str = ""
    number: str = ""
    started_at: datetime | None = None
    refusal: str = ""

    @property
    def is_over(self) -> bool:
        return self.state in ("done", "failed", "cancelled")


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """One line of a settings index; `inner` entries stand under the one above them."""

    label: str
    url: str
    current: bool = False
    inner: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a chart; `points` are decimal texts or whole numbers, so no amount passes through a float here."""

    name: str
    points: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart answers one question. `summary` is that answer in words, for those who do not see it."""

    summary: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    kind: Literal["line", "bar"] = "line"
    unit: str = ""
    shows: str = "prices"
    """What a role hides to hide the figures; empty where they are none that anybody hides."""

    def as_json(self) -> dict[str, object]:
        return {
            "kind": self.kind,
            "unit": self.unit,
            "labels": list(self.labels),
            "series": [{"name": one.name, "points": [str(point) for point in one.points]} for one in self.series],
        }

    @property
    def rows(self) -> list[tuple[str, list[str | int]]]:
        """The same figures as a table: one row a label."""
        return [(label, [one.points[at] for one in self.series]) for at, label in enumerate(self.labels)]


@dataclass(frozen=True, slots=True)
class PageCursor:
    """Keyset neighbours: ready URLs, empty when there is no such page."""

    previous: str = ""
    next: str = ""
    shown: str = ""
