"""Drop plans that fit their order no more, because it was divided or joined. What has left is never dropped."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.logistics.commands.cancel_shipment import CancelledShipments
from tenant_apps.logistics.models import Shipment


class DropPlans(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`keep` are the parts of the order whose plans stay; empty when the order is whole."""

    order_id: UUID
    keep: list[UUID]


@command("logistics.drop_plans", input=DropPlans, system_only=True)
def drop_plans(ctx: Context, data: DropPlans) -> CancelledShipments:
    """Cancel planned shipments of an order except those of the parts to keep, or except the whole when none is."""
    rows = Shipment.objects.filter(order_id=data.order_id, state="planned")
    wrong = rows.exclude(part_id__in=data.keep) if data.keep else rows.filter(part_id__isnull=False)
    count = wrong.update(state="cancelled")
    ctx.audit(target="orders.order", target_id=data.order_id, facts={"shipments": count})
    return CancelledShipments(count=count)
