"""What a buyer can have of an item at once: the most that is free in one place."""

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from django.db.models import F, Max

from tenant_apps.inventory.models import StockLevel


def most_at_once(item_ids: Iterable[UUID]) -> dict[UUID, Decimal]:
    """Free stock of each item in the warehouse that has most of it; items without a level are left out."""
    rows = StockLevel.objects.filter(item_id__in=list(item_ids)).values("item_id")
    free = Max(F("on_hand") - F("reserved") - F("quarantined"))
    return dict(rows.annotate(free=free).values_list("item_id", "free"))
