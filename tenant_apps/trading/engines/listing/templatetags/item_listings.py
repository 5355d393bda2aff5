"""`{% load item_listings %}`: open listings for the item page of the catalogue, which stands below trading."""

from django import template
from django.template import Context

from shared_apps.foundation import clock
from shared_apps.tenancy import scope
from tenant_apps.catalogue.types import ItemFacts
from tenant_apps.trading.kernel.queries.pages import MarketRow, market_of_item

register = template.Library()


@register.simple_tag(takes_context=True)
def open_listings_of(context: Context, item: ItemFacts) -> list[MarketRow]:
    """`{% open_listings_of item as listings %}`."""
    return market_of_item(context["request"].actor, item.id, clock.now(scope.alias()))
