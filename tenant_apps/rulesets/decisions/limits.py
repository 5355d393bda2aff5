"""A limit as somebody wrote it, checked against its rule."""

import re
from collections.abc import Mapping
from typing import Any

from tenant_apps.rulesets.decisions.bounds import NUMBERS, declared, narrowed
from tenant_apps.rulesets.types import LOCKS, BadValue, Limit, Rule

_PARTS = {"lock", "least", "most", "choices", "needs"}


def checked_limit(rule: Rule, given: Any) -> Limit:
    """The limit, or BadValue saying why it does not fit the rule."""
    if not isinstance(given, Mapping) or not set(given) <= _PARTS:
        raise BadValue("a limit has lock, least, most, choices and needs, and nothing else")
    lock = given.get("lock", "open")
    if lock not in LOCKS:
        raise BadValue(f"the lock is one of {', '.join(LOCKS)}")
    limit = Limit(
        lock,
        _number(rule, given.get("least")),
        _number(rule, given.get("most")),
        _choices(rule, given, "choices"),
        _choices(rule, given, "needs") or (),
    )
    if narrowed(rule, declared(rule), limit) is None:
        raise BadValue("no value of the rule would keep this bound")
    return limit


def _number(rule: Rule, given: Any) -> str | None:
    if given is None or given == "":
        return None
    pattern = r"-?\d{1,9}" if rule.kind == "int" else r"\d{1,12}(\.\d{1,6})?"
    if rule.kind not in NUMBERS or isinstance(given, bool | float) or not re.fullmatch(pattern, str(given)):
        raise BadValue("least and most are numbers, for rules that are numbers")
    return str(given)


def _choices(rule: Rule, given: Mapping[str, Any], part: str) -> tuple[str, ...] | None:
    choices = given.get(part)
    if choices is None:
        return None
    if part == "needs" and rule.kind != "codes":
        raise BadValue("only a list of codes can need some of them")
    if rule.kind not in ("choice", "codes", "flag", "text"):
        raise BadValue("this rule has no choices")
    if not isinstance(choices, list | tuple) or not all(isinstance(code, str) for code in choices):
        raise BadValue("the choices are a list of codes")
    known = declared(rule).choices
    if known is not None and (strange := [code for code in choices if code not in known]):
        raise BadValue(f"{', '.join(strange)} is not one of {', '.join(known)}")
    return tuple(dict.fromkeys(choices))
