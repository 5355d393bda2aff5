"""Say whom a seller delivers to only once it has paid, and ask that of an order."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.ids import uuid7
from tenant_apps.orders import errors
from tenant_apps.orders.tentative.models import PrepaidBuyer
from tenant_apps.trading.kernel.commands import acting_company, trading_pair


class SetPrepaid(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`seller_id` defaults to the actor's company."""

    buyer_id: UUID
    is_prepaid: bool
    seller_id: UUID | None = None


class PrepaidSet(msgspec.Struct, frozen=True, kw_only=True):
    seller_id: UUID
    buyer_id: UUID
    is_prepaid: bool


@command("orders.set_prepaid", input=SetPrepaid)
def set_prepaid(ctx: Context, data: SetPrepaid) -> PrepaidSet:
    """Ask a buyer to pay before delivery, or no longer. Orders accepted before stay as they are."""
    seller_id = acting_company(ctx, "orders.set_prepaid", data.seller_id, field="seller_id")
    trading_pair(data.buyer_id, seller_id)
    if data.is_prepaid:
        row = PrepaidBuyer(id=uuid7(), seller_id=seller_id, buyer_id=data.buyer_id, since=ctx.now)
        PrepaidBuyer.objects.bulk_create([row], ignore_conflicts=True)
    else:
        PrepaidBuyer.objects.filter(seller_id=seller_id, buyer_id=data.buyer_id).delete()
    ctx.audit(target="parties.company", target_id=data.buyer_id, facts={"is_prepaid": data.is_prepaid})
    return PrepaidSet(seller_id=seller_id, buyer_id=data.buyer_id, is_prepaid=data.is_prepaid)


def is_prepaid(buyer_id: UUID, seller_id: UUID) -> bool:
    return PrepaidBuyer.objects.filter(seller_id=seller_id, buyer_id=buyer_id).exists()


def refuse_prepaid(buyer_id: UUID, seller_id: UUID) -> None:
    """Refuse an order that would be delivered before it is paid, where the seller does not want that."""
    if is_prepaid(buyer_id, seller_id):
        raise errors.prepayment_needed()
