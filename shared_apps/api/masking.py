"""Answers for somebody from whom a role hides fields, and what the schema says of them.

A field that is hidden is null, and the object it stands in names it in `masked`. The ETag is that of what was shown.
"""

from typing import Any

import msgspec

from shared_apps.api.operations import Listing, Operation, Read
from shared_apps.foundation import masks
from shared_apps.foundation.actor import Actor

MONEY = ("MoneyIn", "MoneyOut")
MASKED = {"$ref": "#/components/schemas/MaskedFields"}
# Fields that hold figures of whatever the object says it tells of.
TOLD = frozenset({"old", "new", "was", "value", "ours", "theirs", "by", "given", "least", "most"})
MASKED_FIELDS = {
    "type": "array",
    "items": {"type": "string"},
    "description": "Fields of this object that are null because the role of whoever asks hides them.",
}


def hidden_from(actor: Actor, operation: Operation) -> frozenset[str]:
    """The kinds of fields that the answer to this operation must not show."""
    permission = operation.permission if isinstance(operation, Read | Listing) else operation.command.permission
    return masks.of(actor, (permission,)) if permission and isinstance(actor, Actor) else masks.NOTHING


def encoded(value: Any) -> bytes:
    """The value as JSON, without what is hidden from who asks."""
    if not masks.now():
        return msgspec.json.encode(value)
    return msgspec.json.encode(masks.blanked(msgspec.json.decode(msgspec.json.encode(value))))


def with_blanks(components: dict[str, Any], answers: set[str]) -> dict[str, Any]:
    """The components where those that answers are made of may have blanks."""
    found = {name: _with_blanks(schema) if name in answers else schema for name, schema in components.items()}
    return found | {"MaskedFields": MASKED_FIELDS}


def _with_blanks(schema: dict[str, Any]) -> dict[str, Any]:
    properties = schema.get("properties")
    if not properties:
        return schema
    # What names its unit, or the field it tells of, may tell of an amount.
    tells = bool({"unit", "what", "field", "column", "key"} & set(properties))
    changed = {name: _or_null(one) for name, one in properties.items() if _can_be_hidden(name, one, tells=tells)}
    if not changed or schema.get("title", "") in MONEY:
        return schema
    return {**schema, "properties": {**properties, **changed, "masked": MASKED}}


def _can_be_hidden(name: str, schema: dict[str, Any], *, tells: bool) -> bool:
    kinds = [one.get("type") for one in schema.get("anyOf", [schema])]
    if any(one.get("$ref", "").rsplit("/", 1)[-1] in MONEY for one in schema.get("anyOf", [schema])):
        return True
    if masks.kind_of(name, is_figure=False) or (tells and name in TOLD and "string" in kinds):
        return True
    return bool(masks.kind_of(name)) and ("string" in kinds or ("integer" in kinds and "minor" in name))


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    parts = schema.get("anyOf", [{name: value for name, value in schema.items() if name != "default"}])
    if any(one.get("type") == "null" for one in parts):
        return schema
    return {"anyOf": [*parts, {"type": "null"}]} | ({"default": schema["default"]} if "default" in schema else {})
