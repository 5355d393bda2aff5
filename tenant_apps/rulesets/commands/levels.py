"""Values and limits of a level that Kontor itself writes, checked against the declarations."""

from collections.abc import Mapping
from typing import Any

from tenant_apps.rulesets import errors
from tenant_apps.rulesets.decisions.drafts import read_changes
from tenant_apps.rulesets.types import REGISTRY, BadValue, Value, checked


def checked_values(values: Mapping[str, Any]) -> dict[str, Value]:
    """The values in their declared types; a Refusal for what is unknown or does not fit."""
    found = {}
    for key, value in values.items():
        rule = REGISTRY.get(key)
        if rule is None:
            raise errors.unknown_rule(key)
        try:
            found[key] = checked(rule, value)
        except BadValue as error:
            raise errors.bad_value(key, str(error)) from error
    return found


def checked_limits(given: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The limits as they are stored. Only here may one name the law it comes from: people write none."""
    laws = {key: list(limit["law"]) for key, limit in given.items() if limit.get("law")}
    plain = {key: {part: found for part, found in limit.items() if part != "law"} for key, limit in given.items()}
    read, problems = read_changes(REGISTRY, {}, plain)
    if problems:
        raise errors.of_problem(problems[0])
    return {
        key: {**limit, **({"law": laws[key]} if key in laws else {})}
        for key, limit in read.limits.items()
        if limit is not None
    }
