"""What the chosen laws mean for the rule book: values and limits of its profile level.

A law bounds, so that the levels below may only be stricter. A standard that a law may overrule only recommends: it sets
the value and leaves it open.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from shared_apps.profiles.gate import MODES_KEY, forbids_mode
from shared_apps.profiles.types import Ban, Combined, Demanded
from tenant_apps.rulesets.types import Rule


@dataclass(frozen=True, slots=True)
class ProfileLevel:
    """Values and limits by rule key; a limit names the rows that ask for it."""

    values: Mapping[str, Demanded]
    limits: Mapping[str, Mapping[str, Any]]


def profile_level(rules: Mapping[str, Rule], combined: Iterable[Combined], bans: Iterable[Ban]) -> ProfileLevel:
    """What follows for the rules that are declared; open conflicts and other duties bound none."""
    values: dict[str, Demanded] = {}
    limits: dict[str, Mapping[str, Any]] = {}
    for one in combined:
        rule = rules.get(one.key)
        if rule is None or one.value is None:
            continue
        if _recommends(one):
            values[one.key] = one.value
        elif bound := _bound(rule, one):
            limits[one.key] = {**bound, "law": [f"{reason.law}:{one.key}" for reason in one.decisive]}
    if (modes := _open_modes(rules, list(bans))) is not None:
        limits[MODES_KEY] = modes
    return ProfileLevel(values, limits)


def _recommends(one: Combined) -> bool:
    return all(reason.merge == "law_over_standard" and reason.rank == "standard" for reason in one.decisive)


def _bound(rule: Rule, one: Combined) -> dict[str, Any]:
    if isinstance(one.value, bool):
        weak = {reason.merge for reason in one.decisive} == {"or"} and not one.value
        return {} if weak else {"choices": [str(one.value).lower()]}
    if isinstance(one.value, int):
        return _numbers(one)
    if isinstance(one.value, list):
        known = {code for code, _label in rule.choices}
        codes = [code for code in one.value if code in known or not known]
        return {"needs": codes} if one.decisive[0].merge == "union" else {"choices": codes}
    return {"choices": [one.value]}


def _numbers(one: Combined) -> dict[str, Any]:
    """Floor and ceiling; what laws merely agree on may be undercut, but 0, which switches it off, may not be chosen."""
    if one.floor is None and one.ceiling is None:
        return {"least": str(min(1, int(str(one.value)))), "most": str(one.value)}
    if one.decision is not None:
        return {"least": str(one.value), "most": str(one.value)}
    found = {} if one.floor is None else {"least": str(one.floor)}
    if one.ceiling is not None:
        found["most"] = str(one.ceiling)
    return found


def _open_modes(rules: Mapping[str, Rule], bans: list[Ban]) -> Mapping[str, Any] | None:
    """The ways of trading that are left where a law closes one that is built."""
    rule = rules.get(MODES_KEY)
    if rule is None:
        return None
    left = [code for code, _label in rule.choices if forbids_mode(bans, code) is None]
    return {"choices": left} if len(left) < len(rule.choices) else None
