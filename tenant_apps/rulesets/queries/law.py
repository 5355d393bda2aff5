"""What the law forbids of trading here: the bans of the profiles that a version of the rules was made under."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared_apps.profiles import laws
from shared_apps.profiles.gate import forbids_mode
from shared_apps.profiles.types import Ban
from tenant_apps.rulesets.decisions.content import layers_of, own_values
from tenant_apps.rulesets.decisions.resolve import resolve_all
from tenant_apps.rulesets.queries.versions import in_force
from tenant_apps.rulesets.types import REGISTRY, Value


def laws_in(content: Mapping[str, Any]) -> list[str]:
    """The codes of the chosen profiles."""
    return list(content.get("laws", []))


def bans_in(content: Mapping[str, Any]) -> Sequence[Ban]:
    return laws.bans_of(laws_in(content))


def laws_now() -> list[str]:
    """The codes of the profiles that the rules in force were made under."""
    return laws_in(in_force().content)


def bans_now() -> Sequence[Ban]:
    """What they forbid of trading."""
    return bans_in(in_force().content)


def own_values_now() -> dict[str, Any]:
    """What the marketplace itself set, by key."""
    return own_values(in_force().content)


def would_be(values: Mapping[str, Any], limits: Mapping[str, Mapping[str, Any]]) -> dict[str, Value]:
    """The value of every rule if the profile level were this; nothing is written."""
    content = in_force().content
    bounds = {**content.get("limits", {}), "profile": dict(limits)}
    layers = layers_of({**content, "profile": dict(values), "limits": bounds}, in_force().number)
    return {key: one.value for key, one in resolve_all(list(REGISTRY.values()), layers).items()}


def ban_on(mode: str) -> Ban | None:
    """The ban on a way of trading in this marketplace, if any."""
    return forbids_mode(bans_in(in_force().content), mode)
