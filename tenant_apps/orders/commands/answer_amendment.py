"""Answer a proposed change of an order, take it back, or let it expire."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.faults import faultpoint
from tenant_apps.orders import amendment_errors as errors
from tenant_apps.orders import errors as order_errors
from tenant_apps.orders.commands.amending import reckon, refuse_unless_amendable
from tenant_apps.orders.commands.amendment_waits import (
    ask_approval,
    author_of,
    drop_request,
    give_back,
    keep_room,
    needs_approval,
    refuse_moved_prices,
)
from tenant_apps.orders.commands.applying import apply
from tenant_apps.orders.commands.change_input import change_of
from tenant_apps.orders.commands.gates import take_back
from tenant_apps.orders.commands.propose_amendment import AmendmentAnswer, answer_of, note
from tenant_apps.orders.commands.versions import version_of
from tenant_apps.orders.events import AmendmentEnded, OrderAmended
from tenant_apps.orders.models import Order, OrderAmendment
from tenant_apps.orders.types import OPEN_AMENDMENT


class NamedAmendment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    amendment_id: UUID


class AmendmentOver(msgspec.Struct, frozen=True, kw_only=True):
    amendment_id: UUID
    order_id: UUID
    state: str


@command("orders.accept_amendment", input=NamedAmendment)
def accept_amendment(ctx: Context, data: NamedAmendment) -> AmendmentAnswer:
    """Accept a change that the other side proposed; it applies now, and passes every check of an order.

    If it makes the order dearer and the buyer's policies want that approved, it waits and then applies by itself.
    Locks what apps above prepared of the order, the order, limits, stock levels, the deal. Refuses when the order has
    moved on: nothing is changed then, and the proposal still waits.
    """
    seen = _visible(ctx, data.amendment_id)
    change = change_of(seen)
    waits = seen.state == "proposed" and _needs_approval(ctx, seen)
    if seen.state == "proposed" and change.moves_lines and not waits:
        take_back(ctx, seen.order_id)
    order, row = _lock(ctx, seen, "proposed")
    _refuse_own(ctx, order, row)
    version = version_of(order.pk)
    if row.version != version:
        raise errors.version_changed(order.number, version)
    if row.side == "seller":
        row.principal = f"{ctx.actor.kind}:{ctx.actor.id}"[:80]
        row.authors = author_of(ctx)
    if waits:
        return _let_wait(ctx, order, row)
    new = apply(ctx, order, row)
    end(ctx, order, row, "applied", "")
    ctx.emit(OrderAmended(order_id=order.pk, amendment_id=row.pk, number=order.number, order_version=version + 1))
    return answer_of(order, row, new)


def _needs_approval(ctx: Context, seen: OrderAmendment) -> bool:
    """Whether the buyer's company has to approve it before it applies; looked at before anything is locked."""
    order = Order.objects.get(pk=seen.order_id)
    if seen.version != version_of(order.pk):
        return False
    if seen.side == "seller":
        seen.authors = author_of(ctx)
    refuse_unless_amendable(order, change_of(seen))
    return needs_approval(ctx, order, seen, reckon(ctx, order, seen))


def _let_wait(ctx: Context, order: Order, row: OrderAmendment) -> AmendmentAnswer:
    """Both sides want it; the buyer's company is asked now, with prices and budget kept."""
    new = reckon(ctx, order, row)
    refuse_moved_prices(ctx, order, row, new)
    keep_room(ctx, order, row, new)
    faultpoint("orders.amendment_reserved")
    row.agreed_at, row.answered_by = ctx.now, (ctx.actor.display or ctx.actor.id)[:120]
    ask_approval(ctx, order, row, new)
    row.save()
    note(ctx, order, row)
    return answer_of(order, row, new)


class RefuseAmendment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    amendment_id: UUID
    answer: str = ""


