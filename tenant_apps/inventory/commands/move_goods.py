"""Move goods from one bin of a warehouse to another; what can be sold does not change."""

from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.commands import Context, command
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.quantity import plain
from tenant_apps.inventory import errors
from tenant_apps.inventory.commands.goods import bin_for_goods
from tenant_apps.inventory.commands.keeping_back import lock_balance
from tenant_apps.inventory.commands.levels import Move, record_movements
from tenant_apps.inventory.commands.ownership import in_unit

SOURCE = "inventory.move"


class MoveGoods(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`quantity` is decimal text in the item's unit, `bin` the code of the bin it goes to; empty: no bin."""

    balance_id: UUID
    quantity: str
    bin: str = ""


class MoveResult(msgspec.Struct, frozen=True, kw_only=True):
    moved_id: UUID
    moved: str
    bin: str


@command("inventory.move_goods", input=MoveGoods)
def move_goods(ctx: Context, data: MoveGoods) -> MoveResult:
    """Move goods to another bin of the same warehouse. What is kept back stays where it lies.

    Locks the levels of the item.
    """
    try:
        row, _level = lock_balance(ctx, data.balance_id)
    except LookupError as error:
        raise errors.unknown("balance_id", _("There are no such goods.")) from error
    quantity = in_unit(data.quantity, row.item.unit, "quantity")
    if quantity <= 0:
        raise errors.bad("quantity", _("A quantity above zero is needed."))
    if quantity > row.on_hand - row.quarantined:
        raise errors.too_little("quantity", row.on_hand - row.quarantined, row.item.unit)
    target = bin_for_goods(row.warehouse_id, data.bin)
    if target == row.bin_id:
        raise errors.bad("bin", _("The goods lie there already."))
    place = (row.item_id, row.warehouse_id, "move")
    moves = [
        Move(*place, change, bin_id=bin_id, lot_id=row.lot_id, owner_id=row.owner_id)
        for change, bin_id in ((-quantity, row.bin_id), (quantity, target))
    ]
    moved = uuid7()
    record_movements(ctx, moves, SOURCE, moved)
    faultpoint("inventory.move_goods.before_commit")
    ctx.audit(
        target="inventory.warehouse", target_id=row.warehouse_id,
        facts={"moved": plain(quantity), "to": data.bin.strip(), "item": str(row.item_id)},
    )  # fmt: skip
    return MoveResult(moved_id=moved, moved=plain(quantity), bin=data.bin.strip())
