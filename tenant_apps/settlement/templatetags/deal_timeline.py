"""`{% load deal_timeline %}`: the timeline of a deal for pages of apps below this one.

Orders, shipments and invoices may not import settlement, which stands above them; a template that loads this library
at run time gets the whole picture without a Python import upwards.
"""

from uuid import UUID

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shared_apps.foundation.money import Money
from shared_apps.foundation.refusals import NotFound
from shared_apps.ui import formats
from shared_apps.ui.shapes import StepState, TimelineStep
from tenant_apps.orders.queries import get_order
from tenant_apps.settlement.queries import timeline
from tenant_apps.settlement.types import Step, Timeline

register = template.Library()

STATES: dict[str, StepState] = {"done": "done", "current": "now", "waiting": "wait", "cancelled": "part"}
PAGES = {
    "listing": "listing:listing",
    "deal": "settlement:deal",
    "order": "orders:order",
    "shipment": "logistics:shipment",
    "receipt": "logistics:shipment",
    "invoice": "invoicing:invoice",
    "credit_note": "invoicing:invoice",
    "payment": "payments:payment",
    "settled": "settlement:deal",
}


@register.simple_tag(takes_context=True)
def deal_steps(context: Context, deal_id: UUID | None) -> list[TimelineStep]:
    """`{% deal_steps deal_id as steps %}<c-timeline :steps="steps" />`; nothing for a deal the reader may not see."""
    if deal_id is None:
        return []
    try:
        return steps_of(timeline(deal_id, context["request"].actor))
    except NotFound:
        return []


@register.simple_tag(takes_context=True)
def order_steps(context: Context, order_id: UUID | None) -> list[TimelineStep]:
    """The same, found by the order."""
    return deal_steps(context, get_order(order_id, lines=False).deal_id) if order_id else []


def steps_of(line: Timeline) -> list[TimelineStep]:
    """The timeline as the component draws it. A bid has no page and no number of its own: it stands in the listing."""
    return [_step(step, line.currency) for step in line.steps if step.kind != "bid"]


def _step(step: Step, currency: str) -> TimelineStep:
    titles = {
        "listing": _("Listing"),
        "deal": _("Deal"),
        "order": _("Order"),
        "shipment": _("Shipment"),
        "receipt": _("Receipt"),
        "invoice": _("Invoice"),
        "credit_note": _("Credit note"),
        "payment": _("Payment"),
        "settled": pgettext("status", "Settled"),
    }
    page = PAGES.get(step.kind)
    return TimelineStep(
        title=titles.get(step.kind, step.kind),
        state=STATES[step.state],
        number=step.number if step.kind != "settled" else "",
        url=reverse(page, args=[step.id]) if page and step.id else "",
        note=_note(step, currency),
    )


def _note(step: Step, currency: str) -> str:
    if step.state == "cancelled":
        return pgettext("status", "Cancelled")
    parts = [formats.day_text(step.at)] if step.at else []
    if step.amount_minor is not None and step.kind in ("invoice", "credit_note", "payment"):
        money = Money(step.amount_minor, currency)
        parts.append(f"{formats.amount_text(money.amount, currency)} {currency}")
    if not parts and step.state == "current":
        return _("next")
    return ", ".join(parts)
