"""A form that publishes an event as the content of a draft, and back.

A draft keeps the input of `trading.publish_event` as far as it is known, so that pages and API open the same drafts.
Forms with many lines name the fields of their rows `need-0`, `item-0`, `quantity-0`, `unit-0`, `target-0` …
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from tenant_apps.rulesets.types import BadValue, checked
from tenant_apps.trading.kernel.web.event_forms import RULE, PublishEventForm

_TEXTS = ("side", "currency", "title", "description", "audience")
_DATES = ("opens_at", "ends_at")


def content_of(form: PublishEventForm) -> dict[str, Any]:
    """What was typed, without what cannot be read; nothing is refused here."""
    form.is_valid()
    data = form.data
    found: dict[str, Any] = {name: data.get(name, "").strip() for name in _TEXTS}
    found |= _rows(form) if "rows" in data else _only_line(form)
    for name in _DATES:
        moment = form.cleaned_data.get(name)
        found[name] = moment.isoformat() if moment else None
    found["invite"] = [one for one in _list(data, "invite") if one]
    found["invite_codes"] = [code.strip() for code in data.get("invite_codes", "").split(",") if code.strip()]
    found["template"] = form.template
    found["rules"] = _rules(form)
    return {name: value for name, value in found.items() if value not in ("", None, [], {})}


def fields_of(content: Mapping[str, Any], *, many_lines: bool) -> QueryDict:
    """The fields of the form that say what the content says."""
    data = QueryDict(mutable=True)
    for name in (*_TEXTS, "need", "item_id", "warehouse_id"):
        data[name] = str(content.get(name) or "")
    for name in _DATES:
        data[name] = _typed(content.get(name))
    data.setlist("invite", [str(one) for one in content.get("invite") or []])
    data["invite_codes"] = ", ".join(str(one) for one in content.get("invite_codes") or [])
    for name, value in (content.get("rules") or {}).items():
        if isinstance(value, bool):
            data.setlist(RULE + name, ["on"] if value else [])
        elif isinstance(value, list) and not any(isinstance(one, list) for one in value):
            data.setlist(RULE + name, [str(one) for one in value])
        else:
            data[RULE + name] = _rule_text(value)
    if many_lines:
        _write_rows(data, content)
    else:
        lines = content.get("lines") or [content]
        first = lines[0] if isinstance(lines[0], Mapping) else {}
        value, unit = _quantity(first)
        data["quantity"] = value
        data["unit"] = unit
        for name in ("need", "item_id", "warehouse_id"):
            data[name] = str(data.get(name) or "") or str(first.get(name) or "")
    return data


def fill_up(form: PublishEventForm, content: Mapping[str, Any]) -> None:
    """What the content does not say stands in the form as in a new one: rules in force, and the usual currency."""
    data = cast(QueryDict, form.data)
    for name in ("side", "currency"):
        data[name] = str(data.get(name) or "") or str(form.initial.get(name) or "")
    for rule in form.rules:
        if rule.name in (content.get("rules") or {}):
            continue
        value = form.fields[RULE + rule.name].initial
        if rule.kind == "flag":
            data.setlist(RULE + rule.name, ["on"] if value else [])
        elif rule.kind == "codes":
            data.setlist(RULE + rule.name, [str(one) for one in value or []])
        else:
            data[RULE + rule.name] = "" if value is None else str(value)


def _only_line(form: PublishEventForm) -> dict[str, Any]:
    data = form.data
    item, value = data.get("item_id", ""), data.get("quantity", "").strip()
    sells = data.get("side") == "sell"
    unit = form.items[item].unit if sells and item in form.items else data.get("unit", "") or "C62"
    found: dict[str, Any] = {"quantity": {"value": value, "unit": unit} if value else None}
    if sells:
        return found | {"item_id": item, "warehouse_id": data.get("warehouse_id", "")}
    return found | {"need": data.get("need", "").strip()}


def _rows(form: PublishEventForm) -> dict[str, Any]:
    data = form.data
    lines: list[dict[str, Any]] = []
    targets = {}
    count = int(data.get("rows") or 0) if str(data.get("rows") or "0").isdecimal() else 0
    for index in range(min(count, 200)):
        need, item = data.get(f"need-{index}", "").strip(), data.get(f"item-{index}", "")
        value, target = data.get(f"quantity-{index}", "").strip(), data.get(f"target-{index}", "").strip()
        if not (need or item or value or target):
            continue
        unit = form.items[item].unit if item in form.items else data.get(f"unit-{index}", "") or "C62"
        line = {"need": need, "item_id": item, "quantity": {"value": value, "unit": unit} if value else None}
        lines.append({name: one for name, one in line.items() if one})
        if target:
            targets[str(len(lines))] = target
    return {"lines": lines, "targets": targets}


def _rules(form: PublishEventForm) -> dict[str, Any]:
    """Only what differs from the value in force, as text where it is no list and no flag."""
    found = {}
    for rule in form.rules:
        name = RULE + rule.name
        raw: Any = form.data.get(name, "")
        if rule.kind == "flag":
            raw = name in form.data and form.data.get(name) not in ("", "false", "False")
        elif rule.kind == "codes":
            raw = _list(form.data, name)
        elif isinstance(raw, str) and not raw.strip() and not rule.optional:
            continue
        try:
            if checked(rule, raw) == form.in_force[rule.key]:
                continue
        except BadValue:
            pass
        found[rule.name] = raw
    return found


def _write_rows(data: QueryDict, content: Mapping[str, Any]) -> None:
    lines = content.get("lines") or []
    targets = content.get("targets") or {}
    for index, line in enumerate(lines if isinstance(lines, list) else []):
        data[f"need-{index}"] = str(line.get("need") or "")
        data[f"item-{index}"] = str(line.get("item_id") or "")
        data[f"quantity-{index}"], data[f"unit-{index}"] = _quantity(line)
        data[f"target-{index}"] = str(targets.get(str(index + 1)) or "")
    data["rows"] = str(max(len(lines), 1))


def _quantity(line: Mapping[str, Any]) -> tuple[str, str]:
    told = line.get("quantity")
    told = told if isinstance(told, Mapping) else {}
    return str(told.get("value") or ""), str(told.get("unit") or "C62")


def _typed(value: Any) -> str:
    """A time as its field shows it, in the zone of the reader."""
    try:
        moment = datetime.fromisoformat(str(value)) if value else None
    except ValueError:
        return ""
    if moment is None or timezone.is_naive(moment):
        return ""
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def _rule_text(value: Any) -> str:
    if isinstance(value, list) and all(isinstance(one, list) and len(one) == 2 for one in value):
        return ", ".join(f"{start}: {step}" for start, step in value)
    if isinstance(value, list):
        return "\n".join(" | ".join(str(part) for part in row) for row in value)
    return str(value)


def _list(data: Mapping[str, Any], name: str) -> list[str]:
    return [str(one) for one in data.getlist(name)] if isinstance(data, MultiValueDict) else []
