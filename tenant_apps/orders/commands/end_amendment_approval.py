"""Go on with a change of an order that the buyer's company has decided about."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.refusals import Refusal
from tenant_apps.orders import amendment_errors as errors
from tenant_apps.orders.commands.answer_amendment import AmendmentOver, over
from tenant_apps.orders.commands.applying import apply
from tenant_apps.orders.commands.change_input import change_of
from tenant_apps.orders.commands.gates import take_back
from tenant_apps.orders.commands.propose_amendment import answer_by, note, tell
from tenant_apps.orders.commands.versions import version_of
from tenant_apps.orders.models import Order, OrderAmendment

# What becomes of a change whose approval ended otherwise.
ENDS = {"rejected": "rejected", "withdrawn": "withdrawn", "expired": "expired"}


class EndAmendmentApproval(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What became of the request for approval of a change."""

    amendment_id: UUID
    request_id: UUID
    state: str


@command("orders.end_amendment_approval", input=EndAmendmentApproval, system_only=True)
def end_amendment_approval(ctx: Context, data: EndAmendmentApproval) -> AmendmentOver:
    """Ask the other side about an approved change, or apply it where that side has agreed; end one not approved.

    What cannot be applied any more has failed: it is said why, and what was kept for it is free. Locks as
    `propose_amendment` does.
    """
    seen = OrderAmendment.objects.filter(pk=data.amendment_id).first()
    if seen is None:
        raise errors.amendment_unknown()
    if seen.state != "approving" or seen.approval_id != data.request_id:
        return AmendmentOver(amendment_id=seen.pk, order_id=seen.order_id, state="over")
    if data.state in ENDS:
        order, row = _lock(seen)
        # Who refuses a change of the seller's refuses it for the buyer.
        state = "refused" if data.state == "rejected" and row.side == "seller" else ENDS[data.state]
        return over(ctx, order, row, state, "")
    if seen.agreed_at is None:
        return _ask_other_side(ctx, seen)
    try:
        with ctx.attempt():
            return _apply(ctx, seen)
    except Refusal as refusal:
        order, row = _lock(seen)
        row.problem = {"code": refusal.code, "facts": {key: str(value) for key, value in refusal.facts.items()}}
        return over(ctx, order, row, "failed", "")


def _ask_other_side(ctx: Context, seen: OrderAmendment) -> AmendmentOver:
    order, row = _lock(seen)
    row.state, row.sent_at, row.expires_at = "proposed", ctx.now, answer_by(ctx)
    row.save()
    tell(ctx, order, row)
    note(ctx, order, row)
    return AmendmentOver(amendment_id=row.pk, order_id=order.pk, state=row.state)


def _apply(ctx: Context, seen: OrderAmendment) -> AmendmentOver:
    if change_of(seen).moves_lines:
        take_back(ctx, seen.order_id)
    order, row = _lock(seen)
    version = version_of(order.pk)
    if row.version != version:
        raise errors.version_changed(order.number, version)
    faultpoint("orders.amendment_approved")
    apply(ctx, order, row)
    row.save()
    tell(ctx, order, row)
    note(ctx, order, row)
    return AmendmentOver(amendment_id=row.pk, order_id=order.pk, state=row.state)


def _lock(seen: OrderAmendment) -> tuple[Order, OrderAmendment]:
    order = Order.objects.select_for_update().get(pk=seen.order_id)
    return order, OrderAmendment.objects.select_for_update().get(pk=seen.pk)
