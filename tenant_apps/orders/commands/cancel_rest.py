"""Cancel what has not left of an order of which something has: the order becomes what was sent."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from django.db.models import Sum

from shared_apps.commands import Context, command
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.money import Money, MoneyIn
from tenant_apps.inventory.commands import release_holds
from tenant_apps.ledger.commands import change_commitment
from tenant_apps.orders import amendment_errors, errors
from tenant_apps.orders.commands.accept_deal import ORDER
from tenant_apps.orders.commands.amending import content_of, deal_line, lines_of, present_content, version_of
from tenant_apps.orders.commands.baskets import follow_basket
from tenant_apps.orders.commands.gates import forget, take_back
from tenant_apps.orders.commands.parts import HOLD_PART, follow_parts, live_parts
from tenant_apps.orders.events import OrderAmended
from tenant_apps.orders.models import OPEN_AMENDMENT, Order, OrderAmendment, OrderLine, OrderPart, OrderPartLine
from tenant_apps.spending.commands import lessen
from tenant_apps.trading.kernel.commands import amend_deal
from tenant_apps.trading.kernel.queries import get_deal
from tenant_apps.trading.kernel.types import LineAmounts

# Nothing of these has left.
THERE = ("waiting", "accepted")
REASON_MOST = 300


class CancelRest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    order_id: UUID
    reason: str = ""


class RestCancelled(msgspec.Struct, frozen=True, kw_only=True):
    """`total` is what the order comes to now, `less` by how much it became less."""

    order_id: UUID
    number: str
    state: str
    version: int
    total: MoneyIn
    less: MoneyIn


@command("orders.cancel_rest", input=CancelRest)
def cancel_rest(ctx: Context, data: CancelRest) -> RestCancelled:
    """Cancel as buyer or seller what has not left of an order: it is then the sum of what has.

    Its stock is free again; order, deal, books, budgets and credit become less by it, and both versions are kept. Locks
    what apps above planned, the order, limits, stock levels, the deal. Refuses while nothing has left, when all has,
    and for the deal of a trading event, which stays as it was awarded.
    """
    reason = data.reason.strip()
    if len(reason) > REASON_MOST:
        raise errors.bad_text("reason", REASON_MOST)
    seen = Order.objects.visible_to(ctx.actor).filter(pk=data.order_id).first()
    if seen is None:
        raise errors.order_unknown("order_id")
    take_back(ctx, seen.pk)
    order = Order.objects.select_for_update().get(pk=seen.pk)
    rest = _rest(order)
    if get_deal(order.deal_id).origin != "order":
        raise amendment_errors.formed_in_event(order.number)
    if OrderAmendment.objects.filter(order_id=order.pk, state__in=OPEN_AMENDMENT).exists():
        raise amendment_errors.amendment_open(order.number)
    row = _begun(ctx, order, reason)
    less = sum(part.net_minor + part.tax_minor for part in rest)
    lessen(ctx, order.buyer_id, ORDER, order.pk, less)
    OrderPart.objects.filter(pk__in=[part.pk for part in rest]).update(state="cancelled")
    for part in rest:
        release_holds(ctx, HOLD_PART, part.pk)
    faultpoint("orders.after_release_of_rest")
    amounts = _shrink(ctx, order)
    lines = lines_of(order)
    amend_deal(ctx, order.deal_id, [deal_line(line, one) for line, one in zip(lines, amounts, strict=True)])
    change_commitment(ctx, row.pk, order.number, order.buyer_id, order.seller_id, order.currency, -less)
    row.after = content_of(order, lines, amounts, {name: row.before[name] for name in _details(row.before)})
    row.save(force_insert=True)
    follow_basket(order.pk)
    follow_parts(ctx, order)
    faultpoint("orders.after_cancelling_rest")
    ctx.emit(OrderAmended(order_id=order.pk, amendment_id=row.pk, number=order.number, order_version=row.version + 1))
    total, lesser = Money(order.total_minor, order.currency), Money(less, order.currency)
    ctx.audit(
        target="orders.order", target_id=order.pk,
        facts={"number": order.number, "version": row.version, "less": str(lesser), "reason": reason[:200]},
    )  # fmt: skip
    state = Order.objects.values_list("state", flat=True).get(pk=order.pk)
    return RestCancelled(
        order_id=order.pk, number=order.number, state=state, version=row.version + 1,
        total=MoneyIn(**total.as_json()), less=MoneyIn(**lesser.as_json()),
    )  # fmt: skip


def _rest(order: Order) -> list[OrderPart]:
    """Parts that have not left of an order of which something has."""
    parts = list(live_parts(order.pk))
    rest = [part for part in parts if part.state in THERE]
    if order.state == "accepted" and len(rest) == len(parts):
        raise errors.nothing_left(order.number)
    if not rest:
        raise errors.no_rest(order.number)
    return rest


def _begun(ctx: Context, order: Order, reason: str) -> OrderAmendment:
    side = "buyer" if ctx.actor.company_id == order.buyer_id else "seller"
    who = (ctx.actor.display or ctx.actor.id)[:120]
    return OrderAmendment(
        id=uuid7(), order_id=order.pk, version=version_of(order.pk), side=side, state="applied", changes={},
        before=present_content(order), after={}, reason=reason, proposed_by=who, proposed_at=ctx.now,
        expires_at=ctx.now, ended_at=ctx.now,
    )  # fmt: skip


def _shrink(ctx: Context, order: Order) -> list[LineAmounts]:
    """Lines and totals become the sums of the parts that are left; lines of which nothing is left go."""
    live = OrderPartLine.objects.filter(part__order_id=order.pk).exclude(part__state="cancelled")
    sums = live.values("order_line_id").annotate(sum=Sum("quantity"), net=Sum("net_minor"), tax=Sum("tax_minor"))
    left = {one["order_line_id"]: one for one in sums}
    rows = list(OrderLine.objects.filter(order_id=order.pk).order_by("line_no"))
    _drop(ctx, [row.pk for row in rows if row.pk not in left])
    amounts = []
    for row in rows:
        if row.pk in left:
            one = left[row.pk]
            row.quantity, row.net_minor, row.tax_minor = one["sum"], one["net"], one["tax"]
            row.save(update_fields=["quantity", "net_minor", "tax_minor"])
            amounts.append(LineAmounts(row.net_minor, row.tax_minor))
    order.net_minor = sum(one.net_minor for one in amounts)
    order.tax_minor = sum(one.tax_minor for one in amounts)
    order.total_minor = order.net_minor + order.tax_minor
    order.save(update_fields=["net_minor", "tax_minor", "total_minor"])
    return amounts


def _drop(ctx: Context, gone: Sequence[UUID]) -> None:
    """Nothing is left of these lines; what the order was is kept with its version."""
    forget(ctx, gone)
    OrderPartLine.objects.filter(order_line_id__in=gone, part__state="cancelled").delete()
    OrderLine.objects.filter(pk__in=gone).delete()


def _details(content: object) -> list[str]:
    fixed = ("currency", "net", "total", "lines")
    return [name for name in content if name not in fixed] if isinstance(content, dict) else []
