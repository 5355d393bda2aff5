"""`{% load item_stock %}`: stock levels for the item page of the catalogue, which stands below inventory."""

from django import template
from django.template import Context

from tenant_apps.catalogue.types import ItemFacts
from tenant_apps.inventory.queries import list_stock
from tenant_apps.inventory.types import StockLine

register = template.Library()


@register.simple_tag(takes_context=True)
def stock_of(context: Context, item: ItemFacts) -> list[StockLine]:
    """`{% stock_of item as levels %}`: only levels of the reader's own company, all for the marketplace."""
    return list_stock(context["request"].actor, item_id=item.id)
