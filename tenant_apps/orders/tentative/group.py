"""The saga of a basket at several sellers: hold at each, then order at each; or let go everywhere.

Nothing is ordered before everything is held. Once every hold is promised to be kept there is only forward.
"""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from shared_apps.commands.context import Context
from shared_apps.outbox.sagas import tcc
from shared_apps.outbox.sagas.types import SagaType, Step, View, declare
from tenant_apps.orders.events import OrderGroupConfirmed, OrderGroupReleased
from tenant_apps.orders.tentative.models import OrderGroup, TentativeOrder
from tenant_apps.orders.tentative.partner import PARTNER, let_go

NAME = "orders.group"
# How long what is held at one seller waits for the others; far more than the saga itself may take.
KEPT = timedelta(minutes=30)
DEADLINE = timedelta(minutes=10)


def _hold(ctx: Context, view: View) -> dict[str, Any]:
    row = _part(view)
    answer = tcc.attempt(ctx, PARTNER, row.pk, {}, expires_at=ctx.now + KEPT)
    return dict(answer)


def _release(ctx: Context, view: View) -> None:
    row = _part(view)
    if not tcc.cancel(ctx, PARTNER, row.pk):
        let_go(ctx, row.pk)


def _promise(ctx: Context, view: View) -> None:
    for row in TentativeOrder.objects.filter(group_id=view.data["group_id"]).order_by("part"):
        tcc.fix(ctx, PARTNER, row.pk)
        TentativeOrder.objects.filter(pk=row.pk).update(expires_at=None)
    OrderGroup.objects.filter(pk=view.data["group_id"]).update(state="held")


def _order(ctx: Context, view: View) -> dict[str, Any]:
    return dict(tcc.confirm(ctx, PARTNER, _part(view).pk))


def _confirmed(ctx: Context, view: View) -> None:
    group = OrderGroup.objects.get(pk=view.data["group_id"])
    OrderGroup.objects.filter(pk=group.pk).update(state="confirmed", ended_at=ctx.now)
    ctx.emit(OrderGroupConfirmed(group_id=group.pk, number=group.number, buyer_id=group.buyer_id))


def _released(ctx: Context, view: View) -> None:
    group = OrderGroup.objects.get(pk=view.data["group_id"])
    for row in TentativeOrder.objects.filter(group_id=group.pk, state="asked"):
        let_go(ctx, row.pk)
    OrderGroup.objects.filter(pk=group.pk).update(state="released", ended_at=ctx.now, reason=view.reason)
    ctx.emit(OrderGroupReleased(group_id=group.pk, number=group.number, buyer_id=group.buyer_id, reason=view.reason))


def _part(view: View) -> TentativeOrder:
    return TentativeOrder.objects.get(group_id=view.data["group_id"], part=view.part)


GROUP = declare(
    SagaType(
        NAME,
        _("Order at several suppliers"),
        deadline=DEADLINE,
        pivot="promise",
        steps=(
            Step("hold", _hold, _release, each=True, deadline=timedelta(minutes=5)),
            Step("promise", _promise, deadline=timedelta(minutes=5)),
            Step("order", _order, each=True, tries=10),
        ),
        on_done=_confirmed,
        on_undone=_released,
    )
)
