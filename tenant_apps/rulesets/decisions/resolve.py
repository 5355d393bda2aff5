"""Which value is in force, who set it, and who closed or bounded it."""

from collections.abc import Mapping, Sequence

from tenant_apps.rulesets.decisions.bounds import add_limit, breach_of, forced
from tenant_apps.rulesets.types import (
    LEVELS,
    BadValue,
    EffectiveValue,
    Layer,
    Limit,
    LimitStep,
    Rule,
    Step,
    Value,
    checked,
)

PLATFORM = "Kontor"


def resolve(rule: Rule, layers: Sequence[Layer]) -> EffectiveValue:
    """The value of the lowest level that was let set one.

    A value beyond a lock or a bound of a higher level, or one that no longer fits its declaration, is left out and the
    chain says so; a bound that the value so far does not keep moves it to the nearest value that does.
    """
    value, level, source = rule.default, LEVELS[0], PLATFORM
    steps = [Step(level, source, value)]
    limits: list[LimitStep] = []
    total = Limit()
    for layer in sorted(layers, key=lambda one: LEVELS.index(one.level)):
        if rule.key in layer.values:
            own = layer.values[rule.key]
            try:
                own = checked(rule, own)
                passes = breach_of(rule, own, limits) is None
            except BadValue:
                passes = False
            steps.append(Step(layer.level, layer.source, own, "set" if passes else "ignored"))
            if passes:
                value, level, source = own, layer.level, layer.source
        limit = layer.limits.get(rule.key)
        if limit is None:
            continue
        added = add_limit(rule, limits, LimitStep(layer.level, layer.source, limit), total)
        if added is None:
            continue
        step, total = added
        limits.append(step)
        kept = forced(rule, value, total)
        if kept != value:
            value, level, source = kept, layer.level, layer.source
            steps.append(Step(level, source, value, "bounded"))
    return EffectiveValue(rule.key, value, level, source, tuple(steps), total.lock, total, tuple(limits))


def resolve_all(rules: Sequence[Rule], layers: Sequence[Layer]) -> dict[str, EffectiveValue]:
    return {rule.key: resolve(rule, layers) for rule in rules}


def has_meaning(rule: Rule, rules: Mapping[str, Rule], values: Mapping[str, Value]) -> bool:
    """Do the rules this one depends on have the values with which it is read?"""
    seen = set()
    while rule.condition is not None and rule.key not in seen:
        seen.add(rule.key)
        key, wanted = rule.condition
        if key not in rules:
            return False
        found = values[key]
        if not (any(one in wanted for one in found) if isinstance(found, list) else found in wanted):
            return False
        rule = rules[key]
    return True
