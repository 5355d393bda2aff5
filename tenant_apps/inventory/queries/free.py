"""What is free where, for apps that choose a warehouse themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Sum

from tenant_apps.inventory.models import StockHold, StockLevel, Warehouse


@dataclass(frozen=True, slots=True)
class FreeStock:
    """Free stock of an item in a warehouse, what the asking sources hold there counted as free."""

    item_id: UUID
    warehouse_id: UUID
    code: str
    free: Decimal


def free_for(item_ids: Iterable[UUID], source: str, source_ids: Iterable[UUID]) -> list[FreeStock]:
    """Free stock of these items, as one finds it who gives up what these sources hold. Nothing is locked."""
    items = set(item_ids)
    held = StockHold.objects.filter(source=source, source_id__in=list(source_ids), state="held", item_id__in=items)
    own = {(item, place): total for item, place, total in
           held.order_by().values_list("item_id", "warehouse_id").annotate(total=Sum("quantity"))}  # fmt: skip
    rows = StockLevel.objects.filter(item_id__in=items).select_related("warehouse")
    return [
        FreeStock(
            row.item_id, row.warehouse_id, row.warehouse.code,
            row.on_hand - row.reserved - row.quarantined + own.get((row.item_id, row.warehouse_id), Decimal(0)),
        )
        for row in rows.order_by("warehouse__code", "item_id")
    ]  # fmt: skip


def warehouse_names(warehouse_ids: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    """Code and name of each; the caller has checked who may see them."""
    rows = Warehouse.objects.filter(pk__in=list(warehouse_ids)).values_list("id", "code", "name")
    return {pk: (code, name) for pk, code, name in rows}


def owner_of_warehouse(warehouse_id: UUID) -> UUID | None:
    """The company whose warehouse it is."""
    return Warehouse.objects.filter(pk=warehouse_id).values_list("company_id", flat=True).first()
