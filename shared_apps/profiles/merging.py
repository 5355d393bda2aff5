"""Combine what several laws and standards demand of the same key, keeping every reason.

The result never depends on the order of the profiles, and is never weaker than any of them; where that is impossible
it is a conflict, which a person decides.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from shared_apps.profiles.types import Combined, Decision, Demand, Demanded


def combine_all(demands: Iterable[Demand], decisions: Mapping[str, Decision] | None = None) -> dict[str, Combined]:
    """Every key that is demanded, with its decision if one was made and is needed."""
    by_key: dict[str, list[Demand]] = {}
    for one in demands:
        by_key.setdefault(one.key, []).append(one)
    made = decisions or {}
    return {key: combine(by_key[key], made.get(key)) for key in sorted(by_key)}


def combine(demands: Sequence[Demand], decision: Decision | None = None) -> Combined:
    """The demands of one key together. A decision counts only for a value that somebody demands."""
    found = _combined(sorted(demands, key=_order))
    if not found.conflict or decision is None or decision.value not in choices(found):
        return found
    chosen = tuple(one for one in found.demands if one.value == decision.value)
    return replace(found, value=decision.value, decisive=chosen, decision=decision)


def choices(found: Combined) -> list[Demanded]:
    """The values between which a conflict may be decided: those that are demanded."""
    values: list[Demanded] = []
    for one in found.demands:
        if one.value not in values:
            values.append(one.value)
    return values


def keeps(value: Demanded, demand: Demand) -> bool:
    """Is the value at least as strict as the demand?"""
    wanted = demand.value
    if isinstance(wanted, list):
        members = set(value) if isinstance(value, list) else set()
        return members <= set(wanted) if demand.merge == "intersect" else members >= set(wanted)
    if demand.merge in ("min", "max") and isinstance(value, int) and isinstance(wanted, int):
        return value <= wanted if demand.merge == "min" else value >= wanted
    if demand.merge == "or":
        return value == wanted or wanted is False
    if demand.merge == "and":
        return value == wanted or wanted is True
    return value == wanted


def _combined(demands: Sequence[Demand]) -> Combined:
    key, rules = demands[0].key, {one.merge for one in demands}
    if rules <= {"min", "max"}:
        return _bounded(key, demands)
    if len(rules) > 1:
        return Combined(key, None, tuple(demands), (), conflict="rules_differ")
    return _by_rule(key, demands)


def _bounded(key: str, demands: Sequence[Demand]) -> Combined:
    """The greatest of the floors and the smallest of the ceilings; the floor is the value where both stand."""
    floors = [one for one in demands if one.merge == "max"]
    ceilings = [one for one in demands if one.merge == "min"]
    floor = max((int(one.value) for one in floors if not isinstance(one.value, list)), default=None)
    ceiling = min((int(one.value) for one in ceilings if not isinstance(one.value, list)), default=None)
    if floor is not None and ceiling is not None and floor > ceiling:
        return Combined(key, None, tuple(demands), (), floor, ceiling, "floor_above_ceiling")
    value = floor if floor is not None else ceiling
    decisive = [one for one in floors if one.value == floor] + [one for one in ceilings if one.value == ceiling]
    return Combined(key, value, tuple(demands), tuple(decisive), floor, ceiling)


def _by_rule(key: str, demands: Sequence[Demand]) -> Combined:
    rule, every = demands[0].merge, tuple(demands)
    lists = [set(one.value) for one in demands if isinstance(one.value, list)]
    if rule == "union":
        return Combined(key, sorted(set().union(*lists)), every, every)
    if rule == "intersect":
        left = sorted(set.intersection(*lists))
        return Combined(key, left or None, every, every if left else (), conflict="" if left else "nothing_left")
    if rule == "law_over_standard":
        laws = [one for one in demands if one.rank == "law"]
        return _agreed(key, laws or demands, every)
    if rule in ("or", "and") and all(isinstance(one.value, bool) for one in demands):
        value = any(one.value for one in demands) if rule == "or" else all(one.value for one in demands)
        return Combined(key, value, every, tuple(one for one in demands if one.value is value))
    return _agreed(key, demands, every)


def _agreed(key: str, counting: Sequence[Demand], every: tuple[Demand, ...]) -> Combined:
    """Those that count must say the same."""
    if any(one.value != counting[0].value for one in counting):
        return Combined(key, None, every, (), conflict="values_differ")
    return Combined(key, counting[0].value, every, tuple(counting))


def _order(one: Demand) -> tuple[str, str, str, str]:
    return one.law, one.version, one.source, repr(one)