@command("orders.refuse_amendment", input=RefuseAmendment)
def refuse_amendment(ctx: Context, data: RefuseAmendment) -> AmendmentOver:
    """Refuse a change that the other side proposed; the order stays as it is. Locks the order."""
    if len(data.answer) > 300:
        raise order_errors.bad_text("answer", 300)
    order, row = _lock(ctx, _visible(ctx, data.amendment_id), "proposed")
    _refuse_own(ctx, order, row)
    return over(ctx, order, row, "refused", data.answer.strip())


@command("orders.withdraw_amendment", input=NamedAmendment)
def withdraw_amendment(ctx: Context, data: NamedAmendment) -> AmendmentOver:
    """Take back a change that one's own side proposed, or one whose approval one's own company waits for.

    Locks the order, then the request for approval, then limits.
    """
    order, row = _lock(ctx, _visible(ctx, data.amendment_id), *OPEN_AMENDMENT)
    own = {_proposer(order, row), *([order.buyer_id] if row.state == "approving" else [])}
    if ctx.actor.company_id is not None and ctx.actor.company_id not in own:
        raise errors.not_proposer()
    drop_request(ctx, row)
    return over(ctx, order, row, "withdrawn", "")


@command("orders.expire_amendment", input=NamedAmendment, system_only=True)
def expire_amendment(ctx: Context, data: NamedAmendment) -> AmendmentOver:
    """End a change that nobody answered in time; nothing when it was answered. Locks the order."""
    row = OrderAmendment.objects.filter(pk=data.amendment_id).first()
    if row is None:
        raise errors.amendment_unknown()
    if row.state != "proposed":
        return AmendmentOver(amendment_id=row.pk, order_id=row.order_id, state="over")
    order, row = _lock(ctx, row, "proposed")
    if ctx.now < row.expires_at:
        return AmendmentOver(amendment_id=row.pk, order_id=order.pk, state=row.state)
    return over(ctx, order, row, "expired", "")


def _visible(ctx: Context, amendment_id: UUID) -> OrderAmendment:
    row = OrderAmendment.objects.visible_to(ctx.actor).filter(pk=amendment_id).first()
    if row is None:
        raise errors.amendment_unknown()
    return row


def _lock(ctx: Context, seen: OrderAmendment, *states: str) -> tuple[Order, OrderAmendment]:
    order = Order.objects.select_for_update().get(pk=seen.order_id)
    row = OrderAmendment.objects.select_for_update().get(pk=seen.pk)
    if row.state not in states:
        raise errors.amendment_waits(order.number) if row.state == "approving" else errors.amendment_over(row.state)
    return order, row


def _proposer(order: Order, row: OrderAmendment) -> UUID:
    return order.buyer_id if row.side == "buyer" else order.seller_id


def _refuse_own(ctx: Context, order: Order, row: OrderAmendment) -> None:
    if ctx.actor.company_id is not None and ctx.actor.company_id == _proposer(order, row):
        raise errors.own_amendment()


def end(ctx: Context, order: Order, row: OrderAmendment, state: str, answer: str) -> None:
    row.state, row.ended_at, row.answer = state, ctx.now, answer
    row.answered_by = row.answered_by or (ctx.actor.display or ctx.actor.id)[:120]
    row.save()
    note(ctx, order, row)


def over(ctx: Context, order: Order, row: OrderAmendment, state: str, answer: str) -> AmendmentOver:
    """End a change that is not applied; what was kept for it is free again."""
    give_back(ctx, order, row)
    end(ctx, order, row, state, answer)
    ctx.emit(AmendmentEnded(order_id=order.pk, amendment_id=row.pk, number=order.number, state=state))
    return AmendmentOver(amendment_id=row.pk, order_id=order.pk, state=state)


def end_with_order(ctx: Context, order: Order) -> None:
    """The order is over: a change of it that waits is, too. The order is locked."""
    row = OrderAmendment.objects.select_for_update().filter(order_id=order.pk, state__in=OPEN_AMENDMENT).first()
    if row is not None:
        drop_request(ctx, row)
        over(ctx, order, row, "withdrawn", "")
