"""Propose a change of an accepted order; where the rules let it, it applies at once.

What makes the order dearer for its buyer is approved in the buyer's company first, if its policies want that.
"""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.money import Money, MoneyIn
from shared_apps.outbox import jobs
from tenant_apps.orders import amendment_errors as errors
from tenant_apps.orders import errors as order_errors
from tenant_apps.orders.commands.amending import is_of_event, reckon, refuse_unless_amendable
from tenant_apps.orders.commands.amendment_waits import (
    ask_approval,
    author_of,
    keep_room,
    lock_prices,
    needs_approval,
)
from tenant_apps.orders.commands.applying import apply
from tenant_apps.orders.commands.change_input import ChangeOrder, change_of
from tenant_apps.orders.commands.gates import take_back
from tenant_apps.orders.commands.versions import Reckoned, present_content, version_of
from tenant_apps.orders.decisions.amending import differences
from tenant_apps.orders.events import AmendmentProposed, OrderAmended
from tenant_apps.orders.models import SIDES, Order, OrderAmendment
from tenant_apps.orders.types import OPEN_AMENDMENT
from tenant_apps.rulesets.queries import effective

EXPIRE_JOB = "orders.expire_amendment"


class ProposeAmendment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`version` is the version of the order that was looked at. The marketplace says which side it acts for."""

    order_id: UUID
    version: int
    change: ChangeOrder
    reason: str = ""
    side: str | None = None


class AmendmentAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """`state` is applied where nobody had to be asked, approving while the buyer's company is asked (`approval_id`);
    `total` is what the order comes to with it."""

    amendment_id: UUID
    order_id: UUID
    state: str
    version: int
    total: MoneyIn
    expires_at: datetime
    approval_id: UUID | None = None


@command("orders.propose_amendment", input=ProposeAmendment)
def propose_amendment(ctx: Context, data: ProposeAmendment) -> AmendmentAnswer:
    """Propose a change as buyer or seller of an order that nothing has left of.

    It applies at once if the rules ask nobody; then it passes every check of an order, as it does when it is accepted.
    A buyer's change that makes the order dearer keeps its prices and room in budgets and credit while it waits, for
    approval in the buyer's company first if its policies want that. Locks what apps above prepared of the order, the
    order, then as an order does. Refuses a change that is built on an older version, and a second one while one waits.
    """
    if len(data.reason) > 300:
        raise order_errors.bad_text("reason", 300)
    seen = Order.objects.visible_to(ctx.actor).filter(pk=data.order_id).first()
    if seen is None:
        raise order_errors.order_unknown("order_id")
    side = _side(ctx, seen, data)
    row = _begun(ctx, seen, data, side)
    at_once = applies_at_once(ctx, seen, data.change, side)
    approved_first = side == "buyer" and needs_approval(ctx, seen, row, _seen(ctx, seen, row))
    if at_once and not approved_first and data.change.moves_lines:
        take_back(ctx, seen.pk)
    order = Order.objects.select_for_update().get(pk=seen.pk)
    if OrderAmendment.objects.filter(order_id=order.pk, state__in=OPEN_AMENDMENT).exists():
        raise errors.amendment_open(order.number)
    version = version_of(order.pk)
    if data.version != version:
        raise errors.version_changed(order.number, version)
    refuse_unless_amendable(order, data.change)
    row.before = present_content(order)
    new = reckon(ctx, order, row)
    row.after = new.content
    if not differences(row.before, new.content):
        raise errors.bad_amendment("nothing", "change")
    if at_once and not approved_first:
        new = apply(ctx, order, row)
    else:
        lock_prices(ctx, row, new)
        if side == "buyer":
            keep_room(ctx, order, row, new)
            faultpoint("orders.amendment_reserved")
        row.agreed_at = ctx.now if at_once else None
        if approved_first:
            ask_approval(ctx, order, row, new)
        else:
            row.sent_at = ctx.now
    row.save(force_insert=True)
    tell(ctx, order, row)
    note(ctx, order, row)
    return answer_of(order, row, new)


def note(ctx: Context, order: Order, row: OrderAmendment) -> None:
    """The audit row; of what only the buyer's company knows nothing stands in the history that both sides see."""
    is_known = row.sent_at is not None or row.state == "applied"
    ctx.audit(
        target="orders.order" if is_known else "orders.amendment", target_id=order.pk if is_known else row.pk,
        facts={"number": order.number, "version": row.version, "state": row.state, "side": row.side},
    )  # fmt: skip


