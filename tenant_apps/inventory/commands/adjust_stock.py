"""Adjust stock on hand after a count, a loss or a find."""

from decimal import Decimal
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.commands import Context, command
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.quantity import plain
from tenant_apps.inventory import errors
from tenant_apps.inventory.commands.levels import Change, apply_changes, record_movements
from tenant_apps.inventory.commands.ownership import in_unit, own_warehouse, stocked_items
from tenant_apps.inventory.events import StockAdjusted
from tenant_apps.inventory.models import StockLevel


class AdjustStock(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`change` (plus or minus, decimal text in the item's unit) or the counted `on_hand`: exactly one of them."""

    item_id: UUID
    warehouse_id: UUID
    reason: str
    change: str | None = None
    on_hand: str | None = None


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
    level, _made = StockLevel.objects.get_or_create(item_id=item.id, warehouse_id=warehouse.pk)
    level = StockLevel.objects.select_for_update().get(pk=level.pk)
    if data.on_hand is not None:
        change = in_unit(data.on_hand, item.unit, "on_hand") - level.on_hand
    else:
        change = in_unit(data.change or "0", item.unit, "change")
    after = level.on_hand + change
    if after < level.reserved + level.quarantined or after < 0:
        raise errors.below_reserved(level.reserved, item.unit)
    apply_changes(ctx, [Change(level, on_hand=change)])
    record_movements(ctx, "adjustment", {(item.id, warehouse.pk): change}, "inventory.adjustment", uuid7())
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
