"""Start an order that comes again, pause, resume and end it, leave a day out."""

from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from django.utils.translation import gettext as _

from shared_apps.commands import Context, command
from shared_apps.foundation.ids import uuid7
from shared_apps.outbox.jobs import enqueue
from tenant_apps.orders import errors, recurring_errors
from tenant_apps.orders.decisions.recurrence import OnClosed, Period, Rhythm, next_run
from tenant_apps.orders.models import Order, RecurringOrder, RecurringRun
from tenant_apps.rulesets.commands import take_number
from tenant_apps.rulesets.queries import effective
from tenant_apps.trading.kernel.commands import acting_company
from tenant_apps.trading.kernel.types import read_decimal

RUN_JOB = "orders.run_recurring"
AT = time(6)
CLOSED_MOST = 400


class StartRecurring(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Repeats the lines of `order_id` at the price of the day, as long as that is within `tolerance_percent` of then.

    `weekday` (0 is Monday) for weeks, `day` (31: the last) for months; `on_closed` says what becomes of weekends and
    of the days in `closed`.
    """

    order_id: UUID
    buyer_id: UUID | None = None
    name: str
    every: int
    period: Period
    starts_on: date
    weekday: int | None = None
    day: int | None = None
    ends_on: date | None = None
    times: int | None = None
    on_closed: OnClosed = "keep"
    closed: list[date] = []
    tolerance_percent: str = "0"


class RecurringAnswer(msgspec.Struct, frozen=True, kw_only=True):
    recurring_id: UUID
    number: str
    state: str
    next_due: date | None
    next_on: date | None


class NameRecurring(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    recurring_id: UUID


class SkipDay(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    recurring_id: UUID
    due_on: date


@command("orders.start_recurring", input=StartRecurring, permission="orders.place_order")
def start_recurring(ctx: Context, data: StartRecurring) -> RecurringAnswer:
    """Let an order of one's own company come again in a rhythm."""
    buyer_id = acting_company(ctx, "orders.place_order", data.buyer_id, field="buyer_id")
    if ctx.actor.user_id is None:
        raise recurring_errors.people_only()
    order = Order.objects.filter(pk=data.order_id, buyer_id=buyer_id).first()
    if order is None:
        raise errors.order_unknown("order_id")
    tolerance = _check(data, today(ctx.now))
    row = RecurringOrder(
        id=uuid7(), number=take_number("RO", ctx.now), name=data.name.strip(), buyer_id=buyer_id, order_id=order.pk,
        every=data.every, period=data.period, weekday=data.weekday if data.period == "week" else None,
        day=data.day if data.period == "month" else None, starts_on=data.starts_on, ends_on=data.ends_on,
        times=data.times, on_closed=data.on_closed, closed=sorted({day.isoformat() for day in data.closed}),
        tolerance_percent=tolerance, owner_id=ctx.actor.user_id, created_at=ctx.now, changed_at=ctx.now,
    )  # fmt: skip
    owe_next(ctx, row, after=None)
    if row.next_due is None:
        raise recurring_errors.bad_rhythm("ends_on", _("There is no day to order on before its end."))
    row.save(force_insert=True)
    return _done(ctx, row, {"order": order.number})


def _check(data: StartRecurring, now: date) -> Decimal:
    bad = recurring_errors.bad_rhythm
    if not 1 <= len(data.name.strip()) <= 120:
        raise errors.bad_text("name", 120)
    if not 1 <= data.every <= 366:
        raise bad("every", _("A whole number from 1 to 366."))
    if data.weekday is not None and not 0 <= data.weekday <= 6:
        raise bad("weekday", _("A day of the week, from 0 (Monday) to 6."))
    if data.day is not None and not 1 <= data.day <= 31:
        raise bad("day", _("A day of the month, from 1 to 31."))
    if data.starts_on < now:
        raise bad("starts_on", _("This day is over."))
    if data.ends_on is not None and data.ends_on < data.starts_on:
        raise bad("ends_on", _("The end is before the start."))
    if data.times is not None and not 1 <= data.times <= 1000:
        raise bad("times", _("A whole number from 1 to 1000."))
    if len(data.closed) > CLOSED_MOST:
        raise bad("closed", _("At most %(most)s days.") % {"most": CLOSED_MOST})
    try:
        tolerance = read_decimal(data.tolerance_percent)
    except ValueError as error:
        raise bad("tolerance_percent", _("A number from 0 to 100.")) from error
    if not 0 <= tolerance <= 100 or tolerance != round(tolerance, 2):
        raise bad("tolerance_percent", _("A number from 0 to 100."))
    return tolerance


@command("orders.pause_recurring", input=NameRecurring, permission="orders.place_order")
def pause_recurring(ctx: Context, data: NameRecurring) -> RecurringAnswer:
    """Let a recurring order rest; days that pass meanwhile are not made up for."""
    row = lock(ctx, data.recurring_id, "active")
    row.state = "paused"
    return _save(ctx, row)


@command("orders.resume_recurring", input=NameRecurring, permission="orders.place_order")
def resume_recurring(ctx: Context, data: NameRecurring) -> RecurringAnswer:
    """Let a recurring order go on, from its next day."""
    row = lock(ctx, data.recurring_id, "paused")
    row.state = "active"
    last = row.runs.order_by("-due_on").values_list("due_on", flat=True).first()
    owe_next(ctx, row, after=last)
    return _save(ctx, row)


@command("orders.end_recurring", input=NameRecurring, permission="orders.place_order")
def end_recurring(ctx: Context, data: NameRecurring) -> RecurringAnswer:
    """End a recurring order for good; the orders it placed stay as they are."""
    row = lock(ctx, data.recurring_id, "active", "paused")
    row.state, row.next_due, row.next_on = "ended", None, None
    return _save(ctx, row)


@command("orders.skip_recurring_day", input=SkipDay, permission="orders.place_order")
def skip_recurring_day(ctx: Context, data: SkipDay) -> RecurringAnswer:
    """Leave out the next day of a recurring order, or a day that waits for an answer or failed."""
    row = lock(ctx, data.recurring_id, "active", "paused")
    waiting = RecurringRun.objects.filter(recurring=row, due_on=data.due_on).first()
    if waiting is not None:
        if waiting.state not in ("failed", "asking"):
            raise recurring_errors.run_unknown()
        waiting.state, waiting.at = "skipped", ctx.now
        waiting.save(update_fields=["state", "at"])
    elif data.due_on == row.next_due:
        RecurringRun.objects.create(id=uuid7(), recurring=row, due_on=data.due_on, state="skipped", at=ctx.now)
        owe_next(ctx, row, after=data.due_on)
    else:
        raise recurring_errors.run_unknown()
    return _save(ctx, row)


def lock(ctx: Context, recurring_id: UUID, *states: str) -> RecurringOrder:
    """The locked row of one's own company, when it stands in one of these states."""
    row = RecurringOrder.objects.visible_to(ctx.actor).select_for_update().filter(pk=recurring_id).first()
    if row is None:
        raise recurring_errors.recurring_unknown()
    if row.state not in states:
        raise recurring_errors.not_in_state(row.number, row.state)
    return row


def rhythm_of(row: RecurringOrder) -> Rhythm:
    return Rhythm(
        every=row.every, period=row.period, starts_on=row.starts_on, weekday=row.weekday, day=row.day,  # type: ignore[arg-type]
        ends_on=row.ends_on, times=row.times, on_closed=row.on_closed,  # type: ignore[arg-type]
        closed=frozenset(date.fromisoformat(one) for one in row.closed),
    )  # fmt: skip


def today(now: datetime) -> date:
    """The day it is in the marketplace's time zone."""
    return now.astimezone(ZoneInfo(str(effective("general.time_zone").value))).date()


def owe_next(ctx: Context, row: RecurringOrder, *, after: date | None) -> None:
    """Set the next day and owe its job, in the open transaction; without a next day the order has ended."""
    due = next_run(rhythm_of(row), after, today(ctx.now))
    row.next_due, row.next_on = (due.due_on, due.on) if due is not None else (None, None)
    if due is None or due.on is None:
        row.state = "ended"
        return
    zone = ZoneInfo(str(effective("general.time_zone").value))
    at = max(ctx.now, datetime.combine(due.on, AT, zone))
    enqueue(
        RUN_JOB, f"{row.number} {due.due_on}", {"recurring_id": str(row.pk), "due_on": due.due_on.isoformat()}, at=at
    )


def _save(ctx: Context, row: RecurringOrder) -> RecurringAnswer:
    row.changed_at = ctx.now
    row.save()
    return _done(ctx, row, {})


def _done(ctx: Context, row: RecurringOrder, facts: dict[str, str]) -> RecurringAnswer:
    ctx.audit(
        target="orders.recurring_order", target_id=row.pk, facts={"number": row.number, "state": row.state, **facts}
    )
    return RecurringAnswer(
        recurring_id=row.pk, number=row.number, state=row.state, next_due=row.next_due, next_on=row.next_on
    )
