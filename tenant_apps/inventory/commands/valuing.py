"""What stock is worth: at the price everybody pays for the smallest quantity, in the currency of the marketplace."""

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from shared_apps.commands.context import Context
from tenant_apps.pricing.queries import list_tiers
from tenant_apps.rulesets.queries import effective


def unit_values(ctx: Context, item_ids: Iterable[UUID]) -> dict[UUID, Decimal]:
    """Value of one unit by item; items without a price are left out."""
    tiers = list_tiers(item_ids, None, str(effective("general.currency").value), ctx.now)
    return {item: found[0].unit_price for item, found in tiers.items() if found}


def limit_of(rule: str) -> Decimal | None:
    """The value of a decimal rule; None where it is empty."""
    text = str(effective(rule).value)
    return Decimal(text) if text else None
