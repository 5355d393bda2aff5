"""The rules of one trading event: pinned once, kept for life.

`pin` is the door for trading. It reads the version in force freshly, lays the event's own values on top, and gives a
hash that stands for version and values together.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from shared_apps.foundation import canonical
from tenant_apps.rulesets import errors
from tenant_apps.rulesets.decisions.bounds import breach_of
from tenant_apps.rulesets.decisions.content import layer, layers_of
from tenant_apps.rulesets.decisions.resolve import has_meaning, resolve, resolve_all
from tenant_apps.rulesets.queries.versions import Current, in_force, read_in_force
from tenant_apps.rulesets.types import (
    REGISTRY,
    BadValue,
    EffectiveValue,
    Layer,
    Pinned,
    Rule,
    Value,
    checked,
    list_rules,
)


def resolve_for(
    keys: Sequence[str],
    *,
    category: Mapping[str, Any] | None = None,
    template: Mapping[str, Any] | None = None,
    event: Mapping[str, Any] | None = None,
) -> dict[str, EffectiveValue]:
    """The values in force of these keys, with those of a category, a template and an event on top."""
    current = in_force()
    layers = [*layers_of(current.content, current.number), *_given(category, template, event)]
    return {key: resolve(REGISTRY[key], layers) for key in keys}


def pin(
    prefix: str,
    own: Mapping[str, Any],
    *,
    category: Mapping[str, Any] | None = None,
    template: Mapping[str, Any] | None = None,
) -> Pinned:
    """All rules of the group `prefix` with an event's `own` values on top; both without the prefix.

    Own values are let pass only for rules that may be set at an event, inside every lock and bound; else a Refusal
    names the field, the reason and the remedy. `category` and `template` hold full keys.
    """
    rules = {rule.key: rule for rule in list_rules(prefix)}
    if not rules:
        raise KeyError(prefix)
    current = read_in_force()
    below = [*layers_of(current.content, current.number), *_given(category, template, None)]
    values = {key: one.value for key, one in resolve_all(list(rules.values()), below).items()}
    laid = _laid(prefix, rules, own, below)
    both = values | laid
    for key, value in laid.items():
        condition = rules[key].condition
        if condition is None or value == values[key]:
            continue
        if not has_meaning(rules[key], REGISTRY, _with_others(both, rules[key])):
            raise errors.no_meaning(rules[key], REGISTRY[condition[0]], rules[key].name)
    return _pinned(current, {key.split(".", 1)[1]: value for key, value in both.items()})


def _laid(prefix: str, rules: Mapping[str, Rule], own: Mapping[str, Any], below: list[Layer]) -> dict[str, Value]:
    laid = {}
    for name, value in own.items():
        rule = rules.get(f"{prefix}.{name}")
        if rule is None:
            raise errors.unknown_rule(name)
        if not rule.at_event:
            raise errors.not_at_event(rule, name)
        try:
            found = checked(rule, value)
        except BadValue as error:
            raise errors.bad_value(name, str(error)) from error
        breach = breach_of(rule, found, resolve(rule, below).limits)
        if breach is not None:
            raise errors.forbidden(rule, breach, name)
        laid[rule.key] = found
    return laid


def _with_others(values: Mapping[str, Value], rule: Rule) -> Mapping[str, Value]:
    """A condition may name a rule of another group: then the marketplace's value counts."""
    condition = rule.condition
    if condition is None or condition[0] in values or condition[0] not in REGISTRY:
        return values
    return dict(values) | {condition[0]: resolve_for([condition[0]])[condition[0]].value}


def _given(
    category: Mapping[str, Any] | None, template: Mapping[str, Any] | None, event: Mapping[str, Any] | None
) -> list[Layer]:
    found = []
    for level, given in (("category", category), ("template", template), ("event", event)):
        if given:
            found.append(layer(level, given))  # type: ignore[arg-type]
    return found


def _pinned(current: Current, values: dict[str, Value]) -> Pinned:
    whole = {"version": current.number, "version_hash": current.content_hash, "values": values}
    return Pinned(values=values, hash=canonical.digest(whole), version=current.number)
