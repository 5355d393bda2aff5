"""Make plans of payment, note what happens to their orders, and look what is due. Functions for commands.

A plan is locked after its order and its open documents, before number series. What is paid is never stored per
instalment: it fills them oldest first (`decisions/plan.py`).
"""

from collections.abc import Sequence
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from shared_apps.commands.context import Context
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.ids import uuid7
from shared_apps.outbox import jobs
from tenant_apps.orders.queries import get_order, payable_minor
from tenant_apps.orders.types import OrderFacts
from tenant_apps.rulesets.queries import effective
from tenant_apps.terms.decisions.plan import Part, accelerates, asked, divide, due_day, fill, next_look
from tenant_apps.terms.events import InstalmentDue, InstalmentLate, PlanAccelerated
from tenant_apps.terms.models import Instalment, OrderPlan, PaymentTerms, PaymentTermsStep
from tenant_apps.terms.types import TermsStep

WATCH_JOB = "terms.watch_plan"


def zone() -> ZoneInfo:
    return ZoneInfo(str(effective("general.time_zone").value))


def lock_plan(order_id: UUID) -> OrderPlan | None:
    """The plan of an order, locked; None when it has none."""
    return OrderPlan.objects.select_for_update(of=("self",)).filter(order_id=order_id).first()


def ensure_plan(ctx: Context, order: OrderFacts) -> OrderPlan | None:
    """The order's plan, locked; made if it has none yet, from the terms that were chosen in the order or from the
    seller's usual ones on its day."""
    plan = lock_plan(order.id)
    if plan is not None or order.state == "cancelled":
        return plan
    terms = terms_of(order)
    if terms is None:
        return None
    total = payable_minor(order.id)
    plan = OrderPlan(
        id=uuid7(), order_id=order.id, terms_id=terms.pk, buyer_id=order.buyer_id, seller_id=order.seller_id,
        currency=order.currency, total_minor=total, made_at=ctx.now, state="open" if total else "paid",
    )  # fmt: skip
    # Two deliveries of events may come here at once: the second finds the first one's plan.
    OrderPlan.objects.bulk_create([plan], ignore_conflicts=True)
    mine = lock_plan(order.id)
    if mine is not None and mine.pk == plan.pk:
        write_instalments(ctx, mine, order)
    return mine


def terms_of(order: OrderFacts) -> PaymentTerms | None:
    """What an order begins with. The choice in it stands, whatever the seller offers since."""
    if order.payment_terms is not None:
        return PaymentTerms.objects.get(pk=order.payment_terms)
    return usual_terms(order.seller_id, order.buyer_id, order.accepted_at)


def usual_terms(seller_id: UUID, buyer_id: UUID, at: datetime) -> PaymentTerms | None:
    """What a seller usually asks of a buyer at a moment: terms for this buyer before those for everybody."""
    rows = PaymentTerms.objects.filter(
        Q(buyer_id=buyer_id) | Q(buyer__isnull=True), Q(ended_at__isnull=True) | Q(ended_at__gt=at),
        seller_id=seller_id, is_usual=True, since__lte=at,
    )  # fmt: skip
    found = sorted(rows, key=lambda row: (row.buyer_id is None, -row.since.timestamp()))
    return found[0] if found else None


def write_instalments(ctx: Context, plan: OrderPlan, order: OrderFacts) -> None:
    """The instalments of the plan's terms, and the first look at them."""
    steps = list(PaymentTermsStep.objects.filter(terms_id=plan.terms_id).order_by("no"))
    amounts = divide(plan.total_minor, [step.share for step in steps])
    ends = PaymentTerms.objects.values_list("end_of_month", flat=True).get(pk=plan.terms_id)
    reached = {"accepted": order.accepted_at.astimezone(zone()).date()}
    rows = []
    for step, amount in zip(steps, amounts, strict=True):
        day = due_day(TermsStep(step.share, step.milestone, step.days, step.on), reached, ends)
        rows.append(
            Instalment(
                plan_id=plan.pk,
                no=step.no,
                share=step.share,
                milestone=step.milestone,
                days=step.days,
                amount_minor=amount,
                due_on=day,
                planned_on=day,
            )
        )
    Instalment.objects.bulk_create(rows)
    look(ctx, plan, order.number)


def reach(ctx: Context, order_id: UUID, milestone: str) -> OrderPlan | None:
    """An order has come to a milestone: instalments that waited for it get their day. Again is nothing."""
    order = get_order(order_id, lines=False)
    plan = ensure_plan(ctx, order)
    if plan is None or plan.state == "cancelled":
        return plan
    ends = PaymentTerms.objects.values_list("end_of_month", flat=True).get(pk=plan.terms_id)
    today = ctx.now.astimezone(zone()).date()
    waiting = Instalment.objects.filter(plan_id=plan.pk, milestone=milestone, planned_on__isnull=True)
    for row in waiting:
        row.planned_on = due_day(TermsStep(row.share, row.milestone, row.days), {milestone: today}, ends)
        row.due_on = row.due_on or row.planned_on
        row.save(update_fields=["planned_on", "due_on"])
    look(ctx, plan, order.number)
    return plan


