"""Take back the plan of an order that is about to be changed. Registered with orders, which calls it first."""

from collections.abc import Collection
from uuid import UUID

from shared_apps.commands.context import Context
from tenant_apps.logistics.models import Shipment, ShipmentLine


def take_back(ctx: Context, order_id: UUID) -> None:
    """Cancel what is planned of an order; what has left stays, and the order then refuses. Locks the shipments."""
    rows = Shipment.objects.select_for_update().filter(order_id=order_id, state="planned").order_by("pk")
    planned = list(rows.values_list("pk", flat=True))
    Shipment.objects.filter(pk__in=planned).update(state="cancelled")


def forget(ctx: Context, line_ids: Collection[UUID]) -> None:
    """Plans that never left name lines no more that their order has no more."""
    ShipmentLine.objects.filter(order_line_id__in=list(line_ids), shipment__state="cancelled").delete()
