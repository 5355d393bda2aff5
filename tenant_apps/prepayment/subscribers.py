"""What prepayment does when something happens: wakes its saga, and frees what a cancelled order had."""

from shared_apps.commands.context import Context
from shared_apps.outbox.sagas.begin import poke
from shared_apps.outbox.subscriptions import subscribe
from tenant_apps.orders.events import OrderCancelled
from tenant_apps.prepayment.commands.free_prepayment import FreePrepayment, free_prepayment
from tenant_apps.prepayment.events import PrepaymentPaid
from tenant_apps.prepayment.saga import PREPAID


@subscribe("prepayment.paid", name="prepayment.wake")
def on_paid(ctx: Context, event: PrepaymentPaid) -> None:
    """The saga looks again at once and not only when the payment was due."""
    poke(PREPAID.name, event.number, ctx.now)


@subscribe("orders.order_cancelled", name="prepayment.free")
def on_order_cancelled(ctx: Context, event: OrderCancelled) -> None:
    """The buyer has paid for goods that do not come: the money is on account."""
    ctx.call(free_prepayment, FreePrepayment(order_id=event.order_id))
