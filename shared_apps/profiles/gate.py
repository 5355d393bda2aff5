"""May a marketplace under these laws trade this way? One pure answer for every path that could switch it on.

It knows all twelve codes, also of ways of trading that are not built: a law forbids them all the same.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from shared_apps.profiles.types import Ban

MODES_KEY = "trading.modes"


def forbids_mode(bans: Iterable[Ban], mode: str) -> Ban | None:
    """The ban on the mode itself, if any."""
    return next((one for one in bans if one.mode == mode and not one.when), None)


def forbids(bans: Iterable[Ban], mode: str, rules: Mapping[str, Any]) -> Ban | None:
    """The first ban that a mode with these rules (named without the mode) meets."""
    for one in bans:
        if one.mode == mode and all(_is_one_of(rules.get(name), values) for name, values in one.when.items()):
            return one
    return None


def first_ban(bans: Iterable[Ban], key: str, value: Any, values: Mapping[str, Any] | None = None) -> Ban | None:
    """The ban that setting `key` to `value` would meet, with `values` of other keys beside it.

    Keys stand with their group: `trading.modes` is a list of modes, `<mode>.<rule>` a rule of one.
    """
    known = list(bans)
    if not known:
        return None
    if key == MODES_KEY:
        codes = value if isinstance(value, list | tuple) else str(value or "").replace(",", " ").split()
        return next((ban for code in codes if (ban := forbids_mode(known, str(code))) is not None), None)
    mode, _dot, name = key.partition(".")
    concerned = [one for one in known if one.mode == mode and (not one.when or name in one.when)]
    beside = {other.partition(".")[2]: held for other, held in (values or {}).items() if other.startswith(f"{mode}.")}
    return forbids(concerned, mode, {**beside, name: value})


def _is_one_of(value: Any, values: Iterable[Any]) -> bool:
    """Forms and files send numbers and flags as text."""
    return value is not None and _spelled(value) in {_spelled(one) for one in values}


def _spelled(value: Any) -> str:
    text = str(value).strip().lower()
    return {"on": "true", "off": "false"}.get(text, text)
