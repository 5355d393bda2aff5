"""Keep a payment for the order it names until its invoice comes. Functions for settlement, which locks payments."""

from uuid import UUID

from shared_apps.commands.context import Context
from tenant_apps.payments.types import PaymentFacts
from tenant_apps.terms.commands.plans import lock_plan, note_paid
from tenant_apps.terms.events import AdvanceFreed
from tenant_apps.terms.models import Advance, OrderPlan
from tenant_apps.terms.queries.plans import kept_advance


def order_named(payment: PaymentFacts) -> UUID | None:
    """The order with an open plan whose number stands in the payment's reference; the oldest when it names several."""
    if not payment.reference:
        return None
    rows = OrderPlan.objects.filter(
        buyer_id=payment.payer_id, seller_id=payment.payee_id, currency=payment.currency, state="open"
    )
    for order_id, number in rows.order_by("id").values_list("order_id", "order__number"):
        if number in payment.reference:
            return order_id
    return None


def set_aside(ctx: Context, payment: PaymentFacts, order_id: UUID, free_minor: int, billed_open_minor: int) -> int:
    """Keep what the order will still be invoiced for, as far as it is free; what is kept now, in minor units.

    `billed_open_minor` is what is open on invoices of the order: that is paid, not kept. Locks the plan.
    """
    plan = lock_plan(order_id)
    if plan is None or plan.state != "open":
        return 0
    amount = min(free_minor, plan.total_minor - plan.paid_minor - billed_open_minor)
    if amount <= 0:
        return 0
    Advance.objects.create(plan_id=plan.pk, payment_id=payment.id, amount_minor=amount, at=ctx.now)
    note_paid(ctx, order_id, amount)
    return amount


def use_advances(ctx: Context, order_id: UUID, open_minor: int) -> list[tuple[UUID, int]]:
    """Use what is kept for an order for its invoice: payments with their amounts, oldest first.

    What is left over waits for the order's next invoice; `free_advances` lets go of it. Locks the plan.
    """
    plan = lock_plan(order_id)
    if plan is None:
        return []
    used = []
    for row in Advance.objects.filter(plan_id=plan.pk, state="kept").order_by("id"):
        amount = min(open_minor, row.amount_minor - row.used_minor)
        if amount <= 0:
            break
        row.used_minor += amount
        if row.used_minor == row.amount_minor:
            row.state, row.ended_at = "used", ctx.now
        row.save(update_fields=["used_minor", "state", "ended_at"])
        open_minor -= amount
        used.append((row.payment_id, amount))
    # What pays an invoice counts there, and is counted by it again.
    note_paid(ctx, order_id, -sum(amount for _payment, amount in used))
    return used


def free_advances(ctx: Context, order_id: UUID) -> None:
    """Let what is kept for an order pay something else: it is cancelled, or invoiced for less. Locks the plan."""
    plan = lock_plan(order_id)
    if plan is None:
        return
    rest = kept_advance(plan.pk)
    for row in Advance.objects.filter(plan_id=plan.pk, state="kept").order_by("id"):
        row.state, row.ended_at = "used" if row.used_minor else "freed", ctx.now
        row.amount_minor = row.used_minor or row.amount_minor
        row.save(update_fields=["state", "ended_at", "amount_minor"])
        ctx.emit(AdvanceFreed(payment_id=row.payment_id))
    note_paid(ctx, order_id, -rest)
