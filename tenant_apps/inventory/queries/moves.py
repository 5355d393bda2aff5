"""How goods have moved in one place, for whoever carries an older count on to now."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Max, Sum

from tenant_apps.inventory.models import StockLevel, StockMovement, Warehouse

# Counts and openings say what lies there; the others say that goods really moved.
REAL = ("issue", "return", "receipt")


def moved_since(item_id: UUID, warehouse_id: UUID, at: datetime) -> Decimal:
    """Sum of the goods that came in and went out here after `at`."""
    rows = StockMovement.objects.filter(item_id=item_id, warehouse_id=warehouse_id, kind__in=REAL, at__gt=at)
    return rows.aggregate(total=Sum("quantity"))["total"] or Decimal(0)


def last_moved(item_id: UUID, warehouse_id: UUID) -> datetime | None:
    """When what lies here changed last."""
    found: datetime | None = StockMovement.objects.filter(item_id=item_id, warehouse_id=warehouse_id).aggregate(
        at=Max("at")
    )["at"]
    return found


def warehouses_by_code(company_id: UUID) -> dict[str, UUID]:
    return dict(Warehouse.objects.filter(company_id=company_id).values_list("code", "id"))


def levels_of_company(company_id: UUID) -> dict[tuple[UUID, UUID], Decimal]:
    """On hand per item and warehouse of a company. Not cut by actor: for comparisons with its own systems."""
    rows = StockLevel.objects.filter(warehouse__company_id=company_id)
    return {(item, place): there for item, place, there in rows.values_list("item_id", "warehouse_id", "on_hand")}
