"""What is expected where: supplies that were ordered, transfers that were sent."""

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal
from uuid import UUID

from django.db.models import F, Sum

from tenant_apps.inventory.models import ExpectedSupply, TransferPart

Key = tuple[UUID, UUID]


def expected_at(keys: Collection[Key]) -> dict[Key, Decimal]:
    """Supplies and transfers on their way, by item and warehouse; what is late counts no more."""
    items = {item for item, _place in keys}
    found: dict[Key, Decimal] = defaultdict(Decimal)
    supplies = ExpectedSupply.objects.filter(item_id__in=items, state="open", is_late=False, quantity__gt=F("received"))
    sums = supplies.order_by().values_list("item_id", "warehouse_id").annotate(total=Sum(F("quantity") - F("received")))
    for item, place, total in sums:
        found[(item, place)] += total
    parts = TransferPart.objects.filter(
        line__item_id__in=items, line__transfer__state="dispatched", line__transfer__is_overdue=False
    )
    left = Sum(F("sent") - F("arrived") - F("damaged") - F("lost"))
    for item, place, total in (
        parts.order_by().values_list("line__item_id", "line__transfer__target_id").annotate(total=left)
    ):
        found[(item, place)] += total
    return {key: found[key] for key in keys if key in found}
