"""Of which acts on prices the log keeps digests of before and after: the prices of the items that are set."""

from typing import Any

from shared_apps.commands.states import watch
from tenant_apps.pricing.commands.set_prices import SetPrices
from tenant_apps.pricing.models import PriceTier


def prices(given: Any) -> Any:
    """Prices of the items that an input names, in its currency and for its buyer; None where there are none."""
    if not isinstance(given, SetPrices):
        return None
    rows = PriceTier.objects.filter(
        item_id__in=[one.item_id for one in given.lines], price_list__currency=given.currency,
        price_list__buyer_id=given.buyer_id,
    ).order_by("item_id", "min_quantity")  # fmt: skip
    found = rows.values_list("item_id", "min_quantity", "unit_price")
    return [[str(one) for one in row] for row in found] or None


watch("pricing.set_prices", read=prices)
