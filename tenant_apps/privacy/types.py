"""Values that pass the door of privacy, and the registry of record classes that retention knows."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

# What people may ask for. Which of them are offered is a rule: `privacy.rights`.
REQUEST_KINDS = ("access", "copy", "correct", "erase", "restrict", "port", "object", "explain", "optout")
# Kinds whose answer is everything that is held about the person.
TELLING = ("access", "copy", "port")
REQUEST_STATES = ("received", "identity", "working", "answered", "refused", "withdrawn")
LIVE = ("received", "identity", "working")
CHANNELS = ("own", "mail", "letter", "phone", "person")
IDENTITY_METHODS = ("signed_in", "known_contact", "document", "call_back", "mandate")
REFUSALS = ("not_identified", "unfounded", "excessive", "law_keeps", "others_rights", "nothing_held")

BASES = ("consent", "contract", "duty", "interest", "vital", "public")
CONSENT_ACTS = ("given", "withdrawn", "objected", "lifted")
SEPARATE = ("provide", "publish", "sensitive", "cross_border")

HOLD_TARGETS = ("person", "company", "class")

ROLES = ("controller", "processor")
RISKS = ("unlikely", "risk", "high")
DUTIES = ("authority", "controller", "final", "subjects")
BREACH_KINDS = ("identity", "contact", "credentials", "financial", "trade", "sensitive", "other")

ASSESSED_FOR = (
    "automated_decision", "cross_border", "entrust", "high_risk", "major_impact", "provide", "publish", "sensitive",
)  # fmt: skip
OUTCOMES = ("go", "with_measures", "ask_authority", "stop")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a purpose may use a person's data, and why; `why` is a code of `decisions/gate.py`."""

    allowed: bool
    why: str
    purpose: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """One record that is old enough to go, as a class names it: whose it is, and since when its time runs.

    `person_id` and `company_ids` are what a legal hold can name; None where there is none. `order_id` is the order it
    belongs to, for disputes that keep it.
    """

    id: UUID
    since: datetime
    person_id: UUID | None = None
    company_ids: tuple[UUID, ...] = ()
    order_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class RecordClass:
    """A class of records that are kept for a time.

    `rule` names the rule with the time, in `unit`s. `old(before, limit)` gives what has passed it, oldest first;
    `remove(ids)` purges or anonymises, inside the open transaction, and says how many.

    Records of trade have two times: `rule` is the least, which laws raise, and `most` the rule after which they are
    cleared; the longer one counts, and a `most` of 0 keeps for good. With `from_year_end` the time runs from the end of
    the calendar year. `once`: the record stays and what it says of people goes, so it is marked as done
    (`ClearedRecord`); `old` need not know which are.
    """

    code: str
    title: Any
    what: Any
    rule: str
    unit: Literal["days", "months", "years"]
    old: Callable[[datetime, int], Iterable[Candidate]]
    remove: Callable[[Any, list[UUID]], int]
    most: str = ""
    from_year_end: bool = False
    once: bool = False


CLASSES: dict[str, RecordClass] = {}
# What keeps records of trade although their time is over: asked with the code of a class and what is old, a dispute
# names those that it keeps.
Dispute = Callable[[str, Sequence[Candidate]], Collection[UUID]]
DISPUTES: dict[str, Dispute] = {}


def declare(one: RecordClass) -> RecordClass:
    """Make a class of records known to retention; an app above declares its own. A code has one owner."""
    other = CLASSES.get(one.code)
    if other is not None and other.rule != one.rule:
        raise RuntimeError(f"two classes of records are named {one.code}")
    CLASSES[one.code] = one
    return one


def keeps(name: str, dispute: Dispute) -> None:
    """Have a kind of dispute asked before anything goes."""
    DISPUTES[name] = dispute
