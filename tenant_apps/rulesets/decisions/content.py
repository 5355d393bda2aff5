"""The content of a version: values by level, limits by level, and the sources that gave them."""

from collections.abc import Mapping
from typing import Any

from tenant_apps.rulesets.types import LEVELS, Layer, Level, Limit

# Levels whose values a version stores; the levels below come with the question.
STORED: tuple[Level, ...] = ("platform", "plan", "profile", "preset", "tenant")


def layers_of(content: Mapping[str, Any], number: int) -> list[Layer]:
    """The stored levels of a version, lowest first."""
    sources = content.get("sources", {})
    limits = content.get("limits", {})
    return [
        Layer(
            level, sources.get(level, _source(level, number)), content.get(level, {}), limits_of(limits.get(level, {}))
        )
        for level in STORED
        if content.get(level) or limits.get(level)
    ]


def limits_of(stored: Mapping[str, Mapping[str, Any]]) -> dict[str, Limit]:
    return {key: limit_from(one) for key, one in stored.items()}


def limit_from(stored: Mapping[str, Any]) -> Limit:
    choices = stored.get("choices")
    return Limit(
        lock=stored.get("lock", "open"),
        least=stored.get("least"),
        most=stored.get("most"),
        choices=None if choices is None else tuple(choices),
        needs=tuple(stored.get("needs", ())),
        law=tuple(stored.get("law", ())),
    )


def limit_record(limit: Limit) -> dict[str, Any]:
    """A limit as it is stored: only what it says."""
    found: dict[str, Any] = {"lock": limit.lock} if limit.lock != "open" else {}
    found |= {} if limit.least is None else {"least": limit.least}
    found |= {} if limit.most is None else {"most": limit.most}
    found |= {} if limit.choices is None else {"choices": list(limit.choices)}
    found |= {"needs": list(limit.needs)} if limit.needs else {}
    return found | ({"law": list(limit.law)} if limit.law else {})


def own_values(content: Mapping[str, Any]) -> dict[str, Any]:
    """What the marketplace itself set."""
    return dict(content.get("tenant", {}))


def _source(level: Level, number: int) -> str:
    return f"#{number}" if level == "tenant" else ("Kontor" if level == LEVELS[0] else level)
