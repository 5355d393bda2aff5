"""What the marketplace's rule book says of each anomaly rule."""

from collections.abc import Mapping
from typing import Any

from tenant_apps.anomalies.types import REGISTRY, Kind, Mode, Settings, value_of
from tenant_apps.rulesets.queries import effective, effective_all


def in_force() -> tuple[Mapping[str, Mode], Mapping[str, Settings]]:
    """Mode and settings of every rule, by its code."""
    values = {key: one.value for key, one in effective_all("anomalies").items()}
    modes: dict[str, Mode] = {code: values[kind.key] for code, kind in REGISTRY.items()}  # type: ignore[misc]
    return modes, {code: settings_from(kind, values) for code, kind in REGISTRY.items()}


def settings_from(kind: Kind, values: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of one rule out of values by key."""
    return {one.name: value_of(one, values[kind.key_of(one.name)]) for one in kind.settings}


def mode_of(kind: Kind) -> Mode:
    return effective(kind.key).value  # type: ignore[return-value]
