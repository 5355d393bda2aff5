"""Set what lies in a warehouse when trading starts: many items at once, each only once."""

from decimal import Decimal
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.commands import Context, command
from tenant_apps.inventory import errors
from tenant_apps.inventory.commands.levels import Move, record_movements
from tenant_apps.inventory.commands.ownership import in_unit, own_warehouse, stocked_items
from tenant_apps.inventory.events import StockOpened
from tenant_apps.inventory.models import StockLevel

LINES_MAX = 10_000
# So many items are named in one event.
NAMED_MOST = 1000


class OpeningLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`quantity` is decimal text in the item's unit."""

    item_id: UUID
    quantity: str


class SetOpeningStock(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    warehouse_id: UUID
    lines: list[OpeningLine]


class OpeningResult(msgspec.Struct, frozen=True, kw_only=True):
    warehouse_id: UUID
    items: int


@command("inventory.set_opening_stock", input=SetOpeningStock)
def set_opening_stock(ctx: Context, data: SetOpeningStock) -> OpeningResult:
    """Set the opening stock of a warehouse.

    Refuses items of others, items that are not stocked or kept by lot (they are received), and items that have a level
    there already.
    """
    warehouse = own_warehouse(ctx, data.warehouse_id)
    if not 1 <= len(data.lines) <= LINES_MAX:
        raise errors.bad("lines", _("1 to %(most)s lines are needed.") % {"most": LINES_MAX})
    ids = [line.item_id for line in data.lines]
    if len(set(ids)) != len(ids):
        raise errors.bad("lines", _("An item is named twice."))
    items = stocked_items(ids, warehouse.company_id)
    known = StockLevel.objects.filter(warehouse=warehouse, item_id__in=ids).values_list("item_id", flat=True).first()
    if known is not None:
        raise errors.opened_already(items[known].name)
    by_lot = next((item for item in items.values() if item.tracked_by == "lot"), None)
    if by_lot is not None:
        raise errors.lot_needed(by_lot.name)
    amounts: dict[tuple[UUID, UUID], Decimal] = {}
    for number, line in enumerate(data.lines):
        field = f"lines[{number}].quantity"
        quantity = in_unit(line.quantity, items[line.item_id].unit, field)
        if quantity < 0:
            raise errors.bad(field, _("A quantity of at least zero is needed."))
        amounts[(line.item_id, warehouse.pk)] = quantity
    StockLevel.objects.bulk_create(StockLevel(item_id=item, warehouse_id=place) for item, place in amounts)
    moves = [Move(item, place, "opening", quantity) for (item, place), quantity in amounts.items()]
    record_movements(ctx, moves, "inventory.warehouse", warehouse.pk)
    there = [move.item_id for move in moves if move.quantity]
    for at in range(0, len(there), NAMED_MOST):
        ctx.emit(StockOpened(warehouse_id=warehouse.pk, item_ids=there[at : at + NAMED_MOST]))
    ctx.audit(target="inventory.warehouse", target_id=warehouse.pk, facts={"opened_items": len(amounts)})
    return OpeningResult(warehouse_id=warehouse.pk, items=len(amounts))
