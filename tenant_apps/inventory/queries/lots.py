"""Balances by bin, lot and owner, what is kept back, and the way of a lot through the warehouses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet, Sum
from django.utils.translation import gettext as _

from shared_apps.foundation.actor import Actor
from shared_apps.foundation.cutting import within
from tenant_apps.inventory import errors
from tenant_apps.inventory.models import (
    Quarantine,
    StockBalance,
    StockBin,
    StockLot,
    StockMovement,
    TransferPart,
)
from tenant_apps.inventory.permissions import VIEW_STOCK

TRACE_MOST = 500


@dataclass(frozen=True, slots=True)
class Step:
    """One movement of a lot. `why` is what the choice of lots said when it left."""

    at: datetime
    kind: str
    warehouse: str
    bin: str
    quantity: Decimal
    quarantined: Decimal
    note: str
    source: str
    source_id: UUID
    why: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LotTrace:
    """Where a lot came from, where it went, and where the rest of it lies."""

    id: UUID
    item_id: UUID
    sku: str
    name: str
    unit: str
    code: str
    expires_on: date | None
    received_at: datetime
    on_hand: Decimal
    quarantined: Decimal
    in_transit: Decimal
    came: Sequence[Step]
    went: Sequence[Step]
    balances: Sequence[StockBalance]


def _own(actor: Actor, rows: QuerySet[Any], path: str = "warehouse__company_id") -> QuerySet[Any]:
    rows = rows.filter(within(actor, VIEW_STOCK, warehouses=path.replace("__company_id", "_id")))
    return rows if actor.is_marketplace else rows.filter(**{path: actor.own_company})


def balance_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[StockBalance]:
    """What lies where, in the actor's warehouses; empty places are left out."""
    rows = StockBalance.objects.select_related("item", "lot", "bin", "owner", "warehouse").filter(on_hand__gt=0)
    return _own(actor, rows.filter(**filters))


def bin_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[StockBin]:
    return _own(actor, StockBin.objects.filter(**filters))


def quarantine_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Quarantine]:
    """Goods that are or were kept back in the actor's warehouses."""
    rows = Quarantine.objects.select_related("item", "lot", "bin", "warehouse").filter(**filters)
    return _own(actor, rows)


def lot_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[StockLot]:
    """Lots of the actor's items."""
    rows = StockLot.objects.select_related("item").filter(**filters)
    return _own(actor, rows, "item__supplier_id")


def trace_lot(actor: Actor, lot_id: UUID) -> LotTrace:
    """Backward and forward: every movement of a lot, and why it was taken; refused for a lot of somebody else."""
    lot = lot_rows(actor, {"pk": lot_id}).first()
    if lot is None:
        raise errors.unknown("lot_id", _("There is no such batch."))
    moves = StockMovement.objects.filter(lot=lot).select_related("warehouse", "bin").order_by("seq")[:TRACE_MOST]
    steps = [
        Step(
            row.at, row.kind, row.warehouse.name, row.bin.code if row.bin else "", row.quantity, row.quarantined,
            row.note, row.source, row.source_id, row.explanation or {},
        )
        for row in moves
    ]  # fmt: skip
    balances = list(
        StockBalance.objects.filter(lot=lot, on_hand__gt=0).select_related("warehouse", "bin", "owner").order_by("id")
    )
    return LotTrace(
        id=lot.pk,
        item_id=lot.item_id,
        sku=lot.item.sku,
        name=lot.item.name,
        unit=lot.item.unit,
        code=lot.code,
        expires_on=lot.expires_on,
        received_at=lot.received_at,
        on_hand=sum((row.on_hand for row in balances), Decimal(0)),
        quarantined=sum((row.quarantined for row in balances), Decimal(0)),
        in_transit=_on_its_way(lot=lot),
        came=[step for step in steps if step.quantity > 0],
        went=[step for step in steps if step.quantity < 0],
        balances=balances,
    )


_LEFT = F("sent") - F("arrived") - F("damaged") - F("lost")


def _on_its_way(**filters: Any) -> Decimal:
    rows = TransferPart.objects.filter(line__transfer__state="dispatched", **filters)
    return rows.aggregate(total=Sum(_LEFT))["total"] or Decimal(0)


def in_transit_to(item_ids: Sequence[UUID]) -> dict[tuple[UUID, UUID], Decimal]:
    """What is on its way, by item and the warehouse it goes to."""
    rows = TransferPart.objects.filter(line__transfer__state="dispatched", line__item_id__in=item_ids)
    sums = rows.order_by().values_list("line__item_id", "line__transfer__target_id").annotate(total=Sum(_LEFT))
    return {(item, place): total for item, place, total in sums if total}
