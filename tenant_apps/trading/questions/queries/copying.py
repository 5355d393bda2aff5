"""An event as the content of a draft."""

from typing import Any

from shared_apps.foundation.quantity import plain
from tenant_apps.rulesets.queries import effective_all
from tenant_apps.rulesets.types import list_rules
from tenant_apps.trading.kernel.models import LotItem, Participant, TradingEvent
from tenant_apps.trading.kernel.types import MODES


def content_of_event(run: TradingEvent) -> dict[str, Any]:
    """Goods, texts, invited companies, and rules that differ from those in force now. No dates: they are over."""
    lines = [_line(one) for one in LotItem.objects.filter(lot__trading_event_id=run.pk).order_by("line_no")]
    invited = Participant.objects.filter(trading_event_id=run.pk, invited_at__isnull=False)
    found: dict[str, Any] = {
        "side": run.side,
        "currency": run.currency,
        "title": run.title,
        "description": run.description,
        "audience": run.audience,
        "invite": [str(one) for one in invited.order_by("id").values_list("company_id", flat=True)],
        "rules": _rules(run),
    } | ({"lines": lines} if MODES[run.mode].many_lines else lines[0])
    return {name: value for name, value in found.items() if value not in ("", [], {})}


def _line(line: LotItem) -> dict[str, Any]:
    found: dict[str, Any] = {"quantity": {"value": plain(line.quantity), "unit": line.unit}}
    if line.item_id is not None:
        found["item_id"] = str(line.item_id)
        return found | ({"warehouse_id": str(line.warehouse_id)} if line.warehouse_id else {})
    return found | {"need": line.description}


def _rules(run: TradingEvent) -> dict[str, Any]:
    now = effective_all(run.mode)
    found = {}
    for rule in list_rules(run.mode):
        value = now[rule.key]
        if rule.at_event and value.lock == "open" and rule.name in run.rules and run.rules[rule.name] != value.value:
            found[rule.name] = run.rules[rule.name]
    return found
