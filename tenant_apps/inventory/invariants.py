"""What must be true of stock."""

from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from shared_apps.foundation.invariants import invariant
from tenant_apps.inventory.models import StockHold, StockLevel, StockMovement

LIMIT = 100


def _sum_of(rows: object, field: str = "quantity") -> Coalesce:
    from decimal import Decimal

    grouped = rows.order_by().values("item_id", "warehouse_id").annotate(total=Sum(field)).values("total")  # type: ignore[attr-defined]
    return Coalesce(Subquery(grouped), Decimal(0))


@invariant("inventory.never_oversold")
def never_oversold() -> list[str]:
    """Nothing negative, nothing promised that is not there."""
    bad = StockLevel.objects.filter(Q(on_hand__lt=0) | Q(reserved__lt=0) | Q(reserved__gt=F("on_hand")))
    return [f"level {pk} is oversold" for pk in bad.values_list("id", flat=True)[:LIMIT]]


@invariant("inventory.levels_equal_movements")
def levels_equal_movements() -> list[str]:
    """On hand is the sum of all movements of the item in the warehouse."""
    moved = StockMovement.objects.filter(item_id=OuterRef("item_id"), warehouse_id=OuterRef("warehouse_id"))
    rows = StockLevel.objects.annotate(moved=_sum_of(moved)).exclude(on_hand=F("moved"))
    return [f"level {row.pk} shows {row.on_hand}, its movements say {row.moved}" for row in rows[:LIMIT]]


@invariant("inventory.reserved_equals_holds")
def reserved_equals_holds() -> list[str]:
    """Reserved is the sum of all holds that are still held."""
    held = StockHold.objects.filter(item_id=OuterRef("item_id"), warehouse_id=OuterRef("warehouse_id"), state="held")
    rows = StockLevel.objects.annotate(held=_sum_of(held)).exclude(reserved=F("held"))
    return [f"level {row.pk} reserves {row.reserved}, its holds say {row.held}" for row in rows[:LIMIT]]
