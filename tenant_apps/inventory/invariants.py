"""What must be true of stock.

Sums are made once over all rows and compared here: a sum per level asks the whole table again for each of them.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from shared_apps.foundation import clock
from shared_apps.foundation.invariants import invariant
from shared_apps.tenancy import scope
from tenant_apps.inventory.models import (
    CountLine,
    DailyDemand,
    Quarantine,
    ReorderPoint,
    StockAlert,
    StockBalance,
    StockCrossing,
    StockHold,
    StockLevel,
    StockMovement,
    TransferDifference,
    TransferPart,
)
from tenant_apps.inventory.queries.expected import expected_at

LIMIT = 100
NOTHING = Decimal(0)

Sums = Mapping[tuple[UUID, UUID], Decimal]


def _sums(rows: QuerySet[StockHold] | QuerySet[StockMovement]) -> Sums:
    """Quantity per item and warehouse."""
    grouped = rows.order_by().values_list("item_id", "warehouse_id").annotate(total=Sum("quantity"))
    return {(item, warehouse): total for item, warehouse, total in grouped}


@invariant("inventory.never_oversold")
def never_oversold() -> list[str]:
    """Nothing negative, nothing promised that is not there."""
    bad = StockLevel.objects.filter(
        Q(reserved__lt=0) | Q(quarantined__lt=0) | Q(on_hand__lt=F("reserved") + F("quarantined"))
    )
    return [f"level {pk} is oversold" for pk in bad.values_list("id", flat=True)[:LIMIT]]


@invariant("inventory.levels_equal_movements")
def levels_equal_movements() -> list[str]:
    """On hand is the sum of all movements of the supplier's own goods in the warehouse."""
    moved = _sums(StockMovement.objects.filter(owner__isnull=True))
    return _differences("on_hand", moved, "level {} shows {}, its movements say {}")


@invariant("inventory.reserved_equals_holds")
def reserved_equals_holds() -> list[str]:
    """Reserved is the sum of all holds that are still held."""
    held = _sums(StockHold.objects.filter(state="held"))
    return _differences("reserved", held, "level {} reserves {}, its holds say {}")


@invariant("inventory.holds_name_what_exists")
def holds_name_what_exists() -> list[str]:
    """Every hold is of a level: the database does not check it (ADR 0008)."""
    level = StockLevel.objects.filter(item_id=OuterRef("item_id"), warehouse_id=OuterRef("warehouse_id"))
    bare = StockHold.objects.filter(~Exists(level)).values_list("pk", flat=True)[:LIMIT]
    return [f"hold {pk} is of no level" for pk in bare]


def _differences(column: str, sums: Sums, text: str) -> list[str]:
    found = []
    for pk, item, warehouse, value in StockLevel.objects.values_list(
        "id", "item_id", "warehouse_id", column
    ).iterator():
        total = sums.get((item, warehouse), NOTHING)
        if value != total:
            found.append(text.format(pk, value, total))
            if len(found) == LIMIT:
                break
    return found


@invariant("inventory.balances_equal_movements")
def balances_equal_movements() -> list[str]:
    """Each balance is the sum of its movements, on hand and kept back, and no movement is without a balance."""
    place = ("item_id", "warehouse_id", "bin_id", "lot_id", "owner_id")
    sums = {
        tuple(row[name] for name in place): (row["total"], row["kept"])
        for row in StockMovement.objects.order_by()
        .values(*place)
        .annotate(total=Sum("quantity"), kept=Sum("quarantined"))
    }
    found = []
    for *key, pk, on_hand, quarantined in StockBalance.objects.values_list(
        *place, "id", "on_hand", "quarantined"
    ).iterator():
        if sums.pop(tuple(key), (NOTHING, NOTHING)) != (on_hand, quarantined):
            found.append(f"balance {pk} differs from its movements")
    found += [f"movements of {key} have no balance" for key in sums]
    return found[:LIMIT]


