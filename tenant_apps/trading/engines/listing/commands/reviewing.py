"""What the marketplace looks at before a listing opens: its value, and a price far from the reference."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from shared_apps.foundation.quantity import plain
from tenant_apps.trading.engines.listing.decisions.figures import optional_number, read_tiers
from tenant_apps.trading.kernel.models import DealLine


def needs_review(rules: Mapping[str, Any], value: Decimal) -> bool:
    """Whether the rules want a listing of this net value looked at first."""
    if rules["review"] == "by_value":
        above = optional_number(rules, "review_above")
        return above is None or value > above
    return bool(rules["review"] == "always")


def band_breach(
    rules: Mapping[str, Any], price: Decimal, item_id: UUID | None, currency: str
) -> tuple[str, str] | None:
    """Reference and width of the band where a price lies outside of it; None where it does not, or there is none."""
    percent = Decimal(str(rules["price_band_percent"]))
    if not percent:
        return None
    reference = optional_number(rules, "reference_price") or _last_price(item_id, currency)
    if reference is None:
        return None
    prices = {price, *(one for _start, one in read_tiers(rules["tiers"]) or ())}
    if all(abs(one - reference) * 100 <= percent * reference for one in prices):
        return None
    return plain(reference), plain(percent)


def _last_price(item_id: UUID | None, currency: str) -> Decimal | None:
    if item_id is None:
        return None
    rows = DealLine.objects.filter(item_id=item_id, deal__currency=currency, deal__cancelled_at__isnull=True)
    found: Decimal | None = (
        rows.filter(unit_price__gt=0).order_by("-deal__formed_at", "-deal_id").values_list("unit_price", flat=True)
    ).first()
    return found
