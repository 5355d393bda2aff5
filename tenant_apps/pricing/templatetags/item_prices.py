"""`{% load item_prices %}`: price tiers for the item page of the catalogue, which stands below pricing."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from shared_apps.foundation import clock
from shared_apps.tenancy import scope
from shared_apps.ui.templatetags.kontor import price
from tenant_apps.catalogue.types import ItemFacts
from tenant_apps.pricing.queries.pages import TierRow, item_tiers, lowest_prices

register = template.Library()


@register.simple_tag(takes_context=True)
def tiers_of(context: Context, item: ItemFacts) -> list[TierRow]:
    """`{% tiers_of item as tiers %}`; nothing for a reader who may not see prices."""
    actor = context["request"].actor
    if not actor.may("pricing.view_price"):
        return []
    return item_tiers(actor, item.id, item.supplier_id, clock.now(scope.alias()))


@register.simple_tag(takes_context=True)
def prices_from(context: Context, items: Sequence[ItemFacts]) -> dict[UUID, TierRow]:
    """The entry price of each item of a list, in one statement: `{% prices_from rows as prices %}`."""
    actor = context["request"].actor
    if not actor.may("pricing.view_price"):
        return {}
    return lowest_prices(actor, [item.id for item in items], clock.now(scope.alias()))


@register.simple_tag
def price_from(prices: Mapping[UUID, TierRow], item: ItemFacts) -> SafeString:
    """One entry price of `prices_from`, or a dash."""
    tier = prices.get(item.id)
    return price(tier.unit_price, tier.currency, item.unit) if tier else price(None, "")
