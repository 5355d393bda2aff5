"""Declarations of rule keys, and values with the level that set them.

A key is declared beside the code that reads it; this file knows none of them.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Literal

Kind = Literal["text", "choice", "int", "flag", "decimal", "codes", "colour", "steps", "features"]
Level = Literal["platform", "plan", "profile", "preset", "tenant", "category", "template", "event"]
Value = str | int | bool | list[str] | list[list[str]]
Risk = Literal["normal", "high"]
Lock = Literal["open", "read_only", "hidden"]

# Lowest first: a later level overrules an earlier one, inside the locks and bounds of all before it.
LEVELS: tuple[Level, ...] = ("platform", "plan", "profile", "preset", "tenant", "category", "template", "event")
LOCKS: tuple[Lock, ...] = ("open", "read_only", "hidden")


class BadValue(ValueError):
    """The value does not fit its declaration; `args[0]` says why."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One key. Texts are lazy translations; `choices` are `(code, label)`.

    `low` and `high` bound an int, `least` and `most` (decimal texts) a decimal; an empty decimal means "none" where
    `optional` says so. `depends_on` names a key of the same group and the values with which this one has a meaning.
    `law` cites what the rule answers to. `at_event` rules may be set for a single trading event.
    """

    key: str
    kind: Kind
    default: Value
    label: Any
    help: Any = ""
    unit: Any = ""
    choices: tuple[tuple[str, Any], ...] = ()
    low: int | None = None
    high: int | None = None
    longest: int = 200
    least: str | None = None
    most: str | None = None
    optional: bool = False
    depends_on: tuple[str, tuple[Value, ...]] | None = None
    law: tuple[str, ...] = ()
    risk: Risk = "normal"
    at_event: bool = False
    check: Callable[[Value], None] | None = None

    @property
    def group(self) -> str:
        return self.key.split(".", 1)[0]

    @property
    def name(self) -> str:
        """The key without its group."""
        return self.key.split(".", 1)[1]

    @property
    def condition(self) -> tuple[str, tuple[Value, ...]] | None:
        """`depends_on` with the full key; a name alone means the own group."""
        if self.depends_on is None:
            return None
        key, wanted = self.depends_on
        return (key if "." in key else f"{self.group}.{key}"), wanted


@dataclass(frozen=True, slots=True)
class Limit:
    """What a level lets the levels below it do with a rule: a lock, and bounds that their values must keep.

    `least` and `most` are numbers as text, for int and decimal; `choices` are the values allowed of a choice, a flag
    (`true`, `false`) or a text, and the members allowed of a list of codes; `needs` are members it must have.
    `law` names the rows of the compliance profiles that ask for it, such as `cn_trade:sealed_tender.min_bidders`.
    """

    lock: Lock = "open"
    least: str | None = None
    most: str | None = None
    choices: tuple[str, ...] | None = None
    needs: tuple[str, ...] = ()
    law: tuple[str, ...] = ()

    @property
    def is_bound(self) -> bool:
        return self.least is not None or self.most is not None or self.choices is not None or bool(self.needs)


@dataclass(frozen=True, slots=True)
class Layer:
    """One level's values and limits. `source` names it for people: a profile, a preset, a version, a template."""

    level: Level
    source: str
    values: Mapping[str, Any] = field(default_factory=dict)
    limits: Mapping[str, Limit] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """What one level said: it set the value, its bound changed the value, or its value was not let pass."""

    level: Level
    source: str
    value: Value
    outcome: Literal["set", "bounded", "ignored"] = "set"


@dataclass(frozen=True, slots=True)
class LimitStep:
    """A lock or a bound with the level that put it there."""

    level: Level
    source: str
    limit: Limit


@dataclass(frozen=True, slots=True)
class EffectiveValue:
    """The value in force, the level that set it, and every level that had an opinion, lowest first.

    `steps` explain all of it, with what was not let pass; `lock` is the strictest, `limit` all bounds together.
    """

    key: str
    value: Value
    level: Level
    source: str
    steps: tuple[Step, ...]
    lock: Lock = "open"
    limit: Limit = Limit()
    limits: tuple[LimitStep, ...] = ()

    @property
    def chain(self) -> tuple[tuple[Level, Value], ...]:
        """The levels whose value was let pass, lowest first; the last one counts."""
        return tuple((step.level, step.value) for step in self.steps if step.outcome != "ignored")

    @property
    def locked_by(self) -> LimitStep | None:
        """The first level that closed the rule."""
        return next((one for one in self.limits if one.limit.lock != "open"), None)


@dataclass(frozen=True, slots=True)
class Breach:
    """Why a value is not let pass: the limit it would break and the level that set the limit."""

    why: Literal["locked", "bound"]
    level: Level
    source: str
    limit: Limit


@dataclass(frozen=True, slots=True)
class Pinned:
    """The rules of one group as a trading event keeps them for life; keys stand without the group.

    `hash` is that of the version in force and these values together.
    """

    values: dict[str, Value]
    hash: str
    version: int


REGISTRY: dict[str, Rule] = {}


def declare(*rules: Rule) -> None:
    """Make keys known. A key has one owner."""
    for rule in rules:
        other = REGISTRY.get(rule.key)
        if other is not None and other != rule:
            raise RuntimeError(f"two rules are named {rule.key}")
        REGISTRY[rule.key] = rule


def widen(key: str, *choices: tuple[str, Any]) -> None:
    """Add choices to a rule whose owner lets apps above it add theirs."""
    rule = REGISTRY[key]
    known = {code for code, _label in rule.choices}
    REGISTRY[key] = replace(rule, choices=(*rule.choices, *(one for one in choices if one[0] not in known)))


