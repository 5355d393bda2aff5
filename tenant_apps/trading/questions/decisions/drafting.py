"""What a draft of an event may hold, and whether it is complete. Its content is the input of a publication."""

import json
from collections.abc import Mapping
from typing import Any

# What a publication takes, and target prices by line, which a request takes right afterwards.
FIELDS = frozenset(
    {
        "side", "currency", "quantity", "title", "description", "item_id", "need", "warehouse_id", "lines", "opens_at",
        "ends_at", "audience", "invite", "invite_codes", "rules", "template", "category", "targets",
    }
)  # fmt: skip
LONGEST = 400_000


class BadContent(Exception):
    """The content has a field that no event has, or is too long; `field` says which."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def checked_content(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content if a draft may hold it. It need not be complete, nor right."""
    for name in content:
        if name not in FIELDS:
            raise BadContent(f"content.{name}")
    for name, kind in (("rules", dict), ("targets", dict), ("lines", list), ("invite", list)):
        if not isinstance(content.get(name, kind()), kind):
            raise BadContent(f"content.{name}")
    if not all(isinstance(line, dict) for line in content.get("lines", [])):
        raise BadContent("content.lines")
    if len(json.dumps(content)) > LONGEST:
        raise BadContent("content")
    return dict(content)


def title_of(content: Mapping[str, Any]) -> str:
    """What the draft is called: its title, or what it is about first."""
    first = (content.get("lines") or [{}])[0]
    return str(content.get("title") or content.get("need") or first.get("need") or "")[:200]


def to_publish(mode: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """The input of the publication; lines stand where the mode has them, an only line in single fields."""
    return {"mode": mode} | {name: value for name, value in content.items() if name != "targets"}


def may_publish(state: str, editors: list[str], person: str) -> bool:
    """Whether this person is the second one for a draft that waits for one."""
    return state == "review" and person not in editors