@invariant("inventory.levels_equal_balances")
def levels_equal_balances() -> list[str]:
    """On hand and kept back of a level are the sums over the supplier's own balances."""
    own = StockBalance.objects.filter(owner__isnull=True).order_by().values_list("item_id", "warehouse_id")
    found = []
    for column in ("on_hand", "quarantined"):
        sums = {(item, place): total for item, place, total in own.annotate(total=Sum(column))}
        found += _differences(column, sums, "level {} shows " + column + " {}, its balances say {}")
    return found[:LIMIT]


@invariant("inventory.kept_back_has_a_reason")
def kept_back_has_a_reason() -> list[str]:
    """What is kept back of a balance is the sum of its open quarantines."""
    place = ("item_id", "warehouse_id", "bin_id", "lot_id", "owner_id")
    told = {
        tuple(row[name] for name in place): row["total"]
        for row in Quarantine.objects.filter(state="open").order_by().values(*place).annotate(total=Sum("quantity"))
    }
    rows = StockBalance.objects.values_list(*place, "id", "quarantined").iterator()
    found = [f"balance {pk} keeps back {kept}, its reasons say otherwise" for *key, pk, kept in rows
             if told.get(tuple(key), NOTHING) != kept]  # fmt: skip
    return found[:LIMIT]


@invariant("inventory.no_expired_lot_leaves")
def no_expired_lot_leaves() -> list[str]:
    """No lot was issued after its last good day, and of an expired lot nothing can be promised any more.

    The job that keeps expired lots back has a minute.
    """
    now = clock.now(scope.alias()).astimezone(UTC)
    issued = StockMovement.objects.filter(kind__in=["issue", "transfer_out"], lot__expires_on__isnull=False)
    found = [
        f"movement {seq} took from a lot that expired on {day}"
        for seq, at, day in issued.filter(at__date__gt=F("lot__expires_on")).values_list("seq", "at", "lot__expires_on")
        if day is not None and at.astimezone(UTC).date() > day
    ]
    yesterday = (now - timedelta(minutes=1)).date()
    stale = StockBalance.objects.filter(
        owner__isnull=True, lot__expires_on__lt=yesterday, on_hand__gt=F("quarantined")
    )  # fmt: skip
    keys = set(stale.values_list("item_id", "warehouse_id"))
    for level in StockLevel.objects.filter(item_id__in={item for item, _place in keys}):
        if (level.item_id, level.warehouse_id) in keys and level.on_hand > level.reserved + level.quarantined:
            found.append(f"level {level.pk} could promise goods that have expired")
    return found[:LIMIT]


@invariant("inventory.differences_of_transfers")
def differences_of_transfers() -> list[str]:
    """What of a part was lost or too much is the sum of its differences, and has its movements."""
    sums = TransferDifference.objects.order_by().values("part_id", "kind").annotate(total=Sum("quantity"))
    told = {(row["part_id"], row["kind"]): row["total"] for row in sums}
    found = []
    parts = TransferPart.objects.filter(Q(lost__gt=0) | Q(over__gt=0) | Q(differences__isnull=False)).distinct()
    for part in parts:
        for kind, booked in (("shortage", part.lost), ("surplus", part.over)):
            if told.get((part.pk, kind), NOTHING) != booked:
                found.append(f"part {part.pk} of a transfer has {booked} as {kind}, its differences say otherwise")
    return found[:LIMIT]


@invariant("inventory.in_transit_equals_movements")
def in_transit_equals_movements() -> list[str]:
    """What is on its way with a transfer is what its movements took out and did not bring in."""
    moved = {
        row["source_id"]: -row["total"]
        for row in StockMovement.objects.filter(kind__in=["transfer_out", "transfer_in"])
        .order_by()
        .values("source_id")
        .annotate(total=Sum("quantity"))
    }
    lines = TransferPart.objects.order_by().values("line__transfer_id", "line__transfer__state")
    sums = lines.annotate(total=Sum(F("sent") - F("arrived") - F("damaged") - F("lost")))
    found = []
    for row in sums:
        transfer, total = row["line__transfer_id"], row["total"]
        if moved.pop(transfer, NOTHING) != total:
            found.append(f"transfer {transfer} has {total} on its way, its movements say otherwise")
        if row["line__transfer__state"] != "dispatched" and total:
            found.append(f"transfer {transfer} is over with {total} on its way")
    found += [f"movements of transfer {pk} belong to no part" for pk, total in moved.items() if total]
    return found[:LIMIT]