def list_rules(group: str | None = None) -> Sequence[Rule]:
    """All declared rules, of one group if given, in the order of declaration."""
    return [rule for rule in REGISTRY.values() if group is None or rule.group == group]


def checked(rule: Rule, value: Any) -> Value:
    """`value` as the rule's type, or BadValue saying why. Forms and imports send text for everything."""
    found = _READERS[rule.kind](rule, value)
    if rule.check is not None:
        rule.check(found)
    return found


def _text(rule: Rule, value: Any) -> str:
    if not isinstance(value, str):
        raise BadValue("a text is needed")
    text = value.strip()
    if len(text) > rule.longest:
        raise BadValue(f"at most {rule.longest} characters")
    return text


def _choice(rule: Rule, value: Any) -> str:
    codes = [code for code, _label in rule.choices]
    if value not in codes:
        raise BadValue(f"one of {', '.join(codes)} is needed")
    return str(value)


def _int(rule: Rule, value: Any) -> int:
    if isinstance(value, bool) or not re.fullmatch(r"-?\d{1,9}", str(value)):
        raise BadValue("a whole number is needed")
    number = int(value)
    if (rule.low is not None and number < rule.low) or (rule.high is not None and number > rule.high):
        raise BadValue(f"a number from {rule.low} to {rule.high} is needed")
    return number


def _flag(rule: Rule, value: Any) -> bool:
    if value in (True, "true", "on", "1"):
        return True
    if value in (False, "false", "off", "0", ""):
        return False
    raise BadValue("true or false is needed")


def _decimal(rule: Rule, value: Any) -> str:
    text = str(value).strip()
    if rule.optional and text == "":
        return ""
    if isinstance(value, float) or not re.fullmatch(r"\d{1,12}(\.\d{1,6})?", text):
        raise BadValue("a decimal number such as 0.19 is needed")
    number = Decimal(text)
    if (rule.least is not None and number < Decimal(rule.least)) or (
        rule.most is not None and number > Decimal(rule.most)
    ):
        raise BadValue(f"a number from {rule.least or '0'} to {rule.most or '999999999999'} is needed")
    return text


def _codes(rule: Rule, value: Any) -> list[str]:
    if isinstance(value, str):
        value = [part for part in re.split(r"[\s,]+", value) if part]
    if not isinstance(value, list | tuple) or not all(isinstance(code, str) for code in value):
        raise BadValue("a list of codes is needed")
    allowed = {code for code, _label in rule.choices}
    if allowed and (unknown := [code for code in value if code not in allowed]):
        raise BadValue(f"{', '.join(unknown)} is not one of {', '.join(sorted(allowed))}")
    return list(dict.fromkeys(value))


def _steps(rule: Rule, value: Any) -> list[list[str]]:
    """A table of `[from, step]`: from this value on, this step. Text: `0: 30, 700: 50`."""
    if isinstance(value, str):
        value = [part.split(":") for part in re.split(r"[;,\n]+", value) if part.strip()]
    if not isinstance(value, list | tuple) or not all(isinstance(row, list | tuple) and len(row) == 2 for row in value):
        raise BadValue("rows of two numbers are needed, such as 0: 30, 700: 50")
    rows = [[str(cell).strip() for cell in row] for row in value]
    if any(not re.fullmatch(r"\d{1,12}(\.\d{1,6})?", cell) for row in rows for cell in row):
        raise BadValue("rows of two numbers are needed, such as 0: 30, 700: 50")
    starts = [Decimal(row[0]) for row in rows]
    if starts != sorted(set(starts)) or (starts and starts[0] != 0):
        raise BadValue("the rows must begin at 0 and rise")
    if any(Decimal(row[1]) <= 0 for row in rows):
        raise BadValue("each step must be more than 0")
    return rows


def _features(rule: Rule, value: Any) -> list[list[str]]:
    """Rows of `[feature, option, share, cost]`. Text: one row a line, `Warranty | 3 years | 0.1 | 0`."""
    if isinstance(value, str):
        value = [line.split("|") for line in re.split(r"[;\n]+", value) if line.strip()]
    wanted = "rows of four parts are needed, such as Warranty | 3 years | 0.1 | 0"
    if not isinstance(value, list | tuple) or len(value) > 200:
        raise BadValue(wanted)
    rows = [[str(cell).strip() for cell in row] for row in value if isinstance(row, list | tuple)]
    if len(rows) != len(value) or any(len(row) != 4 for row in rows):
        raise BadValue(wanted)
    if any(not row[0] or not row[1] or len(row[0]) > 80 or len(row[1]) > 80 for row in rows):
        raise BadValue("feature and option need a name of at most 80 characters")
    if any(not re.fullmatch(r"\d{1,12}(\.\d{1,6})?", cell) for row in rows for cell in row[2:]):
        raise BadValue(wanted)
    if len({(row[0], row[1]) for row in rows}) != len(rows):
        raise BadValue("an option stands twice under its feature")
    return rows


def _colour(rule: Rule, value: Any) -> str:
    if value == "":
        return ""
    if not isinstance(value, str) or not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        raise BadValue("a colour such as #0c5a60 is needed")
    return value.lower()


_READERS: dict[Kind, Callable[[Rule, Any], Value]] = {
    "text": _text,
    "choice": _choice,
    "int": _int,
    "flag": _flag,
    "decimal": _decimal,
    "codes": _codes,
    "colour": _colour,
    "steps": _steps,
    "features": _features,
}
