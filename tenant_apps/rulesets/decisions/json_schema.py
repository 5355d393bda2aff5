"""The JSON Schema of a group of rules, made from the declarations that check every value."""

from collections.abc import Sequence
from typing import Any

from tenant_apps.rulesets.types import Limit, Rule

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_DECIMAL = r"^\d{1,12}(\.\d{1,6})?$"


def group_schema(group: str, rules: Sequence[Rule], limits: dict[str, Limit] | None = None) -> dict[str, Any]:
    """An object with one property a rule, by the name without the group; bounds of `limits` are drawn in."""
    bounds = limits or {}
    properties = {rule.name: rule_schema(rule, bounds.get(rule.key, Limit())) for rule in rules}
    conditions = [one for rule in rules if (one := _condition(rule)) is not None]
    schema: dict[str, Any] = {
        "$schema": DRAFT,
        "$id": f"kontor:rules:{group}",
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
    }
    return schema | ({"$comment": "; ".join(conditions)} if conditions else {})


def rule_schema(rule: Rule, limit: Limit = Limit()) -> dict[str, Any]:  # noqa: B008 - frozen
    """One rule: type, range, default, texts, and under `x-kontor` what JSON Schema has no word for."""
    found: dict[str, Any] = {"title": str(rule.label), "description": str(rule.help), "default": rule.default}
    found |= _typed(rule, limit)
    extra = {
        "kind": rule.kind, "unit": str(rule.unit), "risk": rule.risk, "law": list(rule.law), "at_event": rule.at_event,
        "depends_on": [rule.condition[0], list(rule.condition[1])] if rule.condition else None,
        "labels": {code: str(label) for code, label in rule.choices},
        "least": limit.least or rule.least, "most": limit.most or rule.most, "lock": limit.lock,
    }  # fmt: skip
    return found | {"x-kontor": {name: value for name, value in extra.items() if value not in (None, "", [], {})}}


def _typed(rule: Rule, limit: Limit) -> dict[str, Any]:
    if rule.kind == "int":
        low = limit.least if limit.least is not None else rule.low
        high = limit.most if limit.most is not None else rule.high
        ends = {"minimum": low, "maximum": high}
        return {"type": "integer"} | {name: int(end) for name, end in ends.items() if end is not None}
    if rule.kind == "flag":
        kept = [code == "true" for code in limit.choices or ()]
        return {"type": "boolean"} | ({"enum": kept} if kept else {})
    if rule.kind == "choice":
        return {"type": "string", "enum": list(limit.choices or [code for code, _label in rule.choices])}
    if rule.kind == "codes":
        codes = list(limit.choices if limit.choices is not None else [code for code, _label in rule.choices])
        items = {"type": "string"} | ({"enum": codes} if codes else {})
        needed = [{"contains": {"const": code}} for code in limit.needs]
        return {"type": "array", "items": items, "uniqueItems": True} | ({"allOf": needed} if needed else {})
    if rule.kind == "decimal":
        pattern = _DECIMAL.replace("^", "^(", 1).replace("$", ")?$") if rule.optional else _DECIMAL
        return {"type": "string", "pattern": pattern}
    if rule.kind == "steps":
        pair = {"type": "array", "items": {"type": "string", "pattern": _DECIMAL}, "minItems": 2, "maxItems": 2}
        return {"type": "array", "items": pair}
    if rule.kind == "features":
        cells = [{"type": "string", "minLength": 1, "maxLength": 80}] * 2 + [
            {"type": "string", "pattern": _DECIMAL}
        ] * 2
        row = {"type": "array", "prefixItems": cells, "items": False, "minItems": 4}
        return {"type": "array", "items": row, "maxItems": 200}
    if rule.kind == "colour":
        return {"type": "string", "pattern": "^(#[0-9a-fA-F]{6})?$"}
    return {"type": "string", "maxLength": rule.longest} | ({"enum": list(limit.choices)} if limit.choices else {})


def _condition(rule: Rule) -> str | None:
    if rule.condition is None:
        return None
    key, wanted = rule.condition
    return f"{rule.name} is read only while {key} is {' or '.join(str(one) for one in wanted)}"