@invariant("inventory.closed_counts_are_done")
def closed_counts_are_done() -> list[str]:
    """No line of a closed count waits."""
    rows = CountLine.objects.filter(count__state="closed").exclude(state="done")
    return [f"line {pk} of a closed count is not done" for pk in rows.values_list("id", flat=True)[:LIMIT]]


@invariant("inventory.demand_equals_movements")
def demand_equals_movements() -> list[str]:
    """Demand of a day is what left on it, as far as it is projected; of the newest sixty days."""
    last = DailyDemand.objects.order_by("-day").values_list("day", flat=True).first()
    if last is None:
        return []
    first = last - timedelta(days=60)
    left = StockMovement.objects.filter(
        kind="issue", owner__isnull=True, at__gte=datetime(first.year, first.month, first.day, tzinfo=UTC),
        at__lt=datetime(last.year, last.month, last.day, tzinfo=UTC) + timedelta(days=1),
    ).order_by()  # fmt: skip
    days = left.annotate(day=TruncDate("at", tzinfo=UTC)).values_list("item_id", "warehouse_id", "day")
    sums = {(item, place, day): -total for item, place, day, total in days.annotate(total=Sum("quantity"))}
    told = DailyDemand.objects.filter(day__gte=first).values_list("item_id", "warehouse_id", "day", "quantity")
    found = [
        f"demand of {item} on {day} says {quantity}, its movements differ"
        for item, place, day, quantity in told.iterator()
        if sums.pop((item, place, day), NOTHING) != quantity
    ]
    found += [f"what left of {item} on {day} is no demand" for (item, _place, day), total in sums.items() if total]
    return found[:LIMIT]


@invariant("inventory.thresholds_follow_points")
def thresholds_follow_points() -> list[str]:
    """A level is watched at its point less what is expected; without a point nobody watches it."""
    points = {(row.item_id, row.warehouse_id): row for row in ReorderPoint.objects.filter(point__gt=0)}
    expected = expected_at(set(points))
    found = []
    for pk, item, place, low, clear in StockLevel.objects.values_list(
        "id", "item_id", "warehouse_id", "reorder_at", "clear_at"
    ).iterator():
        row, coming = points.get((item, place)), expected.get((item, place), NOTHING)
        wanted: tuple[Decimal | None, Decimal | None] = (None, None)
        if row is not None and row.point is not None and row.clears_at is not None:
            wanted = (row.point - coming, row.clears_at - coming)
        if (low, clear) != wanted:
            found.append(f"level {pk} is watched at {low}, its point says {wanted[0]}")
    return found[:LIMIT]


@invariant("inventory.low_levels_have_an_alert")
def low_levels_have_an_alert() -> list[str]:
    """Whatever is under its point has an open alert or waits for the next look, and no alert is open without cause."""
    free = F("on_hand") - F("reserved") - F("quarantined")
    crossed = set(StockCrossing.objects.values_list("item_id", "warehouse_id"))
    alerted = set(StockAlert.objects.filter(state="open").values_list("item_id", "warehouse_id"))
    low = StockLevel.objects.annotate(free_now=free).filter(free_now__lt=F("reorder_at"))
    found = [
        f"level {pk} is under its point and nobody was told"
        for pk, item, place in low.values_list("id", "item_id", "warehouse_id")[: LIMIT * 100]
        if (item, place) not in alerted and (item, place) not in crossed
    ]
    clear = StockLevel.objects.annotate(free_now=free).filter(
        Q(reorder_at__isnull=True) | Q(free_now__gte=F("clear_at")), item_id__in={item for item, _place in alerted}
    )
    found += [
        f"level {pk} is well above its point and its alert is open"
        for pk, item, place in clear.values_list("id", "item_id", "warehouse_id")
        if (item, place) in alerted and (item, place) not in crossed
    ]
    return found[:LIMIT]
