"""Choose other terms for an order, out of those its seller offers its buyer."""

from uuid import UUID

import msgspec
from django.db.models import Q

from shared_apps.commands import Context, command
from shared_apps.foundation.ids import uuid7
from tenant_apps.orders.queries import find_order
from tenant_apps.rulesets.queries import effective
from tenant_apps.terms import errors
from tenant_apps.terms.commands.plans import ensure_plan, write_instalments
from tenant_apps.terms.models import Instalment, OrderPlan, PaymentTerms


class ChooseTerms(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    order_id: UUID
    terms_id: UUID


class TermsChosen(msgspec.Struct, frozen=True, kw_only=True):
    order_id: UUID
    terms_id: UUID
    name: str


@command("terms.choose_terms", input=ChooseTerms)
def choose_terms(ctx: Context, data: ChooseTerms) -> TermsChosen:
    """Choose terms for an order of one's own company until something of it has left or is paid. Locks the plan."""
    order = find_order(ctx.actor, data.order_id)
    terms = PaymentTerms.objects.filter(
        Q(buyer_id=order.buyer_id) | Q(buyer__isnull=True), pk=data.terms_id, seller_id=order.seller_id
    ).first()
    if terms is None:
        raise errors.terms_unknown()
    if terms.ended_at is not None:
        raise errors.terms_ended(terms.name)
    if ctx.actor.company_id == order.buyer_id and effective("terms.choose").value == "seller":
        raise errors.seller_chooses()
    plan = ensure_plan(ctx, order)
    if order.state != "accepted" or (plan is not None and plan.paid_minor):
        raise errors.too_late_to_choose(order.number)
    if plan is None:
        plan = OrderPlan(
            id=uuid7(), order_id=order.id, terms_id=terms.pk, buyer_id=order.buyer_id, seller_id=order.seller_id,
            currency=order.currency, total_minor=order.total_minor, made_at=ctx.now,
        )  # fmt: skip
        plan.save(force_insert=True)
    else:
        Instalment.objects.filter(plan_id=plan.pk).delete()
        plan.terms_id, plan.accelerated_at, plan.accelerated_why = terms.pk, None, ""
        plan.save(update_fields=["terms_id", "accelerated_at", "accelerated_why"])
    write_instalments(ctx, plan, order)
    ctx.audit(target="orders.order", target_id=order.id, facts={"number": order.number, "terms": terms.name})
    return TermsChosen(order_id=order.id, terms_id=terms.pk, name=terms.name)
