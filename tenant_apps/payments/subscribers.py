"""What payments do when more earnest money has come than has that effect."""

from shared_apps.commands.context import Context
from shared_apps.outbox.subscriptions import subscribe
from tenant_apps.payments.commands import RecordPayment, record_payment
from tenant_apps.trading.deposits.events import ExcessReceived


@subscribe("deposits.excess_received", name="payments.record_prepayment")
def on_excess_received(ctx: Context, event: ExcessReceived) -> None:
    """The rest is a payment on account: it pays the next invoice between the two."""
    paid = RecordPayment(
        payer_id=event.payer_id, payee_id=event.receiver_id, amount=event.amount, reference=event.number
    )
    ctx.call(record_payment, paid)
