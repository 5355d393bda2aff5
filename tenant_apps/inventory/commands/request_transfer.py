"""Ask for goods to be moved to another warehouse, and decide on it before they leave."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.commands import Context, command
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.ids import uuid7
from tenant_apps.inventory import errors
from tenant_apps.inventory.commands.holds import hold_stock, release_holds
from tenant_apps.inventory.commands.keeping_back import who
from tenant_apps.inventory.commands.ownership import in_unit, own_warehouse, stocked_items
from tenant_apps.inventory.commands.transfers import SOURCE, OneTransfer, TransferResult, answer, lock_transfer
from tenant_apps.inventory.commands.valuing import limit_of, unit_values
from tenant_apps.inventory.models import Transfer, TransferLine
from tenant_apps.inventory.types import HoldLine
from tenant_apps.rulesets.commands import take_number
from tenant_apps.rulesets.queries import effective

LINES_MAX = 200


class TransferLineIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`quantity` is decimal text in the item's unit."""

    item_id: UUID
    quantity: str


class RequestTransfer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Without `due_at` the time for a transfer is the marketplace's rule."""

    source_id: UUID
    target_id: UUID
    goods: list[TransferLineIn]
    reason: str = ""
    due_at: datetime | None = None


@command("inventory.request_transfer", input=RequestTransfer)
def request_transfer(ctx: Context, data: RequestTransfer) -> TransferResult:
    """Ask for a transfer between two warehouses of a company.

    The goods are held from now on, so nobody sells them meanwhile; refuses what is not free.
    """
    source, target = own_warehouse(ctx, data.source_id), own_warehouse(ctx, data.target_id)
    if source.pk == target.pk or source.company_id != target.company_id:
        raise errors.bad("target_id", _("Choose another warehouse of the same company."))
    if not 1 <= len(data.goods) <= LINES_MAX:
        raise errors.bad("goods", _("1 to %(most)s lines are needed.") % {"most": LINES_MAX})
    ids = [line.item_id for line in data.goods]
    if len(set(ids)) != len(ids):
        raise errors.bad("goods", _("An item is named twice."))
    items = stocked_items(ids, source.company_id)
    wanted: dict[UUID, Decimal] = {}
    for number, line in enumerate(data.goods):
        quantity = in_unit(line.quantity, items[line.item_id].unit, f"goods[{number}].quantity")
        if quantity <= 0:
            raise errors.bad(f"goods[{number}].quantity", _("A quantity above zero is needed."))
        wanted[line.item_id] = quantity
    due = data.due_at or ctx.now + timedelta(days=int(str(effective("stock.transfer_days").value)))
    if not ctx.now < due <= ctx.now + timedelta(days=365):
        raise errors.bad("due_at", _("A day within the next year is needed."))
    row = Transfer(
        id=uuid7(),
        company_id=source.company_id,
        source=source,
        target=target,
        state="requested" if _needs_approval(ctx, wanted) else "approved",
        reason=data.reason.strip()[:200],
        due_at=due,
        requested_by=who(ctx.actor),
        requested_by_name=(ctx.actor.display or ctx.actor.id)[:120],
        requested_at=ctx.now,
    )
    hold_stock(ctx, [HoldLine(item, quantity, source.pk) for item, quantity in wanted.items()], SOURCE, row.pk)
    faultpoint("inventory.transfer.after_hold")
    row.number = take_number("TR", ctx.now)
    row.save(force_insert=True)
    TransferLine.objects.bulk_create(
        TransferLine(transfer=row, item_id=item, quantity=quantity) for item, quantity in wanted.items()
    )
    ctx.audit(target="inventory.transfer", target_id=row.pk, facts={"number": row.number, "state": row.state})
    return answer(row)


def _needs_approval(ctx: Context, wanted: dict[UUID, Decimal]) -> bool:
    """Above the quantity of the rule for any item, or above its value for all; what has no price counts as too much."""
    quantity, value = limit_of("stock.transfer_approve_quantity"), limit_of("stock.transfer_approve_value")
    if quantity is not None and max(wanted.values()) > quantity:
        return True
    if value is None:
        return False
    prices = unit_values(ctx, wanted)
    return len(prices) < len(wanted) or sum(prices[item] * wanted[item] for item in wanted) > value


@command("inventory.approve_transfer", input=OneTransfer)
def approve_transfer(ctx: Context, data: OneTransfer) -> TransferResult:
    """Approve a transfer that somebody else asked for."""
    row = lock_transfer(ctx, data.transfer_id, "requested")
    if row.requested_by == who(ctx.actor):
        raise errors.same_person()
    row.state, row.approved_by_name = "approved", (ctx.actor.display or ctx.actor.id)[:120]
    row.save(update_fields=["state", "approved_by_name"])
    ctx.audit(target="inventory.transfer", target_id=row.pk, facts={"number": row.number})
    return answer(row)


@command("inventory.cancel_transfer", input=OneTransfer)
def cancel_transfer(ctx: Context, data: OneTransfer) -> TransferResult:
    """Cancel a transfer before it is sent; the goods are free again."""
    row = lock_transfer(ctx, data.transfer_id, "requested", "approved")
    release_holds(ctx, SOURCE, row.pk)
    faultpoint("inventory.transfer.after_release")
    row.state, row.ended_at = "cancelled", ctx.now
    row.save(update_fields=["state", "ended_at"])
    ctx.audit(target="inventory.transfer", target_id=row.pk, facts={"number": row.number})
    return answer(row)
