"""`{% load order_claims %}`: what is claimed of an order, for pages of apps below claims."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django import template
from django.template import Context

from shared_apps.foundation.money import Money
from tenant_apps.claims.models import Claim
from tenant_apps.claims.subscribers import held_by_claim
from tenant_apps.invoicing.commands import due_at
from tenant_apps.logistics.queries import list_of_order as shipments_of_order
from tenant_apps.orders.queries import awaits_invoice, lowered_of

register = template.Library()


class ClaimLineView(NamedTuple):
    id: UUID
    number: str
    state: str
    kind: str
    remedy: str
    amount: Money


class Waiting(NamedTuple):
    """An invoice that is not issued yet: it waits for a claim, or for its day."""

    shipment: str
    claim: str
    due_at: datetime


class OfOrder(NamedTuple):
    claims: Sequence[ClaimLineView]
    waiting: Sequence[Waiting]
    lowered: Money


@register.simple_tag(takes_context=True)
def claims_of(context: Context, order_id: UUID, currency: str) -> OfOrder:
    """Claims of an order the page has cut already, and invoices that wait: `{% claims_of order.id "EUR" as one %}`."""
    actor = context["request"].actor
    rows = Claim.objects.visible_to(actor).filter(order_id=order_id).order_by("-id")
    claims = [
        ClaimLineView(
            row.pk, row.number, row.state, row.kind, row.remedy,
            Money(row.settled_minor if row.ended_at else row.amount_minor, row.currency),
        )
        for row in (rows if actor.may("claims.view_claim") else ())
    ]  # fmt: skip
    waiting = [
        Waiting(one.number, held_by_claim(order_id, one.part_id), due_at(one.received_at))
        for one in shipments_of_order(order_id)
        if one.received_at is not None and awaits_invoice(order_id, one.part_id)
    ]
    return OfOrder(claims, waiting, Money(lowered_of([order_id]).get(order_id, 0), currency))
