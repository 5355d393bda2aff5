"""Pay what is due of an order by the buyer's standing order, where the marketplace pays by itself."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.money import Money, MoneyIn
from tenant_apps.orders.queries import get_order
from tenant_apps.payments.commands import RecordPayment, record_payment
from tenant_apps.rulesets.queries import effective
from tenant_apps.settlement.commands.allocate_payment import AllocatePayment, allocate_payment
from tenant_apps.settlement.commands.later import waits
from tenant_apps.terms.queries import due_now


class PayDue(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    order_id: UUID


class DuePaid(msgspec.Struct, frozen=True, kw_only=True):
    order_id: UUID
    paid: MoneyIn


@command("settlement.pay_due", input=PayDue, system_only=True)
def pay_due(ctx: Context, data: PayDue) -> DuePaid:
    """Pay everything of an order that is due by now; it is allocated here, so that asking again pays nothing.

    What an alert holds is not paid; it is tried again every hour.
    """
    order = get_order(data.order_id, lines=False)
    due = due_now(order.id, ctx.now) if effective("fulfilment.payment").value == "automatic" else 0
    if due and waits(ctx, order.buyer_id, order.seller_id, what="order_id", which=order.id):
        due = 0
    if due:
        made = ctx.call(
            record_payment,
            RecordPayment(
                payer_id=order.buyer_id,
                payee_id=order.seller_id,
                amount=MoneyIn(**Money(due, order.currency).as_json()),
                method="standing_order",
                reference=order.number,
            ),
        )
        faultpoint("settlement.between_payment_and_allocation")
        ctx.call(allocate_payment, AllocatePayment(payment_id=made.payment_id))
    paid = Money(due, order.currency)
    ctx.audit(target="orders.order", target_id=order.id, facts={"number": order.number, "paid": str(paid)})
    return DuePaid(order_id=order.id, paid=MoneyIn(**paid.as_json()))
