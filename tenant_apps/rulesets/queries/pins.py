"""The rules of one trading event: pinned once, kept for life.

`pin` is the door for trading. It reads the version in force freshly, lays the event's own values on top, and gives a
hash that stands for version and values together.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from shared_apps.foundation import canonical
from shared_apps.profiles.gate import first_ban, forbids_mode
from shared_apps.profiles.types import Ban
from tenant_apps.rulesets import errors
from tenant_apps.rulesets.decisions.bounds import breach_of
from tenant_apps.rulesets.decisions.content import layers_of
from tenant_apps.rulesets.decisions.resolve import has_meaning, resolve, resolve_all
from tenant_apps.rulesets.queries.law import bans_in
from tenant_apps.rulesets.queries.sheets import SheetFacts, layer_of, sheet_in_force, sheets_named
from tenant_apps.rulesets.queries.values import effective
from tenant_apps.rulesets.queries.versions import Current, read_in_force
from tenant_apps.rulesets.types import (
    REGISTRY,
    BadValue,
    Layer,
    Pinned,
    Rule,
    Value,
    checked,
    list_rules,
)


def pin(prefix: str, own: Mapping[str, Any], *, category: str = "", template: str = "") -> Pinned:
    """All rules of the group `prefix` with an event's `own` values on top; both without the prefix.

    `category` and `template` are codes; a category without rules of its own sets none, an unknown template is refused.
    Own values are let pass only for rules that may be set at an event, inside every lock and bound; else a Refusal
    names the field, the reason and the remedy.
    """
    rules = {rule.key: rule for rule in list_rules(prefix)}
    if not rules:
        raise KeyError(prefix)
    current = read_in_force()
    if (ban := forbids_mode(bans_in(current.content), prefix)) is not None:
        raise errors.against_law(ban, "mode")
    below = [*layers_of(current.content, current.number), *map(layer_of, sheets_of(prefix, category, template))]
    values = {key: one.value for key, one in resolve_all(list(rules.values()), below).items()}
    laid = _laid(prefix, rules, own, below, bans_in(current.content))
    both = values | laid
    for key, value in laid.items():
        condition = rules[key].condition
        if condition is None or value == values[key]:
            continue
        if not has_meaning(rules[key], REGISTRY, _with_others(both, rules[key])):
            raise errors.no_meaning(rules[key], REGISTRY[condition[0]], rules[key].name)
    return _pinned(current, {key.split(".", 1)[1]: value for key, value in both.items()})


def repin(
    prefix: str, pinned: Mapping[str, Any], own: Mapping[str, Any], sources: Sequence[str] = ()
) -> dict[str, Value]:
    """New `own` values for rules that an event pinned, checked as at a publication; by name, without the others.

    What was pinned stays, whatever the marketplace has changed since; locks and bounds are those in force now, with
    those of the sheets the event was made from (`sources`, as it keeps them).
    """
    rules = {rule.key: rule for rule in list_rules(prefix)}
    current = read_in_force()
    below = [*layers_of(current.content, current.number), *map(layer_of, sheets_named(sources))]
    laid = _laid(prefix, rules, own, below, bans_in(current.content))
    both = {f"{prefix}.{name}": value for name, value in pinned.items()} | laid
    for key, value in laid.items():
        condition = rules[key].condition
        if condition is None or value == pinned.get(rules[key].name):
            continue
        if not has_meaning(rules[key], REGISTRY, _with_others(both, rules[key])):
            raise errors.no_meaning(rules[key], REGISTRY[condition[0]], rules[key].name)
    return {rules[key].name: value for key, value in laid.items()}


def sheets_of(mode: str, category: str, template: str) -> list[SheetFacts]:
    """The sheets that count for an event of the mode now, the higher level first."""
    found = []
    sheet = sheet_in_force("category", category) if category else None
    if sheet is not None:
        found.append(sheet)
    if template:
        sheet = sheet_in_force("template", template)
        if sheet is None:
            raise errors.no_sheet("template", template)
        if sheet.mode != mode:
            raise errors.template_of_other_mode(template, sheet.mode)
        found.append(sheet)
    return found


def _laid(
    prefix: str, rules: Mapping[str, Rule], own: Mapping[str, Any], below: list[Layer], bans: Sequence[Ban]
) -> dict[str, Value]:
    laid = {}
    beside = {f"{prefix}.{name}": value for name, value in own.items()}
    for name, value in own.items():
        if (ban := first_ban(bans, f"{prefix}.{name}", value, beside)) is not None:
            raise errors.against_law(ban, name)
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
    return dict(values) | {condition[0]: effective(condition[0]).value}


def _pinned(current: Current, values: dict[str, Value]) -> Pinned:
    whole = {"version": current.number, "version_hash": current.content_hash, "values": values}
    return Pinned(values=values, hash=canonical.digest(whole), version=current.number)
