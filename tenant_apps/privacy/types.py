"""Values that pass the door of privacy, and the registry of record classes that retention knows."""

from collections.abc import Callable, Iterable
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

    `person_id` and `company_id` are what a legal hold can name; None where there is none.
    """

    id: UUID
    since: datetime
    person_id: UUID | None = None
    company_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordClass:
    """A class of records that are kept for a time.

    `rule` names the rule with the time, in `unit`s. `old(before, limit)` gives what has passed it, oldest first;
    `remove(ids)` purges or anonymises, inside the open transaction, and says how many. A class without `remove` is
    kept: it is only counted, because a law or the books keep it; `why_kept` says which.
    """

    code: str
    title: Any
    what: Any
    rule: str
    unit: Literal["days", "months", "years"]
    old: Callable[[datetime, int], Iterable[Candidate]]
    remove: Callable[[Any, list[UUID]], int] | None = None
    why_kept: Any = ""


CLASSES: dict[str, RecordClass] = {}


def declare(one: RecordClass) -> RecordClass:
    """Make a class of records known to retention; an app above declares its own. A code has one owner."""
    other = CLASSES.get(one.code)
    if other is not None and other.rule != one.rule:
        raise RuntimeError(f"two classes of records are named {one.code}")
    CLASSES[one.code] = one
    return one
