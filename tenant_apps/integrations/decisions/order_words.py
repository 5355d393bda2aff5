"""Bring the words on one order into order: per field the highest version counts.

A late message may still be the last word on a field that later ones do not mention, so fields are compared one by one.
Goods that have left stay left: a state of `shipped` is never taken back by a later `cancelled`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tenant_apps.integrations.decisions.converge import LATER
from tenant_apps.integrations.types import FieldWord, OrderMessage, Told

FINAL = "shipped"


def merge(
    known: Mapping[str, FieldWord], messages: Sequence[OrderMessage]
) -> tuple[dict[str, FieldWord], dict[str, Told]]:
    """The fields after all messages, and the verdict on each: superseded when nothing of it counts."""
    fields, told = dict(known), {}
    for one in sorted(messages, key=lambda one: (one.version, one.id)):
        counts = False
        for name, value in one.fields.items():
            if _counts(fields.get(name), one, name, value):
                fields[name] = FieldWord(one.version, one.said_at, value)
                counts = True
        told[one.id] = Told("applied") if counts else Told("superseded", LATER)
    return fields, told


def _counts(now: FieldWord | None, message: OrderMessage, name: str, value: Any) -> bool:
    if now is None:
        return True
    if name == "state" and FINAL in (now.value, value) and now.value != value:
        return bool(value == FINAL)
    return message.version > now.version