def _begun(ctx: Context, order: Order, data: ProposeAmendment, side: str) -> OrderAmendment:
    return OrderAmendment(
        id=uuid7(), order_id=order.pk, version=data.version, side=side, changes=msgspec.to_builtins(data.change),
        reason=data.reason.strip(), proposed_by=_who(ctx), proposed_at=ctx.now, authors=author_of(ctx),
        principal=f"{ctx.actor.kind}:{ctx.actor.id}"[:80] if side == "buyer" else "",
        expires_at=answer_by(ctx),
    )  # fmt: skip


def _seen(ctx: Context, order: Order, row: OrderAmendment) -> Reckoned:
    """The order as it would be, before anything is locked; the version that was looked at is checked afterwards."""
    refuse_unless_amendable(order, change_of(row))
    return reckon(ctx, order, row)


def answer_by(ctx: Context) -> datetime:
    """Until when the other side answers a change it is asked about now."""
    return ctx.now + timedelta(hours=int(str(effective("orders.amend_hours").value)))


def applies_at_once(ctx: Context, order: Order, change: ChangeOrder, side: str) -> bool:
    """Whether nobody is asked: the buyer's own details, or anything of the buyer's right after the order."""
    if side != "buyer" or (change.moves_lines and (change.close_rest or is_of_event(order))):
        return False
    if not change.moves_lines and effective("orders.amend_details").value == "buyer":
        return True
    return ctx.now < order.accepted_at + timedelta(minutes=int(str(effective("orders.amend_grace").value)))


def _side(ctx: Context, order: Order, data: ProposeAmendment) -> str:
    company_id = ctx.actor.company_id
    if company_id is not None:
        side = "buyer" if company_id == order.buyer_id else "seller"
    else:
        side = data.side or ""
    if side not in SIDES:
        raise errors.bad_amendment("side", "side")
    if side == "seller" and data.change.has_details:
        raise errors.bad_amendment("buyers", "change")
    return side


def tell(ctx: Context, order: Order, row: OrderAmendment) -> None:
    """Say what became of a change that was proposed, or approved; ask the other side if it waits for it."""
    if row.state == "applied":
        ctx.emit(
            OrderAmended(order_id=order.pk, amendment_id=row.pk, number=order.number, order_version=row.version + 1)
        )
        return
    if row.state == "approving":
        return
    ctx.emit(
        AmendmentProposed(
            order_id=order.pk,
            amendment_id=row.pk,
            number=order.number,
            buyer_id=order.buyer_id,
            seller_id=order.seller_id,
            side=row.side,
        )
    )
    jobs.enqueue(EXPIRE_JOB, f"Change of {order.number}", {"amendment_id": str(row.pk)}, at=row.expires_at)


def answer_of(order: Order, row: OrderAmendment, new: Reckoned) -> AmendmentAnswer:
    """What whoever proposed or answered is told."""
    return AmendmentAnswer(
        amendment_id=row.pk, order_id=order.pk, state=row.state,
        version=row.version + (row.state == "applied"),
        total=MoneyIn(**Money(new.total_minor, order.currency).as_json()), expires_at=row.expires_at,
        approval_id=row.approval_id,
    )  # fmt: skip


def _who(ctx: Context) -> str:
    return (ctx.actor.display or ctx.actor.id)[:120]
