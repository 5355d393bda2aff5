"""`{% load waiting_goods %}`: what of an order waits for goods before it can leave."""

from typing import Any
from uuid import UUID

from django import template
from django.template import Context

from tenant_apps.logistics.queries.waiting import waiting_of_order

register = template.Library()


@register.inclusion_tag("logistics/_waiting.html", takes_context=True)
def waiting_goods(context: Context, order_id: UUID) -> dict[str, Any]:
    """A note for each shipment that waits; nothing for who may not see shipments."""
    actor = context["request"].actor
    return {"rows": waiting_of_order(actor, order_id) if actor.may("logistics.view_shipment") else []}
