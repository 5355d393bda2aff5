"""Values of anomaly rules: acts as rules see them, windows, measures, and the registry of rules.

A rule is three pure functions: what an act leaves in the windows (`sights`), what is measured of an act against them
(`measure`), and what a measure means under settings (`verdict`). Measures are kept, so a verdict can be passed again
under other settings. Nothing here computes with floats.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

Severity = Literal["warn", "high", "critical"]
SEVERITIES: tuple[Severity, ...] = ("warn", "high", "critical")
STATES = ("open", "taken", "confirmed", "dismissed")
LIVE = ("open", "taken")
# What a rule does with what it finds: nothing is judged, people are told, or it acts as well.
Mode = Literal["off", "notify", "act"]
MODES: tuple[Mode, ...] = ("off", "notify", "act")
# What acting means: hold money or goods, ask for a fresh proof, end sessions or keys, shut a network out.
Deed = Literal["hold", "hold_files", "step_up", "lock", "shut_out"]
Measure = dict[str, Any]
Settings = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Paid:
    """Money an act is about: from whom to whom, in minor units."""

    payer: str
    payee: str
    minor: int
    currency: str
    number: str = ""
    digits: int = 2


@dataclass(frozen=True, slots=True)
class Place:
    """Where a network is, as far as the deployment's table says so; points are seconds of arc."""

    country: str = ""
    system: str = ""
    points: tuple[tuple[int, int], ...] = ()
    is_relay: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """One row of the log of acts, with what else rules need to know of it.

    `person` is whom it happened to or who did it: a pseudonym. `hour` and `weekday` (0 is Monday) are those of the
    marketplace. `privileged`: the person works for the marketplace or administers a company.
    """

    id: UUID
    seq: int
    at: datetime
    action: str
    outcome: str = "done"
    actor_kind: str = "user"
    actor_id: str = ""
    company_id: str = ""
    target: str = ""
    target_id: str = ""
    session: str = ""
    address: str = ""
    agent: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    paid: Paid | None = None
    place: Place | None = None
    hour: int = 12
    weekday: int = 0
    privileged: bool = False
    high_risk: bool = False

    @property
    def person(self) -> str:
        return self.target_id if self.target == "accounts.user" and self.target_id else self.actor_id

    @property
    def principal(self) -> str:
        """Who acts, kind and pseudonym."""
        return f"{self.actor_kind}:{self.actor_id}"


@dataclass(frozen=True, slots=True)
class Sight:
    """What an act leaves in a window. Sights of one key, mark and `grain` seconds are one row with their sum."""

    kind: str
    key: str
    mark: str = ""
    value: int = 0
    grain: int = 0


@dataclass(frozen=True, slots=True)
class Ask:
    """A window that a rule looks through: the newest `most` rows of the time before the act."""

    kind: str
    key: str
    span: timedelta
    most: int = 500


@dataclass(frozen=True, slots=True)
class Seen:
    """One row of a window."""

    at: datetime
    mark: str
    value: int
    times: int = 1


class Windows:
    """What was seen before, by kind and key, oldest first; grows as acts are walked through."""

    def __init__(self, rows: Mapping[tuple[str, str], list[Seen]] | None = None) -> None:
        self._rows: dict[tuple[str, str], list[Seen]] = {key: list(seen) for key, seen in (rows or {}).items()}

    def add(self, at: datetime, sight: Sight) -> None:
        rows = self._rows.setdefault((sight.kind, sight.key), [])
        at = floor(at, sight.grain)
        if sight.grain:
            for place in range(len(rows) - 1, -1, -1):
                if rows[place].at < at:
                    break
                if rows[place].at == at and rows[place].mark == sight.mark:
                    old = rows[place]
                    rows[place] = Seen(at, old.mark, old.value + sight.value, old.times + 1)
                    return
        rows.append(Seen(at, sight.mark, sight.value))

    def rows(self, ask: Ask, until: datetime) -> list[Seen]:
        """Rows of the time `span` before `until`, `until` included."""
        since = until - ask.span
        found = [one for one in self._rows.get((ask.kind, ask.key), ()) if since <= one.at <= until]
        return found[-ask.most :]


def floor(at: datetime, grain: int) -> datetime:
    """The moment, cut to whole pieces of `grain` seconds; as it is for 0."""
    if not grain:
        return at
    return at - timedelta(seconds=int(at.timestamp()) % grain, microseconds=at.microsecond)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a code with its numbers, put into words where it is read (`wording.py`)."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bar:
    """One figure of a drawn comparison: what it is, how much, in the form `count`, `money` or `km`."""

    code: str
    value: int
    form: str = "count"
    unit: str = ""
    is_this: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom or what an alert is about: at most one alert of a rule is live for it."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Setting:
    """One threshold, a rule of the rule book. `loosest` is the value under which most fires."""

    name: str
    kind: Literal["int", "decimal", "codes", "choice"]
    default: Any
    label: Any
    help: Any
    unit: Any = ""
    low: int | None = None
    high: int | None = None
    choices: tuple[tuple[str, Any], ...] = ()
    loosest: Any = None


@dataclass(frozen=True, slots=True)
class Kind:
    """One rule. `code` is A1 to A15; `deeds` what it does where it may act, `mode` what it does by default."""

    code: str
    title: Any
    help: Any
    severity: Severity
    mode: Mode
    deeds: tuple[Deed, ...]
    sees: Callable[[Act], bool]
    measure: Callable[[Act, Windows], Measure | None]
    verdict: Callable[[Measure, Settings], tuple[Reason, ...]]
    subject: Callable[[Act, Measure], Subject]
    sights: Callable[[Act], Iterable[Sight]] = lambda act: ()
    asks: Callable[[Act], Iterable[Ask]] = lambda act: ()
    bars: Callable[[Measure, Settings], tuple[Bar, ...]] = lambda measure, settings: ()
    settings: tuple[Setting, ...] = ()
    deterministic: bool = True
    law: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Key of the rule that says what happens."""
        return f"anomalies.{self.code.lower()}"

    def key_of(self, name: str) -> str:
        return f"anomalies.{name}"

    def defaults(self) -> dict[str, Any]:
        return {one.name: value_of(one, one.default) for one in self.settings}

    def loosest(self) -> dict[str, Any]:
        """The settings under which most fires: what would not fire under them is not kept."""
        return {one.name: value_of(one, one.default if one.loosest is None else one.loosest) for one in self.settings}


def value_of(setting: Setting, value: Any) -> Any:
    """A value of the rule book as verdicts take it."""
    return Decimal(str(value)) if setting.kind == "decimal" else value


REGISTRY: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    for kind in kinds:
        REGISTRY[kind.code] = kind


@dataclass(frozen=True, slots=True)
class Judged:
    """What a rule made of an act: worth keeping, and with reasons where it fires."""

    kind: Kind
    act: Act
    subject: Subject
    measure: Measure
    reasons: tuple[Reason, ...]
    bars: tuple[Bar, ...] = ()
