"""Place the order of one day: once, in the name of whoever started it, or say why not and tell them.

The row of the day, the order and the job of the next day are one transaction. A day that has a row is never run again
by itself; a person may try again a day that failed.
"""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from uuid import UUID

import msgspec
from django.utils.translation import get_language, override

from shared_apps.accounts.actors import standing_of
from shared_apps.accounts.models import User
from shared_apps.commands import Context, command
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.quantity import QuantityIn, plain
from shared_apps.foundation.refusals import Refusal
from shared_apps.outbox.jobs import enqueue
from tenant_apps.catalogue.queries import get_items
from tenant_apps.orders import errors, recurring_errors
from tenant_apps.orders.commands.order_input import OrderAnswer, PlaceOrder
from tenant_apps.orders.commands.place_order import place_order
from tenant_apps.orders.commands.recurring import lock, owe_next
from tenant_apps.orders.commands.resolve_lines import OrderLineIn
from tenant_apps.orders.decisions.recurrence import within
from tenant_apps.orders.models import Order, OrderLine, RecurringOrder, RecurringRun
from tenant_apps.orders.permissions import AGREE_PRICE
from tenant_apps.pricing.queries import price_for

NOTICE_JOB = "orders.tell_recurring"
MAY = "orders.place_order"


class RunRecurring(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    recurring_id: UUID
    due_on: date


class RetryDay(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`at_todays_price` places a day whose price has moved further than was agreed."""

    recurring_id: UUID
    due_on: date
    at_todays_price: bool = False


class RunAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """`state` is none when there was nothing to do: paused, ended, or done already."""

    recurring_id: UUID
    due_on: date
    state: str
    order_number: str = ""
    reason: str = ""


@command("orders.run_recurring", input=RunRecurring, system_only=True)
def run_recurring(ctx: Context, data: RunRecurring) -> RunAnswer:
    """Place the order of a day that is due. Asked again, it answers with what became of it."""
    row = RecurringOrder.objects.select_for_update().filter(pk=data.recurring_id).first()
    known = RecurringRun.objects.filter(recurring_id=data.recurring_id, due_on=data.due_on).first()
    if row is None or known is not None or row.state != "active" or row.next_due != data.due_on:
        return RunAnswer(recurring_id=data.recurring_id, due_on=data.due_on, state=known.state if known else "none")
    run = RecurringRun(id=uuid7(), recurring=row, due_on=data.due_on, state="failed", at=ctx.now)
    actor = in_name_of(row)
    language = User.objects.filter(pk=row.owner_id).values_list("language", flat=True).first()
    with override(language or get_language()):
        _try(ctx, row, run, actor, at_todays_price=False)
    run.save(force_insert=True)
    faultpoint("orders.after_recurring_run")
    owe_next(ctx, row, after=data.due_on)
    row.changed_at = ctx.now
    row.save()
    if run.state != "placed":
        enqueue(NOTICE_JOB, f"Mail: {row.number} {run.due_on}", {"run_id": str(run.pk)}, at=ctx.now)
    return _answer(ctx, row, run)


@command("orders.retry_recurring_day", input=RetryDay, permission="orders.place_order")
def retry_recurring_day(ctx: Context, data: RetryDay) -> RunAnswer:
    """Try again a day of a recurring order that could not be placed, in one's own name."""
    row = lock(ctx, data.recurring_id, "active", "paused", "ended")
    run = RecurringRun.objects.filter(recurring=row, due_on=data.due_on, state__in=("failed", "asking")).first()
    if run is None:
        raise recurring_errors.run_unknown()
    run.at = ctx.now
    _try(ctx, row, run, ctx.actor, at_todays_price=data.at_todays_price)
    run.save()
    faultpoint("orders.after_recurring_retry")
    return _answer(ctx, row, run)


def in_name_of(row: RecurringOrder) -> Actor | None:
    """Whoever started it, with what they may today; None when they may not order for the company any more."""
    user = User.objects.filter(pk=row.owner_id, is_active=True).first()
    if user is None:
        return None
    standing = standing_of(user, str(row.buyer_id))
    if standing.seat is None or standing.seat.company_id != row.buyer_id or MAY not in standing.permissions:
        return None
    return Actor(
        kind="user", id=str(user.pk), display=str(user), user_id=user.pk, company_id=row.buyer_id,
        permissions=standing.permissions,
        narrowed=standing.narrowed,
    )  # fmt: skip


def _try(ctx: Context, row: RecurringOrder, run: RecurringRun, actor: Actor | None, *, at_todays_price: bool) -> None:
    run.reason = run.remedy = run.code = ""
    try:
        if actor is None:
            raise recurring_errors.owner_gone()
        with ctx.attempt():
            made = _place(ctx, row, run, actor, at_todays_price)
        run.state, run.order_id = "placed", made.order_id
    except Refusal as refusal:
        run.state = "asking" if refusal.code == "orders.recurring_price_moved" else "failed"
        run.code, run.reason, run.remedy = refusal.code, str(refusal.message)[:400], str(refusal.remedy)[:400]


def _place(ctx: Context, row: RecurringOrder, run: RecurringRun, actor: Actor, at_todays_price: bool) -> OrderAnswer:
    order = Order.objects.get(pk=row.order_id)
    lines = list(OrderLine.objects.filter(order_id=order.pk).order_by("line_no"))
    items = get_items({line.item_id for line in lines})
    wanted: dict[UUID, Decimal] = defaultdict(Decimal)
    for line in lines:
        wanted[line.item_id] += line.quantity
    quotes = price_for(wanted, row.buyer_id, order.currency, ctx.now)
    for number, line in enumerate(lines):
        item = items[line.item_id]
        quote = quotes.get(line.item_id)
        if quote is None:
            facts = {"item": item.sku, "listed": "", "currency": order.currency}
            raise errors.price("orders.no_price", f"lines[{number}].unit_price", facts)
        if not at_todays_price and not within(line.unit_price, quote.unit_price, row.tolerance_percent):
            raise recurring_errors.price_moved(
                item.sku, plain(line.unit_price), plain(quote.unit_price), order.currency
            )
    may_agree = actor.may(AGREE_PRICE)
    asked = PlaceOrder(
        buyer_id=row.buyer_id,
        seller_id=order.seller_id,
        currency=order.currency,
        lines=[
            OrderLineIn(
                item_id=item_id,
                quantity=QuantityIn(plain(quantity), items[item_id].unit),
                unit_price=None if may_agree else plain(quotes[item_id].unit_price),
            )
            for item_id, quantity in wanted.items()
        ],
        # The day is in the reference: should all else fail, the seller's books know a double by it.
        client_reference=f"{row.number}/{run.due_on.isoformat()}",
        note=row.name,
        cost_centre=order.cost_centre or None,
    )
    inner = Context(actor=actor, now=ctx.now, using=ctx.using)
    made = inner.call(place_order, asked)
    return made


def _answer(ctx: Context, row: RecurringOrder, run: RecurringRun) -> RunAnswer:
    placed = Order.objects.filter(pk=run.order_id) if run.order_id is not None else Order.objects.none()
    number = placed.values_list("number", flat=True).first() or ""
    facts = {"number": row.number, "due_on": run.due_on.isoformat(), "state": run.state, "order": number}
    ctx.audit(target="orders.recurring_order", target_id=row.pk, facts=facts | ({"code": run.code} if run.code else {}))
    return RunAnswer(recurring_id=row.pk, due_on=run.due_on, state=run.state, order_number=number, reason=run.reason)
