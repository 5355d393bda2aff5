"""Receive expected goods, whole or in parts: what came is in stock, and the rest stays expected."""

from datetime import date
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.inventory.commands.ownership import in_unit
from tenant_apps.inventory.commands.receive_stock import ReceiveLine, ReceiveStock, receive_stock
from tenant_apps.inventory.commands.supplies import SupplyResult, lock_supply, received_of, tell


class ReceiveSupply(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`quantity` is decimal text; `is_last` ends the supply although less came. Batch and bin as for any goods."""

    supply_id: UUID
    quantity: str
    lot: str = ""
    expires_on: date | None = None
    bin: str = ""
    is_last: bool = False


@command("inventory.receive_supply", input=ReceiveSupply)
def receive_supply(ctx: Context, data: ReceiveSupply) -> SupplyResult:
    """Receive goods of a supply. More than was expected is received too.

    Locks the levels of the item, then the supply.
    """
    row = lock_supply(ctx, data.supply_id)
    quantity = in_unit(data.quantity, row.item.unit, "quantity")
    line = ReceiveLine(
        item_id=row.item_id, quantity=data.quantity, lot=data.lot, expires_on=data.expires_on, bin=data.bin
    )
    ctx.call(receive_stock, ReceiveStock(warehouse_id=row.warehouse_id, goods=[line], reference=row.reference))
    received_of(row, quantity, ctx.now)
    if data.is_last and row.state == "open":
        row.state, row.ended_at = "received", ctx.now
    row.save(update_fields=["received", "state", "ended_at"])
    return tell(ctx, row, row.state)
