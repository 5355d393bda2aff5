"""Reckon how an order is best divided, from its lines, what is free, and the marketplace's weights. Writes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from shared_apps.foundation.money import Money
from shared_apps.foundation.quantity import plain
from tenant_apps.catalogue.queries import get_items
from tenant_apps.catalogue.types import ItemFacts
from tenant_apps.inventory.queries import free_for
from tenant_apps.orders import errors
from tenant_apps.orders.decisions.split import Need, Place, Plan, Terms, best_split
from tenant_apps.orders.decisions.split_reasons import PartPlan, Reason, explain
from tenant_apps.orders.models import JointDeliveryOrder, Order, OrderDelivery, OrderLine, OrderPart, WarehouseTerms
from tenant_apps.orders.rules import HAZARD_ATTRIBUTE
from tenant_apps.rulesets.queries import values
from tenant_apps.rulesets.types import Value

HOLD_DEAL = "trading.deal"
Rules = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Division:
    """How an order would be divided. `services` are lines that lie in no warehouse; they go with the first part."""

    plan: Plan
    parts: tuple[PartPlan, ...]
    reasons: tuple[Reason, ...]
    lines: tuple[OrderLine, ...]
    services: tuple[int, ...]
    warehouses: Mapping[str, UUID]
    leaves_on: Mapping[str, date]
    hazards: Mapping[int, str]


def divide(order: Order, now: datetime, quantities: Mapping[int, Decimal] | None = None) -> Division:
    """The best division of an accepted order; refuses when the rules allow none. `quantities` by line replace the
    ordered ones, for an order of which something waits."""
    rules = values()
    lines = tuple(OrderLine.objects.filter(order_id=order.pk).order_by("line_no"))
    wanted = {line.line_no: line.quantity for line in lines} if quantities is None else quantities
    items = get_items(line.item_id for line in lines)
    stocked = [line for line in lines if items[line.item_id].stocked and wanted.get(line.line_no)]
    free = free_for([line.item_id for line in stocked], HOLD_DEAL, [order.deal_id])
    warehouses = {row.code: row.warehouse_id for row in free}
    places, leaves_on = _places(order, warehouses, rules, now)
    stock = {(row.code, str(row.item_id)): row.free for row in free}
    needs = [
        Need(line.line_no, str(line.item_id), wanted[line.line_no], _group(items[line.item_id], line, rules))
        for line in stocked
    ]
    terms = Terms(_minor(rules["orders.split_fragment"], order), int(str(rules["orders.split_most_parts"])))
    plan = best_split(needs, places, stock, terms)
    if plan is None:
        raise errors.cannot_divide(order.number, terms.most_parts)
    parts, reasons = explain(plan, needs, places, stock, terms)
    return Division(
        plan=plan,
        parts=tuple(parts),
        reasons=tuple(reasons),
        lines=lines,
        services=tuple(line.line_no for line in lines if not items[line.item_id].stocked),
        warehouses=warehouses,
        leaves_on=leaves_on,
        hazards={line.line_no: _hazard(items[line.item_id]) for line in stocked},
    )


def check_whole(order: Order) -> None:
    """Refuse an order that cannot be divided: only an accepted one without parts, in no joint delivery, can."""
    if order.state != "accepted":
        raise errors.wrong_state(order.number, order.state)
    if OrderPart.objects.filter(order_id=order.pk).exclude(state="cancelled").exists():
        raise errors.divided(order.number)
    if JointDeliveryOrder.objects.filter(order_id=order.pk, left_at__isnull=True).exists():
        raise errors.in_delivery(order.number)


def today_of(now: datetime, rules: Rules) -> date:
    """The day in the marketplace's time zone."""
    return now.astimezone(ZoneInfo(str(rules["general.time_zone"]))).date()


def _places(
    order: Order, warehouses: Mapping[str, UUID], rules: Rules, now: datetime
) -> tuple[Sequence[Place], Mapping[str, date]]:
    terms = {row.warehouse_id: row for row in WarehouseTerms.objects.filter(warehouse_id__in=warehouses.values())}
    wanted_on = OrderDelivery.objects.filter(order_id=order.pk).values_list("wanted_on", flat=True).first()
    today = today_of(now, rules)
    parcel, zone, late_day = (
        Decimal(str(rules[f"orders.{name}"])) for name in ("split_parcel", "split_zone", "split_late_day")
    )
    found, leaves_on = [], {}
    for code, pk in warehouses.items():
        own = terms.get(pk)
        leaves_on[code] = today + timedelta(days=own.lead_days if own else 0)
        late = max(0, (leaves_on[code] - wanted_on).days) if wanted_on else 0
        opening = parcel + (own.opening + zone * own.zone if own else Decimal(0))
        found.append(Place(code, _minor(opening, order), _minor(late_day * late, order)))
    return found, leaves_on


def _group(item: ItemFacts, line: OrderLine, rules: Rules) -> str:
    """Lines of unlike groups never travel together."""
    words = []
    if rules["orders.split_hazard"] == "apart" and _hazard(item):
        words.append(f"hazard {_hazard(item)}")
    if rules["orders.split_tax"] == "apart":
        words.append(f"tax {plain(line.tax_rate * 100)} %")
    return ", ".join(words)


def _hazard(item: ItemFacts) -> str:
    return item.attributes.get(HAZARD_ATTRIBUTE, "").strip()[:20]


def _minor(amount: object, order: Order) -> int:
    return Money.of_product(Decimal(str(amount)), Decimal(1), order.currency).minor
