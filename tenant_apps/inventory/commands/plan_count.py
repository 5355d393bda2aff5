"""Plan a count: which goods of a warehouse are on the sheet. Nothing stands still for it."""

from datetime import timedelta
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec
from django.db.models import Sum
from django.utils.translation import gettext as _

from shared_apps.commands import Context, command
from tenant_apps.inventory import errors
from tenant_apps.inventory.commands.ownership import own_warehouse, stocked_items
from tenant_apps.inventory.commands.valuing import unit_values
from tenant_apps.inventory.decisions.judge_count import class_by_value
from tenant_apps.inventory.models import CountLine, StockBalance, StockCount, StockMovement, Warehouse
from tenant_apps.rulesets.commands import take_number
from tenant_apps.rulesets.queries import effective

LINES_MAX = 2000


class PlanCount(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`class_abc` A, B or C for the method abc, `zone` for zone, `item_ids` for list; `all` needs none of them."""

    warehouse_id: UUID
    count_method: Literal["all", "abc", "zone", "list"]
    class_abc: str = ""
    zone: str = ""
    item_ids: list[UUID] = []


class CountResult(msgspec.Struct, frozen=True, kw_only=True):
    count_id: UUID
    number: str
    state: str
    lines: int


@command("inventory.plan_count", input=PlanCount)
def plan_count(ctx: Context, data: PlanCount) -> CountResult:
    """Plan a count of a warehouse: all of it, a class by value moved, a zone, or a list of items.

    Refuses a count with nothing on it, and goods that are on an open sheet already are left off.
    """
    warehouse = own_warehouse(ctx, data.warehouse_id)
    rows = StockBalance.objects.filter(warehouse=warehouse)
    listed: set[UUID] = set()
    scope = ""
    if data.count_method == "zone":
        scope = data.zone.strip()
        rows = rows.filter(bin__zone=scope) if scope else rows.none()
    elif data.count_method == "abc":
        if data.class_abc not in ("A", "B", "C"):
            raise errors.bad("class_abc", _("Choose A, B or C."))
        scope = data.class_abc
        classes = class_by_value(value_moved(ctx, warehouse))
        rows = rows.filter(item_id__in=[item for item, found in classes.items() if found == scope])
    elif data.count_method == "list":
        listed = set(data.item_ids)
        stocked_items(list(listed), warehouse.company_id)
        rows = rows.filter(item_id__in=listed)
    open_lines = CountLine.objects.filter(count__warehouse=warehouse, count__state="open").exclude(state="done")
    taken = set(open_lines.values_list("item_id", "bin_id", "lot_id", "owner_id"))
    wanted: set[tuple[UUID, UUID | None, UUID | None, UUID | None]] = {
        key
        for key in rows.filter(on_hand__gt=0).values_list("item_id", "bin_id", "lot_id", "owner_id")
        if key not in taken
    }
    # What is asked for by name is counted even where the books say that there is none.
    wanted |= {
        (item, None, None, None)
        for item in listed - {key[0] for key in wanted}
        if (item, None, None, None) not in taken
    }
    if not 1 <= len(wanted) <= LINES_MAX:
        raise errors.wrong_state(
            "nothing_to_count", _("1 to %(most)s lines fit on a sheet; this would be %(lines)s.")
            % {"most": LINES_MAX, "lines": len(wanted)},
            _("Choose other goods, or finish the open sheet they are on."),
        )  # fmt: skip
    row = StockCount(
        number=take_number("CT", ctx.now),
        warehouse=warehouse,
        method=data.count_method,
        scope=scope,
        planned_by_name=(ctx.actor.display or ctx.actor.id)[:120],
        planned_at=ctx.now,
    )
    row.save(force_insert=True)
    CountLine.objects.bulk_create(
        CountLine(count=row, item_id=item, bin_id=bin_id, lot_id=lot, owner_id=owner)
        for item, bin_id, lot, owner in sorted(wanted, key=str)
    )
    ctx.audit(target="inventory.count", target_id=row.pk, facts={"number": row.number, "lines": len(wanted)})
    return CountResult(count_id=row.pk, number=row.number, state=row.state, lines=len(wanted))


def value_moved(ctx: Context, warehouse: Warehouse) -> dict[UUID, Decimal]:
    """What left the warehouse within the window of the rules, at list prices, for every item that lies there."""
    since = ctx.now - timedelta(days=int(str(effective("stock.demand_window").value)))
    items = set(StockBalance.objects.filter(warehouse=warehouse, on_hand__gt=0).values_list("item_id", flat=True))
    gone = dict(
        StockMovement.objects.filter(warehouse=warehouse, kind="issue", at__gte=since, item_id__in=items)
        .values_list("item_id")
        .annotate(total=Sum("quantity"))
    )
    prices = unit_values(ctx, items)
    return {item: -gone.get(item, Decimal(0)) * prices.get(item, Decimal(0)) for item in items}


class CancelCount(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    count_id: UUID


@command("inventory.cancel_count", input=CancelCount)
def cancel_count(ctx: Context, data: CancelCount) -> CountResult:
    """Cancel an open count. What was booked stays booked."""
    rows = StockCount.objects.select_for_update().filter(ctx.within(warehouses="warehouse_id"), pk=data.count_id)
    if ctx.actor.company_id is not None:
        rows = rows.filter(warehouse__company_id=ctx.actor.company_id)
    row = rows.first()
    if row is None:
        raise errors.unknown("count_id", _("There is no such count."))
    if row.state != "open":
        raise errors.wrong_state(
            "count_over", _("Count %(number)s is over.") % {"number": row.number}, _("Plan a new one.")
        )
    row.state, row.ended_at = "cancelled", ctx.now
    row.save(update_fields=["state", "ended_at"])
    ctx.audit(target="inventory.count", target_id=row.pk, facts={"number": row.number})
    return CountResult(count_id=row.pk, number=row.number, state=row.state, lines=0)
