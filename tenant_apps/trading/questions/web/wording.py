"""Words for changes of an event: which thing, and its values before and after as people read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from shared_apps.ui.units import unit_name
from tenant_apps.rulesets.types import list_rules
from tenant_apps.trading.kernel.queries.rooms import Room
from tenant_apps.trading.kernel.web.events import rule_text


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """One change in words; `moments` says that both values are times."""

    label: Any
    before: Any
    after: Any
    is_moment: bool = False
    unit: str = ""


def changes_shown(room: Room, changes: Sequence[Mapping[str, Any]]) -> list[ChangeShown]:
    """These changes of the room's event, in their order."""
    return [_shown(room, one["field"], one["before"], one["after"]) for one in changes]


def _shown(room: Room, field: str, before: Any, after: Any) -> ChangeShown:
    named = {
        "title": _("Title"),
        "description": _("Description"),
        "opens_at": _("Opens"),
        "ends_at": _("Ends"),
    }
    if field in ("opens_at", "ends_at"):
        return ChangeShown(named[field], _moment(before), _moment(after), is_moment=True)
    if field in named:
        return ChangeShown(named[field], before, after)
    if field.startswith("rules."):
        rule = next((one for one in list_rules(room.mode) if one.name == field.removeprefix("rules.")), None)
        if rule is None:
            return ChangeShown(field, before, after)
        unit = str(rule.unit)
        return ChangeShown(rule.label, rule_text(rule, before), rule_text(rule, after), unit=unit)
    number, _sep, name = field.removeprefix("lines[").partition("].")
    many = len(room.lines) > 1
    word = _("What is needed") if name == "need" else _("Quantity")
    label = _("Line %(number)s: %(what)s") % {"number": number, "what": word} if many else word
    unit = next((unit_name(one.unit) for one in room.lines if str(one.line_no) == number), "")
    return ChangeShown(label, before, after, unit=unit if name == "quantity" else "")


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
