"""What a draft would change, whether it fits, and whose consent and how much notice it needs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from shared_apps.profiles.gate import first_ban
from shared_apps.profiles.types import Ban
from tenant_apps.rulesets.decisions.bounds import breach_of
from tenant_apps.rulesets.decisions.content import layers_of, limit_record
from tenant_apps.rulesets.decisions.limits import checked_limit
from tenant_apps.rulesets.decisions.resolve import has_meaning, resolve, resolve_all
from tenant_apps.rulesets.types import LEVELS, BadValue, Breach, Rule, Value, checked

NOTICE_RULE = "rules.notice_days"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why one key of a draft or a file cannot be taken. `on` is the rule it depends on, `ban` the law against it."""

    key: str
    why: Literal[
        "unknown", "bad_value", "locked", "bound", "no_meaning", "bad_limit", "not_at_event", "second_person", "law"
    ]
    detail: str = ""
    breach: Breach | None = None
    on: str = ""
    ban: Ban | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """Values and limits by key; None takes the marketplace's own one away."""

    values: Mapping[str, Value | None]
    limits: Mapping[str, Mapping[str, Any] | None]

    @property
    def keys(self) -> list[str]:
        return list(dict.fromkeys([*self.values, *self.limits]))

    def __bool__(self) -> bool:
        return bool(self.values or self.limits)


def read_changes(
    rules: Mapping[str, Rule], values: Mapping[str, Any], limits: Mapping[str, Any], bans: Sequence[Ban] = ()
) -> tuple[Changes, list[Problem]]:
    """The changes in their declared types, and what a law forbids or does not fit its declaration.

    The law comes first: it also forbids what is not built, and is then the better answer.
    """
    fit: dict[str, Value | None] = {}
    bound: dict[str, Mapping[str, Any] | None] = {}
    problems = []
    for key, value in values.items():
        if (ban := first_ban(bans, key, value, values)) is not None:
            problems.append(Problem(key, "law", ban=ban))
            continue
        if key not in rules:
            problems.append(Problem(key, "unknown"))
            continue
        try:
            fit[key] = None if value is None else checked(rules[key], value)
        except BadValue as error:
            problems.append(Problem(key, "bad_value", str(error)))
    for key, limit in limits.items():
        if key not in rules:
            problems.append(Problem(key, "unknown"))
            continue
        try:
            stored = None if limit is None else limit_record(checked_limit(rules[key], limit))
            bound[key] = stored or None
        except BadValue as error:
            problems.append(Problem(key, "bad_limit", str(error)))
    return Changes(fit, bound), problems


def applied(content: Mapping[str, Any], changes: Changes) -> dict[str, Any]:
    """The content with the marketplace's own level changed."""
    own = _with(content.get("tenant", {}), changes.values)
    limits = _with(content.get("limits", {}).get("tenant", {}), changes.limits)
    others = {level: found for level, found in content.get("limits", {}).items() if level != "tenant"}
    whole = {**content, "tenant": own}
    if limits or others:
        whole["limits"] = others | ({"tenant": limits} if limits else {})
    else:
        whole.pop("limits", None)
    return whole


def pruned(content: Mapping[str, Any], changes: Changes) -> Changes:
    """Only what differs from the content."""
    own, limits = content.get("tenant", {}), content.get("limits", {}).get("tenant", {})
    return Changes(_differing(own, changes.values), _differing(limits, changes.limits))


def between(content: Mapping[str, Any], values: Mapping[str, Any], limits: Mapping[str, Any]) -> Changes:
    """What must change for the marketplace's own level to become exactly `values` and `limits`."""
    own, bound = content.get("tenant", {}), content.get("limits", {}).get("tenant", {})
    return pruned(content, Changes({**dict.fromkeys(own), **values}, {**dict.fromkeys(bound), **limits}))


def misfits(
    rules: Mapping[str, Rule], content: Mapping[str, Any], changes: Changes, bans: Sequence[Ban] = ()
) -> list[Problem]:
    """What a law or a higher level forbids, and what would have no meaning beside the other values."""
    after = layers_of(applied(content, changes), 0)
    above = [layer for layer in after if LEVELS.index(layer.level) < LEVELS.index("tenant")]
    values = {key: one.value for key, one in resolve_all(list(rules.values()), after).items()}
    problems = []
    for key in changes.keys:
        rule, value = rules[key], changes.values.get(key)
        closed = resolve(rule, above)
        if value is not None and (ban := first_ban(bans, key, value, values)) is not None:
            problems.append(Problem(key, "law", ban=ban))
        elif key in changes.values and value is not None:
            breach = breach_of(rule, value, closed.limits)
            if breach is not None:
                problems.append(Problem(key, "locked" if breach.why == "locked" else "bound", breach=breach))
            elif not has_meaning(rule, rules, values) and value != closed.value:
                condition = rule.condition
                problems.append(Problem(key, "no_meaning", on=condition[0] if condition else ""))
        elif changes.limits.get(key) is not None and closed.locked_by is not None:
            one = closed.locked_by
            problems.append(Problem(key, "locked", breach=Breach("locked", one.level, one.source, one.limit)))
    return problems


def without(changes: Changes, keys: Iterable[str]) -> Changes:
    left = set(keys)
    return Changes(
        {key: value for key, value in changes.values.items() if key not in left},
        {key: limit for key, limit in changes.limits.items() if key not in left},
    )


def risky(rules: Mapping[str, Rule], changes: Changes) -> list[str]:
    """The changed rules that need a second pair of eyes."""
    return [key for key in changes.keys if key in rules and rules[key].risk == "high"]


def to_notice(rules: Mapping[str, Rule], changes: Changes) -> list[str]:
    """The changed rules that people trade under: what an event pins, and which ways of trading there are."""
    return [key for key in changes.keys if key in rules and (rules[key].at_event or rules[key].group == "trading")]


def notice_days(rules: Mapping[str, Rule], content: Mapping[str, Any]) -> int:
    """Days between publication and effect of a changed trading rule, as the content in force says."""
    rule = rules.get(NOTICE_RULE)
    return int(str(resolve(rule, layers_of(content, 0)).value)) if rule is not None else 0


def _with(own: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    both = {**own, **changes}
    return {key: value for key, value in both.items() if value is not None}


def _differing(own: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: value for key, value in changes.items() if own.get(key) != value or (key in own) != (value is not None)
    }
