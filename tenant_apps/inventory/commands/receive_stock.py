"""Receive goods from outside into a warehouse: from production, from a purchase, from an owner who stores here."""

from datetime import date
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.commands import Context, command
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.quantity import plain
from tenant_apps.inventory import errors
from tenant_apps.inventory.commands.goods import bin_for_goods, check_owner, make_lot
from tenant_apps.inventory.commands.keeping_back import keep_back_expired
from tenant_apps.inventory.commands.levels import Move, lock_levels, make_levels, record_movements
from tenant_apps.inventory.commands.ownership import in_unit, own_warehouse, stocked_items
from tenant_apps.inventory.events import StockAdjusted, StockReceived

LINES_MAX = 1000
SOURCE = "inventory.receipt"


class ReceiveLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`quantity` is decimal text in the item's unit. Without `owner_id` the goods are the supplier's own."""

    item_id: UUID
    quantity: str
    lot: str = ""
    expires_on: date | None = None
    bin: str = ""
    owner_id: UUID | None = None


class ReceiveStock(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`reference` says where the goods come from, such as the number of a delivery note."""

    warehouse_id: UUID
    goods: list[ReceiveLine]
    reference: str = ""


class ReceiveResult(msgspec.Struct, frozen=True, kw_only=True):
    receipt_id: UUID
    lines: int


@command("inventory.receive_stock", input=ReceiveStock)
def receive_stock(ctx: Context, data: ReceiveStock) -> ReceiveResult:
    """Receive goods into a warehouse, by lot where the item is kept by lot.

    Locks the levels of all items. Goods that have expired already are kept back at once.
    """
    warehouse = own_warehouse(ctx, data.warehouse_id)
    if not 1 <= len(data.goods) <= LINES_MAX:
        raise errors.bad("goods", _("1 to %(most)s lines are needed.") % {"most": LINES_MAX})
    ids = list(dict.fromkeys(line.item_id for line in data.goods))
    items = stocked_items(ids, warehouse.company_id)
    make_levels((item, warehouse.pk) for item in ids)
    lock_levels(ids)
    receipt = uuid7()
    moves = []
    for number, line in enumerate(data.goods):
        item = items[line.item_id]
        quantity = in_unit(line.quantity, item.unit, f"goods[{number}].quantity")
        if quantity <= 0:
            raise errors.bad(f"goods[{number}].quantity", _("A quantity above zero is needed."))
        move = Move(
            item.id, warehouse.pk, "receipt", quantity,
            bin_id=bin_for_goods(warehouse.pk, line.bin), lot_id=make_lot(ctx, item, line.lot, line.expires_on),
            owner_id=check_owner(line.owner_id, item), note=data.reference.strip(),
        )  # fmt: skip
        moves.append(move)
        if move.owner_id is None:
            ctx.emit(
                StockAdjusted(
                    item_id=item.id, warehouse_id=warehouse.pk, change=plain(quantity), reason=_("Goods received"),
                )
            )  # fmt: skip
        ctx.emit(
            StockReceived(item_id=item.id, warehouse_id=warehouse.pk, lot_id=move.lot_id, quantity=plain(quantity))
        )
    record_movements(ctx, moves, SOURCE, receipt)
    keep_back_expired(ctx, ids)
    faultpoint("inventory.receive.before_commit")
    ctx.audit(
        target="inventory.warehouse", target_id=warehouse.pk,
        facts={"receipt": str(receipt), "lines": len(moves), "reference": data.reference.strip()[:200]},
    )  # fmt: skip
    return ReceiveResult(receipt_id=receipt, lines=len(moves))
