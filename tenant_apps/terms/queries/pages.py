"""Plans of payment and terms as pages and the API list them, cut to what the actor may see."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, Count, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from shared_apps.api.paging import cut
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.money import Money
from tenant_apps.orders.types import OrderFacts
from tenant_apps.parties.queries import list_by_ids
from tenant_apps.terms import errors
from tenant_apps.terms.models import Instalment, OrderPlan, PaymentTerms, PaymentTermsStep
from tenant_apps.terms.queries.plans import facts_of
from tenant_apps.terms.types import InstalmentFacts, PlanFacts

PAGE = 40
WIDTH = 1000


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the bar: `x` and `width` in thousandths of the plan, `kind` its colour."""

    x: int
    width: int
    kind: str


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan with its partner and its bar."""

    facts: PlanFacts
    partner: str
    you_pay: bool
    total: Money
    paid: Money
    open: Money
    late: Money
    next_due: InstalmentFacts | None
    segments: Sequence[Segment]


@dataclass(frozen=True, slots=True)
class TermsRow:
    """Terms with their instalments; `seller` and `buyer` are names, `buyer` empty for everybody."""

    id: UUID
    seller_id: UUID
    buyer_id: UUID | None
    seller: str
    buyer: str
    name: str
    is_usual: bool
    end_of_month: bool
    discount_percent: Any
    discount_days: int
    since: Any
    ended_at: Any
    steps: Sequence[PaymentTermsStep]


@dataclass(frozen=True, slots=True)
class Page:
    rows: Sequence[Any]
    next_cursor: str


def _due_by(day: date, *, strictly: bool) -> Any:
    """What of a plan is due by a day, paid or not."""
    when = {"due_on__lt": day} if strictly else {"due_on__lte": day}
    rows = Instalment.objects.filter(plan_id=OuterRef("pk"), **when).order_by().values("plan_id")
    sums = rows.annotate(sum=Sum("amount_minor")).values("sum")
    return Coalesce(Subquery(sums, output_field=BigIntegerField()), Value(0), output_field=BigIntegerField())


def _views(actor: Actor, day: date) -> QuerySet[OrderPlan]:
    rows: QuerySet[OrderPlan] = OrderPlan.objects.visible_to(actor)
    return rows.annotate(due_sum=_due_by(day, strictly=False), late_sum=_due_by(day, strictly=True))


VIEWS = {
    "open": Q(state="open"),
    "due": Q(state="open", due_sum__gt=F("paid_minor")),
    "late": Q(state="open", late_sum__gt=F("paid_minor")),
    "paid": Q(state="paid"),
}


def plan_page(actor: Actor, filters: Mapping[str, str], day: date, cursor: str | None) -> Page:
    """Plans of one view and side."""
    rows = _views(actor, day).filter(VIEWS.get(filters.get("view", ""), Q()))
    if actor.company_id and filters.get("side") in ("buy", "sell"):
        rows = rows.filter(**{"buyer_id" if filters["side"] == "buy" else "seller_id": actor.company_id})
    for word in filters.get("q", "").split():
        rows = rows.filter(
            Q(order__number__icontains=word) | Q(buyer__name__icontains=word) | Q(seller__name__icontains=word)
        )
    found = cut(rows, "payment-plans", cursor=cursor, limit=PAGE)
    return Page(_rows(actor, facts_of(_in_order(found.rows))), found.next_cursor)


def _in_order(rows: Sequence[OrderPlan]) -> QuerySet[OrderPlan]:
    return OrderPlan.objects.filter(pk__in=[row.pk for row in rows]).order_by("-id")


def plan_counts(actor: Actor, day: date) -> dict[str, int]:
    return _views(actor, day).aggregate(
        all=Count("pk"), **{code: Count("pk", filter=condition) for code, condition in VIEWS.items()}
    )


def plan_row(actor: Actor, facts: PlanFacts) -> PlanRow:
    """One plan that was cut already."""
    return _rows(actor, [facts])[0]


def _rows(actor: Actor, plans: Sequence[PlanFacts]) -> list[PlanRow]:
    names = list_by_ids([pk for plan in plans for pk in (plan.buyer_id, plan.seller_id)])
    found = []
    for plan in plans:
        you_pay = actor.company_id == plan.buyer_id
        waiting = [one for one in plan.instalments if one.open_minor and one.due_on is not None]
        found.append(
            PlanRow(
                facts=plan,
                partner=names[plan.seller_id if you_pay else plan.buyer_id].name,
                you_pay=you_pay,
                total=Money(plan.total_minor, plan.currency),
                paid=Money(plan.paid_minor, plan.currency),
                open=Money(max(0, plan.open_minor), plan.currency),
                late=Money(plan.late_minor, plan.currency),
                next_due=min(waiting, key=lambda one: (one.due_on, one.no), default=None),
                segments=segments(plan),
            )
        )
    return found


def segments(plan: PlanFacts) -> list[Segment]:
    """The bar of a plan: per instalment what is paid of it, then what is not, in the order of the plan."""
    if plan.total_minor <= 0:
        return []
    found, done = [], 0
    for one in plan.instalments:
        for amount, kind in ((one.paid_minor, "paid"), (one.open_minor, one.state)):
            if amount <= 0:
                continue
            left, right = done * WIDTH // plan.total_minor, (done + amount) * WIDTH // plan.total_minor
            done += amount
            if right > left:
                # A gap of three thousandths keeps neighbours of one colour apart.
                found.append(Segment(left, max(1, right - left - 3), "due" if kind == "part_paid" else kind))
    return found


def terms_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[PaymentTerms]:
    """Rows; `filters` are column values, `is_offered` says whether they may be chosen still."""
    rows: QuerySet[PaymentTerms] = PaymentTerms.objects.visible_to(actor)
    rest = dict(filters)
    if "is_offered" in rest:
        rows = rows.filter(ended_at__isnull=rest.pop("is_offered"))
    return rows.filter(**rest)


def terms_view(rows: QuerySet[PaymentTerms]) -> list[TermsRow]:
    """Terms that were cut already, with their instalments."""
    found = list(rows.select_related("seller", "buyer"))
    steps: dict[UUID, list[PaymentTermsStep]] = {}
    for step in PaymentTermsStep.objects.filter(terms_id__in=[row.pk for row in found]).order_by("no"):
        steps.setdefault(step.terms_id, []).append(step)
    return [
        TermsRow(
            id=row.pk, seller_id=row.seller_id, buyer_id=row.buyer_id, seller=row.seller.name,
            buyer=row.buyer.name if row.buyer else "", name=row.name, is_usual=row.is_usual,
            end_of_month=row.end_of_month, discount_percent=row.discount_percent, discount_days=row.discount_days,
            since=row.since, ended_at=row.ended_at, steps=steps.get(row.pk, ()),
        )
        for row in found
    ]  # fmt: skip


def terms_by_id(ids: Iterable[UUID]) -> dict[UUID, TermsRow]:
    """Terms that were cut already, by id."""
    return {one.id: one for one in terms_view(PaymentTerms.objects.filter(pk__in=list(ids)))}


def find_terms(actor: Actor, terms_id: UUID) -> TermsRow:
    """One set of terms, if this actor may see it."""
    rows = terms_view(PaymentTerms.objects.visible_to(actor).filter(pk=terms_id))
    if not rows:
        raise errors.terms_unknown()
    return rows[0]


def plans_by_id(ids: Iterable[UUID]) -> dict[UUID, PlanFacts]:
    """Plans that were cut already, by id."""
    return {one.id: one for one in facts_of(OrderPlan.objects.filter(pk__in=list(ids)))}


def own_terms(actor: Actor) -> list[TermsRow]:
    """What the actor's company offers as a seller; everything for the marketplace."""
    rows: QuerySet[PaymentTerms] = PaymentTerms.objects.visible_to(actor).filter(ended_at__isnull=True)
    if actor.company_id is not None:
        rows = rows.filter(seller_id=actor.company_id)
    return terms_view(rows.order_by("-is_usual", "name"))


def terms_for(order: OrderFacts) -> list[TermsRow]:
    """What may be chosen for an order that was cut already."""
    rows = PaymentTerms.objects.filter(
        Q(buyer_id=order.buyer_id) | Q(buyer__isnull=True), seller_id=order.seller_id, ended_at__isnull=True
    )
    return terms_view(rows.order_by("name"))
