"""`{% load payment_plan %}`: an order's plan of payment, for pages of orders and invoices."""

from uuid import UUID

from django import template
from django.template import Context

from tenant_apps.terms.queries.pages import PlanRow, plan_row, terms_by_id, terms_for
from tenant_apps.terms.queries.plans import plan_of

register = template.Library()


@register.simple_tag(takes_context=True)
def payment_plan(context: Context, order_id: UUID | None) -> PlanRow | None:
    """The plan of an order the page has cut already: `{% payment_plan order.id as paying %}`."""
    actor = context["request"].actor
    plan = plan_of(order_id) if order_id and actor.may("terms.view_plan") else None
    return plan_row(actor, plan) if plan else None


@register.simple_tag
def terms_name(terms_id: UUID | None) -> str:
    """What the terms of something the page has cut already are called: `{% terms_name draft.payment_terms %}`."""
    return terms_by_id([terms_id])[terms_id].name if terms_id else ""


@register.simple_tag(takes_context=True)
def terms_to_choose(context: Context, order: object) -> bool:
    """Whether the reader may give this order terms of payment: `{% terms_to_choose order as choosable %}`."""
    actor = context["request"].actor
    if getattr(order, "state", "") != "accepted" or not actor.may("terms.choose_terms"):
        return False
    return bool(terms_for(order))  # type: ignore[arg-type]
