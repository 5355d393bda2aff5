"""Cancel what has not left of an order of which something has: the order becomes what was sent."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.money import Money, MoneyIn
from tenant_apps.orders import amendment_errors, errors
from tenant_apps.orders.commands.amending import is_of_event, rest_of
from tenant_apps.orders.commands.applying import apply
from tenant_apps.orders.commands.change_input import ChangeOrder
from tenant_apps.orders.commands.gates import take_back
from tenant_apps.orders.commands.propose_amendment import ProposeAmendment, propose_amendment
from tenant_apps.orders.commands.versions import present_content, version_of
from tenant_apps.orders.events import OrderAmended
from tenant_apps.orders.models import Order, OrderAmendment
from tenant_apps.orders.types import OPEN_AMENDMENT

REASON_MOST = 300
REST = ChangeOrder(close_rest=True)


class CancelRest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`side` says for which side the marketplace asks, where the other one has to agree."""

    order_id: UUID
    reason: str = ""
    side: str | None = None


class RestCancelled(msgspec.Struct, frozen=True, kw_only=True):
    """`total` is what the order comes to now, `less` by how much it became less.

    With `amendment_id` the other side is asked first: `less` is by how much it would become less.
    """

    order_id: UUID
    number: str
    state: str
    version: int
    total: MoneyIn
    less: MoneyIn
    amendment_id: UUID | None = None


@command("orders.cancel_rest", input=CancelRest)
def cancel_rest(ctx: Context, data: CancelRest) -> RestCancelled:
    """Cancel as buyer or seller what has not left of an order: it is then the sum of what has.

    Its stock is free again; order, deal, books, budgets and credit become less by it, and both versions are kept. Of an
    order of a trading event the other side is asked first, and the deal stays as it was awarded. Locks what apps above
    planned, the order, limits, stock levels, the deal. Refuses while nothing has left, and when all has.
    """
    reason = data.reason.strip()
    if len(reason) > REASON_MOST:
        raise errors.bad_text("reason", REASON_MOST)
    seen = Order.objects.visible_to(ctx.actor).filter(pk=data.order_id).first()
    if seen is None:
        raise errors.order_unknown("order_id")
    if is_of_event(seen):
        return _ask(ctx, seen, reason, data.side)
    take_back(ctx, seen.pk)
    order = Order.objects.select_for_update().get(pk=seen.pk)
    rest_of(order)
    if OrderAmendment.objects.filter(order_id=order.pk, state__in=OPEN_AMENDMENT).exists():
        raise amendment_errors.amendment_open(order.number)
    before = order.total_minor
    row = _begun(ctx, order, reason)
    apply(ctx, order, row)
    row.save(force_insert=True)
    ctx.emit(OrderAmended(order_id=order.pk, amendment_id=row.pk, number=order.number, order_version=row.version + 1))
    lesser = Money(before - order.total_minor, order.currency)
    ctx.audit(
        target="orders.order", target_id=order.pk,
        facts={"number": order.number, "version": row.version, "less": str(lesser), "reason": reason[:200]},
    )  # fmt: skip
    return _answer(order, row.version + 1, order.total_minor, before - order.total_minor)


def _ask(ctx: Context, order: Order, reason: str, side: str | None) -> RestCancelled:
    """Propose it to the other side."""
    rest_of(order)
    version = version_of(order.pk)
    asked = ProposeAmendment(order_id=order.pk, version=version, change=REST, reason=reason, side=side)
    made = ctx.call(propose_amendment, asked)
    total = MoneyIn.money(made.total).minor
    ctx.audit(target="orders.order", target_id=order.pk, facts={"number": order.number, "asked": True})
    return _answer(order, version, order.total_minor, order.total_minor - total, made.amendment_id)


def _answer(order: Order, version: int, total: int, less: int, amendment_id: UUID | None = None) -> RestCancelled:
    state = Order.objects.values_list("state", flat=True).get(pk=order.pk)
    return RestCancelled(
        order_id=order.pk, number=order.number, state=state, version=version, amendment_id=amendment_id,
        total=MoneyIn(**Money(total, order.currency).as_json()), less=MoneyIn(**Money(less, order.currency).as_json()),
    )  # fmt: skip


def _begun(ctx: Context, order: Order, reason: str) -> OrderAmendment:
    side = "buyer" if ctx.actor.company_id == order.buyer_id else "seller"
    who = (ctx.actor.display or ctx.actor.id)[:120]
    return OrderAmendment(
        id=uuid7(), order_id=order.pk, version=version_of(order.pk), side=side, changes=msgspec.to_builtins(REST),
        before=present_content(order), after={}, reason=reason, proposed_by=who, proposed_at=ctx.now,
        expires_at=ctx.now,
    )  # fmt: skip
