"""What an app declares of its exceptions: kinds, where they are looked for, and the playbook of each.

A kind stands in `exception_kinds` of the app that knows its cause. This app knows none of them: it looks, opens, lets
people work and closes. Whoever declares a kind declares with it the rule for its deadline.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from shared_apps.commands import Command

Severity = Literal["low", "normal", "high"]
# Who may do a step: the company whose exception it is, the other one it concerns, or the marketplace alone.
Side = Literal["own", "other", "either", "house"]
FactForm = Literal["text", "quantity", "money", "price", "day", "moment", "percent", "count", "word"]

STATES = ("open", "working", "waiting", "solved", "dismissed")
LIVE = ("open", "working", "waiting")
ENDS = ("solved", "dismissed", "cleared")
SEVERITIES: tuple[Severity, ...] = ("low", "normal", "high")


@dataclass(frozen=True, slots=True)
class Found:
    """One cause. `company_id` is whose it is to work (None: the marketplace's), `other_id` whom else it concerns.

    `facts` are values by name, as JSON can hold them: decimal text, ISO dates, `[amount, currency]`, `[value, unit]`.
    Both companies read them, so nothing stands there that one of them may not know.
    """

    subject_id: UUID
    number: str
    company_id: UUID | None
    other_id: UUID | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    amount_minor: int = 0
    currency: str = ""
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """An open exception as a step of its playbook sees it."""

    id: UUID
    number: str
    kind: str
    subject: str
    subject_id: UUID
    subject_number: str
    company_id: UUID | None
    other_id: UUID | None
    facts: Mapping[str, Any]
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Ask:
    """What a person writes when doing a step."""

    label: Any
    form: Literal["text", "amount"] = "text"
    required: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """One legal step: a command with its input made of the case, or a page (`link`: name of an address and its ids).

    `does` says what will happen, `asks` is given to `data` as text. `subjects` are the things it can be done to;
    without any, all of its kind. After a step that waits for somebody the exception rests for `rest_hours`.
    """

    code: str
    title: Any
    does: Any
    side: Side = "own"
    command: Command[Any, Any] | None = None
    data: Callable[[Case, str], Any] | None = None
    asks: Ask | None = None
    link: Callable[[Case], tuple[str, tuple[Any, ...]]] | None = None
    permission: str = ""
    danger: bool = False
    rest_hours: int = 0
    subjects: tuple[str, ...] = ()

    def fits(self, subject: str) -> bool:
        return not self.subjects or subject in self.subjects

    @property
    def needed(self) -> str:
        """The permission that doing it takes."""
        return self.command.permission if self.command is not None else self.permission


@dataclass(frozen=True, slots=True)
class Scan:
    """Rows of one table in the order of a moment: behind the place that was reached lie only new ones.

    `at` is a time or date column with an index over (`at`, key) of the rows of `where`; `pk` for the key itself, which
    holds its time. A row is looked at once `delay` has passed since its moment, and again in rounds while it is younger
    than `back`. `key` names the subject, where it is not the row itself.
    """

    model: str
    at: str
    where: Mapping[str, Any] = field(default_factory=dict)
    key: str = "pk"
    delay: Callable[[], timedelta] = timedelta
    back: timedelta | None = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Source:
    """One place where causes of a kind lie. `judge` says which of these subjects have the cause now.

    It reads rows by the keys it is given and nothing else, so a look costs what it looks at. `link` is the address of a
    subject, which `private` keeps from the other company; `on` maps events to the subjects to judge at once.
    """

    subject: str
    scan: Scan
    judge: Callable[[Collection[UUID], datetime], Iterable[Found]]
    link: Callable[[Case], tuple[str, tuple[Any, ...]]]
    private: bool = False
    on: Mapping[str, Callable[[Any], Iterable[UUID]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of exception: whose it is, until when, and what can be done, in the order to try.

    `roles` are the roles of its company that hear of it, beside the administrators. `first` names the step that is done
    by itself as soon as it is found (of several the one that fits the subject), `ends` one that is done when the cause
    has gone. `words` are what people read for
    the codes of a fact of the form `word`.
    """

    code: str
    title: Any
    help: Any
    icon: str
    hours: int
    sources: tuple[Source, ...]
    steps: tuple[Step, ...]
    roles: tuple[str, ...]
    labels: Mapping[str, tuple[Any, FactForm]]
    words: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    severity: Severity = "normal"
    first: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()

    @property
    def hours_rule(self) -> str:
        return f"exceptions.hours_{self.code}"

    def step(self, code: str, subject: str = "") -> Step | None:
        """The step of this name, if it can be done to such a subject."""
        return next((one for one in self.steps if one.code == code and (not subject or one.fits(subject))), None)

    def by_itself(self, subject: str, *, last: bool = False) -> Step | None:
        """The step that is done by itself first, or last."""
        codes = self.ends if last else self.first
        return next((one for code in codes if (one := self.step(code, subject)) is not None), None)


REGISTRY: dict[str, Kind] = {}
# Further sources of a kind, declared by apps above the one that declared it.
_MORE: dict[str, list[Source]] = {}
# Told of every kind and of every source as they become known: rules and subscribers of this app listen.
ON_KIND: list[Callable[[Kind], None]] = []
ON_SOURCE: list[Callable[[str, Source], None]] = []


def declare(kind: Kind) -> Kind:
    """Make a kind known, with the rule for its deadline and its place among the kinds that can be switched off."""
    other = REGISTRY.get(kind.code)
    if other is not None and [one.subject for one in other.sources] != [one.subject for one in kind.sources]:
        raise RuntimeError(f"two kinds of exception are named {kind.code}")
    for code in (*kind.first, *kind.ends):
        step = kind.step(code)
        if step is None or step.command is None or (step.asks is not None and step.asks.required):
            raise RuntimeError(f"{kind.code}.{code} cannot be done by itself")
    REGISTRY[kind.code] = kind
    for listen in ON_KIND:
        listen(kind)
    for source in kind.sources:
        _tell(kind.code, source)
    return kind


def also(kind: str, source: Source) -> None:
    """Let a kind be found in one more place, by an app above the one that declared it."""
    known = _MORE.setdefault(kind, [])
    if all(one.subject != source.subject for one in known):
        known.append(source)
        _tell(kind, source)


def _tell(kind: str, source: Source) -> None:
    for listen in ON_SOURCE:
        listen(kind, source)


def sources_of(kind: str) -> tuple[Source, ...]:
    """Every place where a kind is looked for."""
    return (*REGISTRY[kind].sources, *_MORE.get(kind, ()))


def source_of(kind: str, subject: str) -> Source | None:
    if kind not in REGISTRY:
        return None
    return next((one for one in sources_of(kind) if one.subject == subject), None)
