"""A divided order, and one that could be, as its page draws it: parts as columns, lines as rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from shared_apps.foundation.actor import Actor
from shared_apps.foundation.money import Money
from tenant_apps.inventory.queries import warehouse_names
from tenant_apps.orders import errors
from tenant_apps.orders.models import Order, OrderLine, OrderPart, OrderPartLine, OrderSplit
from tenant_apps.orders.queries.splitting import Division, check_whole, divide
from tenant_apps.orders.reason_texts import reason_text


@dataclass(frozen=True, slots=True)
class PartView:
    """A column. `cells` are quantities by row, None where the part has nothing of the line."""

    part_no: int
    state: str
    place: str
    place_name: str
    leaves_on: date | None
    hazard: str
    cost: Money
    net: Money | None
    reasons: tuple[str, ...]
    cells: tuple[Decimal | None, ...]
    per_cent: int


@dataclass(frozen=True, slots=True)
class SplitView:
    """`proved`: nothing can be cheaper. `cost` is None when the parts come from no division."""

    parts: tuple[PartView, ...]
    lines: tuple[OrderLine, ...]
    rows: tuple[tuple[OrderLine, tuple[Decimal | None, ...]], ...]
    cost: Money | None
    proved: bool
    whole: tuple[str, ...]


def split_of(order_id: UUID) -> SplitView | None:
    """The live parts of an order that was cut already, or None when it is whole."""
    parts = list(OrderPart.objects.filter(order_id=order_id).exclude(state="cancelled").order_by("part_no"))
    if not parts:
        return None
    currency = Order.objects.values_list("currency", flat=True).get(pk=order_id)
    lines = tuple(OrderLine.objects.filter(order_id=order_id).order_by("line_no"))
    units = {line.line_no: line.unit for line in lines}
    names = warehouse_names(part.warehouse_id for part in parts if part.warehouse_id)
    amounts: dict[tuple[UUID, UUID], Decimal] = {
        (row.part_id, row.order_line_id): row.quantity for row in OrderPartLine.objects.filter(part__in=parts)
    }
    total = sum(part.net_minor for part in parts)
    views = tuple(
        PartView(
            part_no=number, state=part.state, place=names[part.warehouse_id][0] if part.warehouse_id else "",
            place_name=names[part.warehouse_id][1] if part.warehouse_id else "", leaves_on=part.leaves_on,
            hazard=part.hazard, cost=Money(part.cost_minor, currency), net=Money(part.net_minor, currency),
            reasons=tuple(reason_text(row, currency, units) for row in part.reasons),
            cells=tuple(amounts.get((part.pk, line.pk)) for line in lines),
            per_cent=round(100 * part.net_minor / total) if total else 0,
        )
        for number, part in enumerate(parts, start=1)
    )  # fmt: skip
    split = OrderSplit.objects.filter(order_id=order_id, undone_at__isnull=True).first()
    return _view(
        views, lines,
        Money(split.cost_minor, currency) if split else None,
        split is not None and split.bound_minor >= split.cost_minor,
        tuple(reason_text(row, currency, units) for row in (split.reasons if split else ())),
    )  # fmt: skip


def split_preview(actor: Actor, order_id: UUID, now: datetime) -> SplitView:
    """How the order would be divided now, for its seller; refuses when no division fits."""
    order = Order.objects.visible_to(actor).filter(pk=order_id).first()
    if order is None or actor.company_id not in (None, order.seller_id):
        raise errors.order_unknown()
    check_whole(order)
    division = divide(order, now)
    units = {line.line_no: line.unit for line in division.lines}
    names = warehouse_names(division.warehouses.values())
    return _view(
        tuple(_column(number, at, division, order.currency, units, names) for number, at in _numbered(division)),
        division.lines,
        Money(division.plan.cost_minor, order.currency),
        division.plan.proved,
        tuple(reason_text({"code": one.code, **one.facts}, order.currency, units) for one in division.reasons),
    )


def _numbered(division: Division) -> list[tuple[int, int]]:
    return [(at + 1, at) for at in range(len(division.parts))]


def _column(
    number: int, at: int, division: Division, currency: str, units: Mapping[int, str],
    names: Mapping[UUID, tuple[str, str]],
) -> PartView:  # fmt: skip
    part = division.parts[at]
    mine = {portion.line_no: portion.quantity for portion in part.portions}
    if at == 0:
        mine |= {line.line_no: line.quantity for line in division.lines if line.line_no in division.services}
    return PartView(
        part_no=number, state="accepted", place=part.place, place_name=names[division.warehouses[part.place]][1],
        leaves_on=division.leaves_on[part.place],
        hazard=", ".join(sorted({division.hazards[one.line_no] for one in part.portions} - {""})),
        cost=Money(part.cost_minor, currency), net=None,
        reasons=tuple(reason_text({"code": one.code, **one.facts}, currency, units) for one in part.reasons),
        cells=tuple(mine.get(line.line_no) for line in division.lines),
        per_cent=round(100 * part.cost_minor / division.plan.cost_minor) if division.plan.cost_minor else 0,
    )  # fmt: skip


def _view(
    parts: Sequence[PartView], lines: Sequence[OrderLine], cost: Money | None, proved: bool, whole: Sequence[Any]
) -> SplitView:
    rows = tuple((line, tuple(part.cells[at] for part in parts)) for at, line in enumerate(lines))
    return SplitView(tuple(parts), tuple(lines), rows, cost, proved, tuple(whole))
