"""What of an item can be promised for which day: facts for `decisions/promise.py`, from the reader's own stock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.cutting import within
from shared_apps.tenancy import scope
from tenant_apps.catalogue.queries import get_items
from tenant_apps.inventory import errors
from tenant_apps.inventory.decisions.promise import Coming, Expiring, Step, first_day, steps_of
from tenant_apps.inventory.models import ExpectedSupply, StockBalance, StockLevel, TransferPart
from tenant_apps.inventory.permissions import VIEW_STOCK


@dataclass(frozen=True, slots=True)
class Promise:
    """Over all warehouses, or one. `steps` say how the quantity that can be promised changes, and why."""

    item_id: UUID
    unit: str
    on_hand: Decimal
    reserved: Decimal
    quarantined: Decimal
    in_transit: Decimal
    steps: Sequence[Step]

    def first_day(self, wanted: Decimal) -> date | None:
        return first_day(self.steps, wanted)


def promise_of(actor: Actor, item_id: UUID, warehouse_id: UUID | None = None) -> Promise:
    """What can be promised of an item of one's own; refused for somebody else's."""
    item = get_items([item_id]).get(item_id)
    if item is None or not item.stocked or actor.company_id not in (None, item.supplier_id):
        raise errors.unknown("item_id", _("There is no such item in stock."))
    here = {} if warehouse_id is None else {"warehouse_id": warehouse_id}
    mine = within(actor, VIEW_STOCK, warehouses="warehouse_id")
    levels = list(StockLevel.objects.filter(mine, item_id=item_id, **here))
    today = clock.now(scope.alias()).astimezone(UTC).date()
    balances = StockBalance.objects.filter(
        mine, item_id=item_id, owner__isnull=True, on_hand__gt=0, lot__expires_on__gte=today, **here
    )
    parts = TransferPart.objects.filter(
        within(actor, VIEW_STOCK, warehouses="line__transfer__target_id"),
        line__item_id=item_id,
        line__transfer__state="dispatched",
    )
    if warehouse_id is not None:
        parts = parts.filter(line__transfer__target_id=warehouse_id)
    coming = [
        Coming(
            part.line.transfer.due_at.astimezone(UTC).date(), part.in_transit, part.line.transfer.number,
            part.lot.expires_on if part.lot else None,
        )
        for part in parts.select_related("line__transfer", "lot")
        if part.in_transit
    ]  # fmt: skip
    supplies = ExpectedSupply.objects.filter(mine, item_id=item_id, state="open", **here)
    coming += [
        Coming(row.due_on, row.missing, row.reference, note=row.reason or row.supplier_name)
        for row in supplies.order_by("due_on", "id")
        if row.missing
    ]
    reserved = sum((level.reserved for level in levels), Decimal(0))
    on_hand = sum((level.on_hand for level in levels), Decimal(0))
    quarantined = sum((level.quarantined for level in levels), Decimal(0))
    expiring = [
        Expiring(row.lot.expires_on, row.on_hand - row.quarantined, row.lot.code)
        for row in balances.select_related("lot")
        if row.lot is not None and row.lot.expires_on is not None and row.on_hand > row.quarantined
    ]
    return Promise(
        item_id=item_id,
        unit=item.unit,
        on_hand=on_hand,
        reserved=reserved,
        quarantined=quarantined,
        in_transit=sum((one.quantity for one in coming), Decimal(0)),
        steps=steps_of(today, on_hand - reserved - quarantined, reserved, coming, expiring),
    )
