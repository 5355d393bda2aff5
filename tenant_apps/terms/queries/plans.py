"""Plans of payment as facts, with each instalment's state reckoned for a day."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, Max, QuerySet, Sum

from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.tenancy import scope
from tenant_apps.rulesets.queries import effective
from tenant_apps.terms import errors
from tenant_apps.terms.decisions.plan import Part, asked, fill, state_of
from tenant_apps.terms.models import Advance, Instalment, OrderPlan, PaymentTerms
from tenant_apps.terms.types import InstalmentFacts, PlanFacts


def has_terms(seller_id: UUID) -> bool:
    """Whether a seller has terms at all. Not cut by actor."""
    return PaymentTerms.objects.filter(seller_id=seller_id).exists()


def today() -> date:
    """The day in the marketplace's own zone."""
    return _local(clock.now(scope.alias()))


def _local(at: datetime) -> date:
    return at.astimezone(ZoneInfo(str(effective("general.time_zone").value))).date()


def plan_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[OrderPlan]:
    """Rows; `filters` are column values."""
    return OrderPlan.objects.visible_to(actor).filter(**filters)


def plan_of(order_id: UUID, at: datetime | None = None) -> PlanFacts | None:
    """The plan of an order, if it has one. Not cut by actor: for orders cut already."""
    rows = facts_of(OrderPlan.objects.filter(order_id=order_id), at)
    return rows[0] if rows else None


def find_plan(actor: Actor, order_id: UUID) -> PlanFacts:
    """The same, if this actor may see it."""
    rows = facts_of(OrderPlan.objects.visible_to(actor).filter(order_id=order_id))
    if not rows:
        raise errors.no_plan()
    return rows[0]


def due_now(order_id: UUID, at: datetime) -> int:
    """What is unpaid of everything of an order that is due by a moment. Not cut by actor."""
    plan = plan_of(order_id, at)
    if plan is None or plan.state != "open":
        return 0
    parts = [Part(one.no, one.amount_minor, one.due_on) for one in plan.instalments]
    return asked(parts, {one.no: one.paid_minor for one in plan.instalments}, _local(at))


def last_due(order_id: UUID) -> date | None:
    """The day by which everything of an order is due, as far as it is known. Not cut by actor."""
    rows = Instalment.objects.filter(plan__order_id=order_id, amount_minor__gt=0)
    return rows.aggregate(last=Max("due_on"))["last"]


def kept_advance(plan_id: UUID) -> int:
    """What is kept for a plan and not used yet. Not cut by actor."""
    rows = Advance.objects.filter(plan_id=plan_id, state="kept")
    return rows.aggregate(sum=Sum(F("amount_minor") - F("used_minor")))["sum"] or 0


def kept_of(payment_id: UUID) -> int:
    """What of a payment is kept for orders and not used yet. Not cut by actor."""
    rows = Advance.objects.filter(payment_id=payment_id, state="kept")
    return rows.aggregate(sum=Sum(F("amount_minor") - F("used_minor")))["sum"] or 0


def kept_by_order() -> dict[UUID, int]:
    """What is kept and not used yet, by order. Not cut by actor."""
    rows = Advance.objects.filter(state="kept").values_list("plan__order_id")
    return dict(rows.annotate(sum=Sum(F("amount_minor") - F("used_minor"))).order_by())


def paid_by_order() -> dict[UUID, int]:
    """What plans call paid, by order. Not cut by actor."""
    return dict(OrderPlan.objects.values_list("order_id", "paid_minor"))


def facts_of(rows: QuerySet[OrderPlan], at: datetime | None = None) -> list[PlanFacts]:
    """Plans with their instalments, in the order of the rows."""
    plans = list(rows.select_related("terms", "order"))
    day = _local(at) if at else today()
    lines: dict[UUID, list[Instalment]] = {}
    for one in Instalment.objects.filter(plan_id__in=[row.pk for row in plans]).order_by("no"):
        lines.setdefault(one.plan_id, []).append(one)
    kept = dict(
        Advance.objects.filter(plan_id__in=[row.pk for row in plans], state="kept")
        .values_list("plan_id")
        .annotate(sum=Sum(F("amount_minor") - F("used_minor")))
        .order_by()
    )
    return [_facts(row, lines.get(row.pk, ()), kept.get(row.pk, 0), day) for row in plans]


def _facts(row: OrderPlan, lines: Iterable[Instalment], kept: int, day: date) -> PlanFacts:
    parts = {one.no: Part(one.no, one.amount_minor, one.due_on) for one in lines}
    paid = fill(list(parts.values()), row.paid_minor)
    return PlanFacts(
        id=row.pk,
        order_id=row.order_id,
        order_number=row.order.number,
        buyer_id=row.buyer_id,
        seller_id=row.seller_id,
        terms_id=row.terms_id,
        terms_name=row.terms.name,
        currency=row.currency,
        total_minor=row.total_minor,
        paid_minor=row.paid_minor,
        advance_minor=kept,
        state=row.state,
        end_of_month=row.terms.end_of_month,
        discount_percent=row.terms.discount_percent,
        discount_days=row.terms.discount_days,
        accelerated_at=row.accelerated_at,
        accelerated_why=row.accelerated_why,
        instalments=tuple(
            InstalmentFacts(
                no=one.no,
                milestone=one.milestone,
                days=one.days,
                share=one.share,
                amount_minor=one.amount_minor,
                paid_minor=paid[one.no],
                due_on=one.due_on,
                planned_on=one.planned_on,
                state=state_of(parts[one.no], paid[one.no], day),
            )
            for one in lines
        ),
    )
