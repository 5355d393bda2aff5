"""Order goods that are paid first: they are held at once, and ordered when the payment is there."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from django.utils.translation import get_language

from shared_apps.commands import Context, command
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.money import Money, MoneyIn
from shared_apps.outbox.sagas.begin import begin
from tenant_apps.orders import errors as order_errors
from tenant_apps.orders.commands import PlaceOrder, ask_tentative, hold_tentative, is_prepaid
from tenant_apps.prepayment.models import Prepayment
from tenant_apps.prepayment.saga import GRACE, PREPAID, expiry
from tenant_apps.rulesets.queries import effective
from tenant_apps.trading.kernel.commands import acting_company


class PrepaymentAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """`number` goes on the transfer; what names it by `due_at` pays the order."""

    prepayment_id: UUID
    number: str
    state: str
    due: MoneyIn
    due_at: datetime


@command("prepayment.order_prepaid", input=PlaceOrder)
def order_prepaid(ctx: Context, data: PlaceOrder) -> PrepaymentAnswer:
    """Order from a supplier who wants to be paid first.

    Goods and prices are held until the payment is due. Locks limits, stock levels, number series. Refuses what an order
    would refuse, and a buyer who is delivered to on invoice.
    """
    buyer_id = acting_company(ctx, "prepayment.order_prepaid", data.buyer_id, field="buyer_id")
    if not is_prepaid(buyer_id, data.seller_id):
        raise order_errors.prepayment_not_needed()
    due_at = ctx.now + timedelta(hours=int(str(effective("prepayment.hold_hours").value)))
    held = ask_tentative(ctx, data, buyer_id)
    hold_tentative(ctx, held.id, expiry(due_at))
    row = Prepayment(
        id=uuid7(),
        tentative_id=held.id,
        number=held.number,
        buyer_id=buyer_id,
        seller_id=held.seller_id,
        currency=held.currency,
        due_minor=held.total_minor,
        state="awaiting" if held.total_minor else "paid",
        asked_at=ctx.now,
        due_at=due_at,
    )
    row.saga_id = begin(
        PREPAID.name,
        held.number,
        {"prepayment_id": str(row.pk), "language": get_language() or "en"},
        at=ctx.now,
        title=held.number,
        deadline_at=due_at + GRACE,
        asked_by=ctx.actor.display or ctx.actor.id,
    )
    row.save(force_insert=True)
    due = Money(row.due_minor, row.currency)
    ctx.audit(target="prepayment.prepayment", target_id=row.pk, facts={"number": row.number, "due": str(due)})
    return PrepaymentAnswer(
        prepayment_id=row.pk, number=row.number, state=row.state, due=MoneyIn(**due.as_json()), due_at=due_at
    )
