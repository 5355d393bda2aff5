"""The rule book of a marketplace as one JSON file: written, read, compared.

The file holds what the marketplace itself decided, values and limits, and a hash over exactly that, so that a file
somebody edited says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared_apps.foundation import canonical

FORMAT, FORMAT_VERSION = "kontor.rulebook", 1
_NEEDED = {"format", "format_version", "hash", "values"}
_KNOWN = _NEEDED | {"marketplace", "version", "version_hash", "limits"}


class BadBook(ValueError):
    """Not a rule book; `args[0]` says why."""


@dataclass(frozen=True, slots=True)
class Book:
    """A rule book that was read: where it comes from, values and limits as they stand in the file."""

    marketplace: str
    version: int
    values: Mapping[str, Any]
    limits: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """One key that differs; None where one side leaves it to the levels above."""

    key: str
    before: Any
    after: Any


def write_book(content: Mapping[str, Any], marketplace: str, version: int, version_hash: str) -> dict[str, Any]:
    """The file of a version's content."""
    values, limits = content.get("tenant", {}), content.get("limits", {}).get("tenant", {})
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "marketplace": marketplace,
        "version": version,
        "version_hash": version_hash,
        "hash": _hash(values, limits),
        "values": dict(values),
        "limits": dict(limits),
    }


def read_book(given: Any) -> Book:
    """The rule book in a decoded file, or BadBook."""
    if not isinstance(given, Mapping):
        raise BadBook("it is not one JSON object")
    if missing := sorted(_NEEDED - set(given)):
        raise BadBook(f"{', '.join(missing)} is missing")
    if strange := sorted(str(name) for name in set(given) - _KNOWN):
        raise BadBook(f"{', '.join(strange)} is not known")
    if given["format"] != FORMAT or given["format_version"] != FORMAT_VERSION:
        raise BadBook(f"format {FORMAT} {FORMAT_VERSION} is needed")
    values, limits = given["values"], given.get("limits", {})
    if not isinstance(values, Mapping) or not isinstance(limits, Mapping):
        raise BadBook("values and limits are objects by key")
    try:
        found = _hash(values, limits)
    except (TypeError, RecursionError, UnicodeError) as error:
        raise BadBook(str(error)) from error
    if given["hash"] != found:
        raise BadBook("the hash does not match, so somebody edited the file")
    version = given.get("version", 0)
    name = given.get("marketplace", "")
    return Book(name if isinstance(name, str) else "", version if type(version) is int else 0, values, limits)


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """The keys whose value differs, in the order of their names."""
    return [
        Difference(key, before.get(key), after.get(key))
        for key in sorted(before.keys() | after.keys())
        if before.get(key) != after.get(key)
    ]


def _hash(values: Mapping[str, Any], limits: Mapping[str, Any]) -> str:
    return canonical.digest({"values": values, "limits": limits})
