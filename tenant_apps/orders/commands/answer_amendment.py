"""Answer a proposed change of an order, take it back, or let it expire."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.orders import amendment_errors as errors
from tenant_apps.orders import errors as order_errors
from tenant_apps.orders.commands.amending import ChangeOrder, apply, version_of
from tenant_apps.orders.commands.gates import take_back
from tenant_apps.orders.commands.propose_amendment import AmendmentAnswer, answer_of
from tenant_apps.orders.events import AmendmentEnded, OrderAmended
from tenant_apps.orders.models import Order, OrderAmendment


class NamedAmendment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    amendment_id: UUID


class AmendmentOver(msgspec.Struct, frozen=True, kw_only=True):
    amendment_id: UUID
    order_id: UUID
    state: str


@command("orders.accept_amendment", input=NamedAmendment)
def accept_amendment(ctx: Context, data: NamedAmendment) -> AmendmentAnswer:
    """Accept a change that the other side proposed; it applies now, and passes every check of an order.

    Locks what apps above prepared of the order, the order, limits, stock levels, the deal. Refuses when the order has
    moved on: nothing is changed then, and the proposal still waits.
    """
    seen = _visible(ctx, data.amendment_id)
    change = msgspec.convert(seen.changes, ChangeOrder)
    if seen.state == "proposed" and change.moves_lines:
        take_back(ctx, seen.order_id)
    order, row = _lock(ctx, seen)
    _refuse_own(ctx, order, row)
    version = version_of(order.pk)
    if row.version != version:
        raise errors.version_changed(order.number, version)
    principal = row.principal if row.side == "buyer" else f"{ctx.actor.kind}:{ctx.actor.id}"
    new = apply(ctx, order, change, row.side, principal, row.pk)
    row.after = new.content
    _end(ctx, order, row, "applied", "")
    ctx.emit(OrderAmended(order_id=order.pk, amendment_id=row.pk, number=order.number, order_version=version + 1))
    return answer_of(order, row, new)


class RefuseAmendment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    amendment_id: UUID
    answer: str = ""


@command("orders.refuse_amendment", input=RefuseAmendment)
def refuse_amendment(ctx: Context, data: RefuseAmendment) -> AmendmentOver:
    """Refuse a change that the other side proposed; the order stays as it is. Locks the order."""
    if len(data.answer) > 300:
        raise order_errors.bad_text("answer", 300)
    order, row = _lock(ctx, _visible(ctx, data.amendment_id))
    _refuse_own(ctx, order, row)
    return _over(ctx, order, row, "refused", data.answer.strip())


@command("orders.withdraw_amendment", input=NamedAmendment)
def withdraw_amendment(ctx: Context, data: NamedAmendment) -> AmendmentOver:
    """Take back a change that one's own side proposed. Locks the order."""
    order, row = _lock(ctx, _visible(ctx, data.amendment_id))
    if ctx.actor.company_id is not None and ctx.actor.company_id != _proposer(order, row):
        raise errors.not_proposer()
    return _over(ctx, order, row, "withdrawn", "")


@command("orders.expire_amendment", input=NamedAmendment, system_only=True)
def expire_amendment(ctx: Context, data: NamedAmendment) -> AmendmentOver:
    """End a change that nobody answered in time; nothing when it was answered. Locks the order."""
    row = OrderAmendment.objects.filter(pk=data.amendment_id).first()
    if row is None or row.state != "proposed":
        return AmendmentOver(
            amendment_id=data.amendment_id, order_id=row.order_id if row else data.amendment_id, state="over"
        )
    order, row = _lock(ctx, row)
    if ctx.now < row.expires_at:
        return AmendmentOver(amendment_id=row.pk, order_id=order.pk, state=row.state)
    return _over(ctx, order, row, "expired", "")


def _visible(ctx: Context, amendment_id: UUID) -> OrderAmendment:
    mine = Order.objects.visible_to(ctx.actor)
    row = OrderAmendment.objects.filter(pk=amendment_id, order__in=mine).first()
    if row is None:
        raise errors.amendment_unknown()
    return row


def _lock(ctx: Context, seen: OrderAmendment) -> tuple[Order, OrderAmendment]:
    order = Order.objects.select_for_update().get(pk=seen.order_id)
    row = OrderAmendment.objects.select_for_update().get(pk=seen.pk)
    if row.state != "proposed":
        raise errors.amendment_over(row.state)
    return order, row


def _proposer(order: Order, row: OrderAmendment) -> UUID:
    return order.buyer_id if row.side == "buyer" else order.seller_id


def _refuse_own(ctx: Context, order: Order, row: OrderAmendment) -> None:
    if ctx.actor.company_id is not None and ctx.actor.company_id == _proposer(order, row):
        raise errors.own_amendment()


def _end(ctx: Context, order: Order, row: OrderAmendment, state: str, answer: str) -> None:
    row.state, row.ended_at, row.answer = state, ctx.now, answer
    row.answered_by = (ctx.actor.display or ctx.actor.id)[:120]
    row.save()
    ctx.audit(
        target="orders.order", target_id=order.pk,
        facts={"number": order.number, "version": row.version, "state": state},
    )  # fmt: skip


def _over(ctx: Context, order: Order, row: OrderAmendment, state: str, answer: str) -> AmendmentOver:
    _end(ctx, order, row, state, answer)
    ctx.emit(AmendmentEnded(order_id=order.pk, amendment_id=row.pk, number=order.number, state=state))
    return AmendmentOver(amendment_id=row.pk, order_id=order.pk, state=state)
