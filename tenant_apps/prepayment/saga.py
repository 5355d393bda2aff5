"""The saga of a prepaid order: hold the goods, wait for the payment, order them; or let them go.

The payment is the pivot: whoever has paid gets the order, and if that fails a person looks. What was paid too late, or
for an order that lapsed, stays the buyer's money on account.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from shared_apps.commands.context import Context
from shared_apps.outbox.sagas.types import SagaType, Step, View, Wait, declare
from tenant_apps.orders.commands import hold_tentative, order_tentative, promise_tentative, release_tentative
from tenant_apps.prepayment import errors
from tenant_apps.prepayment.commands.earmarks import free_earmarks
from tenant_apps.prepayment.events import PrepaymentLapsed, PrepaymentOrdered
from tenant_apps.prepayment.models import Prepayment

NAME = "prepayment.order"
# The saga lets go by itself when the payment is due. Were it not to run, its own deadline and then the reservation's
# expiry would.
GRACE = timedelta(hours=1)


def expiry(due_at: datetime) -> datetime:
    """When what is held is let go, should nobody have done so before."""
    return due_at + 2 * GRACE


def _hold(ctx: Context, view: View) -> None:
    row = _row(view)
    hold_tentative(ctx, row.tentative_id, expiry(row.due_at))


def _release(ctx: Context, view: View) -> None:
    release_tentative(ctx, _row(view).tentative_id)


def _pay(ctx: Context, view: View) -> Wait | None:
    row = _row(view)
    if row.state == "paid":
        promise_tentative(ctx, row.tentative_id)
        return None
    if ctx.now >= row.due_at:
        raise errors.not_paid_in_time(row.number)
    return Wait(row.due_at)


def _order(ctx: Context, view: View) -> dict[str, str]:
    row = _row(view)
    order_id, number = order_tentative(ctx, row.tentative_id)
    row.state, row.order_id, row.ended_at = "ordered", order_id, ctx.now
    row.save(update_fields=["state", "order", "ended_at"])
    ctx.audit(target="prepayment.prepayment", target_id=row.pk, facts={"number": row.number, "order": number})
    ctx.emit(PrepaymentOrdered(prepayment_id=row.pk, number=row.number, order_id=order_id))
    return {"order": number}


def _undone(ctx: Context, view: View) -> None:
    row = _row(view)
    free_earmarks(ctx, row.pk)
    row.state, row.ended_at, row.reason, row.paid_at = "lapsed", ctx.now, view.reason, None
    row.save(update_fields=["state", "ended_at", "reason", "paid_at"])
    ctx.audit(target="prepayment.prepayment", target_id=row.pk, facts={"number": row.number, "reason": view.reason})
    ctx.emit(PrepaymentLapsed(prepayment_id=row.pk, number=row.number, buyer_id=row.buyer_id, seller_id=row.seller_id))


def _row(view: View) -> Prepayment:
    return Prepayment.objects.select_for_update().get(pk=UUID(view.data["prepayment_id"]))


PREPAID = declare(
    SagaType(
        NAME,
        _("Order that is paid first"),
        deadline=timedelta(days=31),
        pivot="pay",
        steps=(Step("hold", _hold, _release), Step("pay", _pay), Step("order", _order, tries=10)),
        on_undone=_undone,
    )
)
