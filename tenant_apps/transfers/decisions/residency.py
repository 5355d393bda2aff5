"""Statements of residency: their canonical text, and where a statement and a scan differ."""

from collections.abc import Iterator, Mapping
from typing import Any

from shared_apps.foundation import canonical

FORMAT = "kontor-residency/1"
# Tables that grow by writing a statement and by looking; they are places, and their rows are not counted.
MOVING = ("audit_", "notary_", "outbox_", "commands_", "django_", "transfers_", "accounts_signinsession")


def text_of(found: Mapping[str, Any]) -> str:
    """The canonical text that is signed."""
    return canonical.dumps(found).decode()


def differences(stated: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    """Every place and figure that is found otherwise than stated, with both values; empty where they are equal."""
    old, new = dict(_leaves(stated)), dict(_leaves(found))
    return [
        f"{place}: stated {old.get(place, 'nothing')}, found {new.get(place, 'nothing')}"
        for place in sorted(old.keys() | new.keys())
        if old.get(place) != new.get(place) and not place.startswith(("flows.", "at", "day"))
    ]


def _leaves(told: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(told, Mapping):
        for key, value in told.items():
            yield from _leaves(value, f"{place}.{key}" if place else str(key))
    elif isinstance(told, list):
        yield place, ", ".join(str(one) for one in told)
    else:
        yield place, told
