"""Reckon reorder points from what has left and how long supplies took. Functions for the commands of this app."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from uuid import UUID

from django.db import transaction
from django.db.models import F, Min, Sum

from shared_apps.commands.context import Context
from shared_apps.foundation.quantity import plain
from tenant_apps.catalogue.queries import ItemFacts, get_items
from tenant_apps.inventory.commands.expecting import follow_expected
from tenant_apps.inventory.commands.levels import lock_levels, today_of
from tenant_apps.inventory.decisions.reorder import (
    Spread,
    Terms,
    clears_at,
    reckon,
    spread_of,
    spread_of_days,
)
from tenant_apps.inventory.models import DailyDemand, ExpectedSupply, ReorderPoint
from tenant_apps.inventory.queries.expected import Key
from tenant_apps.rulesets.queries import effective

# Fewer supplies than this say nothing of how long they take; more than the most are looked at by the newest.
SUPPLIES_LEAST, SUPPLIES_MOST = 3, 20
# Days that are made anew each time: a transaction may end long after the moment that its rows carry.
AGAIN = timedelta(days=3)
_DAY_S = 86_400
_SHOWN = Decimal("0.0001")

_PROJECT = """
INSERT INTO inventory_dailydemand (id, item_id, warehouse_id, day, quantity)
SELECT uuidv7(), item_id, warehouse_id, (at AT TIME ZONE 'UTC')::date AS day, -sum(quantity)
FROM inventory_stockmovement
WHERE kind = 'issue' AND owner_id IS NULL
    AND at >= %(first)s::date AT TIME ZONE 'UTC' AND at < %(today)s::date AT TIME ZONE 'UTC'
