"""Propose a change of an accepted order; where the rules let it, it applies at once."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.money import Money, MoneyIn
from shared_apps.outbox import jobs
from tenant_apps.orders import amendment_errors as errors
from tenant_apps.orders import errors as order_errors
from tenant_apps.orders.commands.amending import (
    ChangeOrder,
    Reckoned,
    apply,
    present_content,
    reckon,
    refuse_unless_amendable,
    version_of,
)
from tenant_apps.orders.commands.gates import take_back
from tenant_apps.orders.decisions.amending import differences
from tenant_apps.orders.events import AmendmentProposed, OrderAmended
from tenant_apps.orders.models import SIDES, Order, OrderAmendment
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
    """`state` is applied where nobody had to be asked; `total` is what the order comes to with it."""

    amendment_id: UUID
    order_id: UUID
    state: str
    version: int
    total: MoneyIn
    expires_at: datetime


@command("orders.propose_amendment", input=ProposeAmendment)
def propose_amendment(ctx: Context, data: ProposeAmendment) -> AmendmentAnswer:
    """Propose a change as buyer or seller of an order that nothing has left of.

    It applies at once if the rules ask nobody; then it passes every check of an order, as it does when it is accepted.
    Locks what apps above prepared of the order, the order, then as an order does. Refuses a change that is built on an
    older version, and a second one while one waits.
    """
    if len(data.reason) > 300:
        raise order_errors.bad_text("reason", 300)
    seen = Order.objects.visible_to(ctx.actor).filter(pk=data.order_id).first()
    if seen is None:
        raise order_errors.order_unknown("order_id")
    side = _side(ctx, seen, data)
    at_once = applies_at_once(ctx, seen, data.change, side)
    if at_once and data.change.moves_lines:
        take_back(ctx, seen.pk)
    order = Order.objects.select_for_update().get(pk=seen.pk)
    if OrderAmendment.objects.filter(order_id=order.pk, state="proposed").exists():
        raise errors.amendment_open(order.number)
    version = version_of(order.pk)
    if data.version != version:
        raise errors.version_changed(order.number, version)
    refuse_unless_amendable(order, data.change)
    before = present_content(order)
    new = reckon(ctx, order, data.change, side)
    if not differences(before, new.content):
        raise errors.bad_amendment("nothing", "change")
    row = OrderAmendment(
        id=uuid7(), order_id=order.pk, version=version, side=side, changes=msgspec.to_builtins(data.change),
        before=before, after=new.content, reason=data.reason.strip(), proposed_by=_who(ctx), proposed_at=ctx.now,
        principal=f"{ctx.actor.kind}:{ctx.actor.id}"[:80] if side == "buyer" else "",
        expires_at=ctx.now + timedelta(hours=int(str(effective("orders.amend_hours").value))),
    )  # fmt: skip
    if at_once:
        new = apply(ctx, order, data.change, side, row.principal, row.pk)
        row.state, row.ended_at, row.after = "applied", ctx.now, new.content
    row.save(force_insert=True)
    _tell(ctx, order, row)
    ctx.audit(
        target="orders.order", target_id=order.pk,
        facts={"number": order.number, "version": version, "state": row.state, "side": side},
    )  # fmt: skip
    return answer_of(order, row, new)


def applies_at_once(ctx: Context, order: Order, change: ChangeOrder, side: str) -> bool:
    """Whether nobody is asked: the buyer's own details, or anything of the buyer's right after the order."""
    if side != "buyer":
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


def _tell(ctx: Context, order: Order, row: OrderAmendment) -> None:
    if row.state == "applied":
        ctx.emit(
            OrderAmended(order_id=order.pk, amendment_id=row.pk, number=order.number, order_version=row.version + 1)
        )
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
    )  # fmt: skip


def _who(ctx: Context) -> str:
    return (ctx.actor.display or ctx.actor.id)[:120]