def rebase(ctx: Context, order_id: UUID, total_minor: int) -> None:
    """The order comes to another amount: its instalments are divided anew, to the last minor unit."""
    plan = lock_plan(order_id)
    if plan is None or plan.state == "cancelled" or plan.total_minor == total_minor:
        return
    rows = list(Instalment.objects.filter(plan_id=plan.pk).order_by("no"))
    for row, amount in zip(rows, divide(total_minor, [row.share for row in rows]), strict=True):
        row.amount_minor = amount
        row.save(update_fields=["amount_minor"])
    plan.total_minor = total_minor
    plan.state = "paid" if plan.paid_minor >= total_minor else "open"
    plan.save(update_fields=["total_minor", "state"])
    look(ctx, plan, get_order(order_id, lines=False).number)


def note_paid(ctx: Context, order_id: UUID, amount_minor: int) -> None:
    """More of an order is paid, or less (negative). Called by whoever pays invoices, in its transaction."""
    plan = lock_plan(order_id)
    if plan is None or amount_minor == 0:
        return
    plan.paid_minor += amount_minor
    if plan.state != "cancelled":
        plan.state = "paid" if plan.paid_minor >= plan.total_minor else "open"
    plan.save(update_fields=["paid_minor", "state"])


def look(ctx: Context, plan: OrderPlan, number: str) -> None:
    """Say what is due and what is late, each once; let the rest be due where the rules say so; look again later."""
    if plan.state != "open":
        return
    today = ctx.now.astimezone(zone()).date()
    rows = list(Instalment.objects.filter(plan_id=plan.pk).order_by("no"))
    paid = fill(_parts(rows), plan.paid_minor)
    when = str(effective("terms.accelerate").value)
    days = int(str(effective("terms.accelerate_days").value))
    missed = int(str(effective("terms.accelerate_missed").value))
    _say_late(ctx, plan, rows, paid, today, number)
    if plan.accelerated_at is None and accelerates(_parts(rows), paid, today, when=when, days=days, missed=missed):
        _accelerate(ctx, plan, rows, when, today, number)
        paid = fill(_parts(rows), plan.paid_minor)
    _say_due(ctx, plan, rows, today, number, asked(_parts(rows), paid, today))
    faultpoint("terms.after_look")
    following = next_look(_parts(rows), paid, today, days if when == "late" and plan.accelerated_at is None else None)
    if following is not None and (plan.next_look_on is None or following < plan.next_look_on):
        plan.next_look_on = following
        plan.save(update_fields=["next_look_on"])
        at = datetime.combine(following, time(0, 0, 1), zone())
        jobs.enqueue(WATCH_JOB, f"What is due of {number}", {"plan_id": str(plan.pk)}, at=at)


def _parts(rows: Sequence[Instalment]) -> list[Part]:
    return [Part(row.no, row.amount_minor, row.due_on) for row in rows]


def _say_late(
    ctx: Context, plan: OrderPlan, rows: Sequence[Instalment], paid: dict[int, int], today: date, number: str
) -> None:
    for row in rows:
        if row.late_at is None and row.due_on is not None and row.due_on < today and paid[row.no] < row.amount_minor:
            row.late_at = ctx.now
            row.save(update_fields=["late_at"])
            ctx.emit(
                InstalmentLate(
                    order_id=plan.order_id,
                    order_number=number,
                    buyer_id=plan.buyer_id,
                    seller_id=plan.seller_id,
                    instalment=row.no,
                    currency=plan.currency,
                    open_minor=row.amount_minor - paid[row.no],
                )
            )


def _accelerate(ctx: Context, plan: OrderPlan, rows: Sequence[Instalment], why: str, today: date, number: str) -> None:
    """Later instalments are due today; the day they had is kept beside it."""
    for row in rows:
        if row.due_on is None or row.due_on > today:
            row.due_on, row.asked_at = today, None
            row.save(update_fields=["due_on", "asked_at"])
    plan.accelerated_at, plan.accelerated_why = ctx.now, why
    plan.save(update_fields=["accelerated_at", "accelerated_why"])
    ctx.emit(
        PlanAccelerated(
            order_id=plan.order_id,
            order_number=number,
            buyer_id=plan.buyer_id,
            seller_id=plan.seller_id,
            currency=plan.currency,
            open_minor=plan.total_minor - plan.paid_minor,
            reason=why,
        )
    )


def _say_due(
    ctx: Context, plan: OrderPlan, rows: Sequence[Instalment], today: date, number: str, open_minor: int
) -> None:
    new = [row for row in rows if row.due_on is not None and row.due_on <= today and row.asked_at is None]
    for row in new:
        row.asked_at = ctx.now
        row.save(update_fields=["asked_at"])
    if new and open_minor > 0:
        ctx.emit(
            InstalmentDue(
                order_id=plan.order_id,
                order_number=number,
                buyer_id=plan.buyer_id,
                seller_id=plan.seller_id,
                currency=plan.currency,
                open_minor=open_minor,
            )
        )
