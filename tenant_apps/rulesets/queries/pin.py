"""Pin the rules of a mode to one trading event."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared_apps.foundation import canonical
from tenant_apps.rulesets import errors
from tenant_apps.rulesets.queries.values import current_version, effective_all
from tenant_apps.rulesets.types import REGISTRY, BadValue, Value, checked


@dataclass(frozen=True, slots=True)
class Pinned:
    """Values by their names without the group; `hash` binds them and the version of the rule book they came from."""

    values: dict[str, Value]
    hash: str
    version: int


def pin(group: str, own: Mapping[str, Any]) -> Pinned:
    """The effective values of a group with an event's own on top; refuses rules an event may not set."""
    values = {key.split(".", 1)[1]: found.value for key, found in effective_all(group).items()}
    for name, value in own.items():
        rule = REGISTRY.get(f"{group}.{name}")
        if rule is None or not rule.at_event:
            raise errors.unknown_rule(f"{group}.{name}")
        try:
            values[name] = checked(rule, value)
        except BadValue as error:
            raise errors.bad_value(f"rules.{name}", str(error)) from error
    number, _hash = current_version()
    return Pinned(values, canonical.digest({"group": group, "version": number, "values": values}), number)
