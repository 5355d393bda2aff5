"""Adjust stock on hand after a loss or a find. A planned count does the same with a sheet."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import msgspec
from django.db.models import Sum
from django.utils.translation import gettext as _

from shared_apps.commands import Context, command
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.quantity import plain
from tenant_apps.catalogue.queries import ItemFacts
from tenant_apps.inventory import errors
from tenant_apps.inventory.commands.goods import find_bin, find_lot
from tenant_apps.inventory.commands.keeping_back import keep_back_expired
from tenant_apps.inventory.commands.levels import (
    Move,
    lock_levels,
    make_levels,
    record_movements,
    shelves_of,
)
from tenant_apps.inventory.commands.ownership import in_unit, own_warehouse, stocked_items
from tenant_apps.inventory.decisions.choose_lots import choose_lots
from tenant_apps.inventory.events import StockAdjusted
from tenant_apps.inventory.models import StockBalance, StockLevel


class AdjustStock(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`change` (plus or minus, decimal text in the item's unit) or the counted `on_hand`: exactly one of them.

    `lot` and `bin` are codes. Without a bin, what is missing is taken where it lies, what is found lies in no bin.
    """

    item_id: UUID
    warehouse_id: UUID
    reason: str
    change: str | None = None
    on_hand: str | None = None
    lot: str = ""
    bin: str = ""


class StockResult(msgspec.Struct, frozen=True, kw_only=True):
    item_id: UUID
    warehouse_id: UUID
    on_hand: str
    reserved: str


@command("inventory.adjust_stock", input=AdjustStock)
def adjust_stock(ctx: Context, data: AdjustStock) -> StockResult:
    """Adjust the stock of an item in a warehouse, with a reason.

    Locks the level. Refuses to go below what is promised.
    """
    warehouse = own_warehouse(ctx, data.warehouse_id)
    item = stocked_items([data.item_id], warehouse.company_id)[data.item_id]
    if not 3 <= len(data.reason.strip()) <= 200:
        raise errors.bad("reason", _("Say why, in 3 to 200 characters."))
    if (data.change is None) == (data.on_hand is None):
        raise errors.bad("change", _("Give either the change or what was counted."))
    make_levels([(item.id, warehouse.pk)])
    level = next(row for row in lock_levels([item.id]) if row.warehouse_id == warehouse.pk)
    place = (find_bin(warehouse.pk, data.bin), find_lot(item, data.lot))
    change = _change(data, item, level, place)
    after = level.on_hand + change
    if after < level.reserved + level.quarantined or after < 0:
        raise errors.below_reserved(level.reserved, item.unit)
    moves = _moves(ctx, level, item, change, place, data.reason.strip())
    record_movements(ctx, moves, "inventory.adjustment", uuid7())
    keep_back_expired(ctx, [item.id])
    if change:
        ctx.emit(
            StockAdjusted(item_id=item.id, warehouse_id=warehouse.pk, change=plain(change), reason=data.reason.strip())
        )
    ctx.audit(
        target="inventory.stock_level", target_id=level.pk,
        facts={"sku": item.sku, "change": plain(change), "reason": data.reason.strip()},
    )  # fmt: skip
    return StockResult(
        item_id=item.id, warehouse_id=warehouse.pk, on_hand=plain(after + Decimal(0)), reserved=plain(level.reserved)
    )


Place = tuple[UUID | None, UUID | None]


def _change(data: AdjustStock, item: ItemFacts, level: StockLevel, place: Place) -> Decimal:
    """The difference; a counted quantity is measured against the named lot and bin, or against the whole level."""
    if data.on_hand is None:
        return in_unit(data.change or "0", item.unit, "change")
    counted = in_unit(data.on_hand, item.unit, "on_hand")
    if place == (None, None):
        return counted - level.on_hand
    rows = StockBalance.objects.filter(item_id=item.id, warehouse_id=level.warehouse_id, owner__isnull=True)
    rows = rows.filter(lot_id=place[1])
    if place[0] is not None:
        rows = rows.filter(bin_id=place[0])
    return counted - (rows.aggregate(there=Sum("on_hand"))["there"] or Decimal(0))


def _moves(ctx: Context, level: StockLevel, item: ItemFacts, change: Decimal, place: Place, note: str) -> list[Move]:
    """What is found lies in the named place; what is missing is taken from it, first expired first."""
    key = (item.id, level.warehouse_id)
    if change >= 0:
        return [Move(*key, "adjustment", change, bin_id=place[0], lot_id=place[1], note=note)]
    shelves = [
        shelf
        for shelf in shelves_of([key])[key]
        if shelf.lot_id == place[1] and (place[0] is None or shelf.bin_id == place[0])
    ]
    # What has expired is lost like anything else: no day is looked at.
    choice = choose_lots(shelves, -change, date.min)
    if choice.short:
        raise errors.too_little("change", -change - choice.short, item.unit)
    return [
        Move(*key, "adjustment", -pick.quantity, bin_id=pick.shelf.bin_id, lot_id=pick.shelf.lot_id, note=note)
        for pick in choice.picks
    ]
