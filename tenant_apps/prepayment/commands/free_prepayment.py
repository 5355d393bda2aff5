"""Free what was paid for an order that is cancelled."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.prepayment.commands.earmarks import free_earmarks
from tenant_apps.prepayment.models import Prepayment


class FreePrepayment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    order_id: UUID


class PrepaymentFreed(msgspec.Struct, frozen=True, kw_only=True):
    number: str


@command("prepayment.free_prepayment", input=FreePrepayment, system_only=True)
def free_prepayment(ctx: Context, data: FreePrepayment) -> PrepaymentFreed:
    """Put the payment of a cancelled order on account; nothing for an order that was not prepaid."""
    row = Prepayment.objects.select_for_update().filter(order_id=data.order_id).first()
    if row is not None:
        free_earmarks(ctx, row.pk)
    ctx.audit(target="orders.order", target_id=data.order_id, facts={"prepaid": row.number if row else ""})
    return PrepaymentFreed(number=row.number if row else "")