GROUP BY item_id, warehouse_id, day
ON CONFLICT (item_id, warehouse_id, day) DO UPDATE SET quantity = EXCLUDED.quantity
WHERE inventory_dailydemand.quantity <> EXCLUDED.quantity
"""


@dataclass(frozen=True, slots=True)
class Usual:
    """What the rules of the marketplace say where an item says nothing."""

    watches_all: bool
    service_percent: Decimal
    lead_days: int
    review_days: int
    cover_days: int
    clears_percent: Decimal
    window_days: int


def usual_terms() -> Usual:
    def number(key: str) -> int:
        return int(str(effective(key).value))

    return Usual(
        watches_all=effective("stock.watch").value == "all",
        service_percent=Decimal(str(effective("stock.service_level").value)),
        lead_days=number("stock.lead_days"),
        review_days=number("stock.review_days"),
        cover_days=number("stock.cover_days"),
        clears_percent=Decimal(str(effective("stock.alert_clears").value)),
        window_days=number("stock.demand_window"),
    )


def project_demand(ctx: Context, *, anew: bool = False) -> int:
    """Bring demand by day up to yesterday; `anew` makes all of it again from the movements. Again changes nothing."""
    today = today_of(ctx)
    if anew:
        DailyDemand.objects.all().delete()
    last = DailyDemand.objects.order_by("-day").values_list("day", flat=True).first()
    first = date(2000, 1, 1) if last is None else last - AGAIN
    with transaction.get_connection(ctx.using).cursor() as cursor:
        cursor.execute(_PROJECT, {"first": first, "today": today})
        return int(cursor.rowcount)


def reckon_points(ctx: Context, keys: Collection[Key]) -> int:
    """Reckon the points of these items and warehouses; return how many have one. Locks the levels of the items."""
    wanted = sorted(set(keys))
    usual = usual_terms()
    items = get_items({item for item, _place in wanted})
    lock_levels(set(items))
    known = _points(wanted)
    demands = _demands(ctx, wanted, usual.window_days)
    leads = _supply_days(wanted)
    found = 0
    for key in wanted:
        row = known.get(key) or ReorderPoint(item_id=key[0], warehouse_id=key[1])
        demand = demands.get(key)
        if not row.is_chosen and (demand is None or not usual.watches_all):
            if row.point is not None:
                _forget(ctx, row)
            continue
        _write(ctx, row, items[key[0]], demand or Spread(Fraction(0), Fraction(0), 0), leads.get(key, ()), usual)
        found += 1
    follow_expected(ctx, wanted)
    return found


def terms_of(row: ReorderPoint, usual: Usual) -> Terms:
    """What counts for an item: its own settings, then the rules."""
    return Terms(
        service_percent=row.service_percent or usual.service_percent,
        review_days=usual.review_days if row.review_days is None else row.review_days,
        cover_days=row.cover_days or usual.cover_days,
        fixed_point=row.fixed_point,
        order_least=row.order_least,
        order_most=row.order_most,
    )


def _points(keys: Sequence[Key]) -> dict[Key, ReorderPoint]:
    rows = ReorderPoint.objects.select_for_update().filter(item_id__in={item for item, _place in keys})
    return {(row.item_id, row.warehouse_id): row for row in rows.order_by("item_id", "warehouse_id")}


def _demands(ctx: Context, keys: Sequence[Key], window_days: int) -> dict[Key, Spread]:
    """Of the window, or of the days since the first demand in it: what is new has not stood still before."""
    today = today_of(ctx)
    rows = DailyDemand.objects.filter(
        item_id__in={item for item, _place in keys}, day__gte=today - timedelta(days=window_days), day__lt=today
    )
    grouped = rows.order_by().values_list("item_id", "warehouse_id")
    sums = grouped.annotate(first=Min("day"), total=Sum("quantity"), squares=Sum(F("quantity") * F("quantity")))
    return {
        (item, place): spread_of(total, squares, (today - first).days) for item, place, first, total, squares in sums
    }


def _supply_days(keys: Sequence[Key]) -> dict[Key, list[Fraction]]:
    """Days from order to arrival of the newest supplies."""
    rows = ExpectedSupply.objects.filter(item_id__in={item for item, _place in keys}, state="received")
    found: dict[Key, list[Fraction]] = {}
    for item, place, ordered, ended in rows.order_by("-ended_at").values_list(
        "item_id", "warehouse_id", "ordered_at", "ended_at"
    ):
        took = found.setdefault((item, place), [])
        if ended is not None and len(took) < SUPPLIES_MOST:
            took.append(Fraction(max(0, int((ended - ordered).total_seconds())), _DAY_S))
    return found


def _lead(row: ReorderPoint, took: Sequence[Fraction], usual: Usual) -> tuple[Spread, str]:
    """How long a supply takes, and who says so: a person, the supplies that came, or the rule."""
    seen = spread_of_days(took)
    enough = seen.seen >= SUPPLIES_LEAST
    if row.lead_days is not None:
        return Spread(Fraction(row.lead_days), seen.variance if enough else Fraction(0), seen.seen), "set"
    if enough:
        return seen, "measured"
    return Spread(Fraction(usual.lead_days), Fraction(0), seen.seen), "rule"


def _write(
    ctx: Context, row: ReorderPoint, item: ItemFacts, demand: Spread, took: Sequence[Fraction], usual: Usual
) -> None:
    terms = terms_of(row, usual)
    lead, lead_from = _lead(row, took, usual)
    found = reckon(demand, lead, terms, item.unit)
    row.safety, row.point, row.up_to = found.safety, found.point, found.up_to
    row.clears_at = clears_at(found.point, usual.clears_percent, item.unit)
    row.reckoned_at = ctx.now
    row.facts = {
        "days": demand.seen, "demand_mean": _text(demand.mean), "demand_deviation": _root_text(demand.variance),
        "lead_mean": _text(lead.mean), "lead_deviation": _root_text(lead.variance), "lead_seen": lead.seen,
        "lead_from": lead_from, "review_days": terms.review_days, "cover_days": terms.cover_days,
        "service_percent": plain(terms.service_percent), "z": None if found.z is None else plain(found.z),
    }  # fmt: skip
    row.save()


def _forget(ctx: Context, row: ReorderPoint) -> None:
    row.safety = row.point = row.up_to = row.clears_at = None
    row.facts, row.reckoned_at = {}, ctx.now
    row.save()


def _text(value: Fraction) -> str:
    return plain((Decimal(value.numerator) / Decimal(value.denominator)).quantize(_SHOWN, ROUND_HALF_UP))


def _root_text(value: Fraction) -> str:
    return plain((Decimal(value.numerator) / Decimal(value.denominator)).sqrt().quantize(_SHOWN, ROUND_HALF_UP))


def keys_to_reckon(ctx: Context) -> list[tuple[UUID, UUID]]:
    """Whatever has had demand within the window, or has a point already."""
    since = today_of(ctx) - timedelta(days=usual_terms().window_days)
    moved = DailyDemand.objects.filter(day__gte=since).order_by().values_list("item_id", "warehouse_id").distinct()
    return sorted({*moved, *ReorderPoint.objects.values_list("item_id", "warehouse_id")})
