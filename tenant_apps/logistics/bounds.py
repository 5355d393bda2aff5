"""Where the bounds of a grant stand in a shipment: whose order it is of, and from which warehouses it leaves."""

from uuid import UUID

from shared_apps.commands import Context
from tenant_apps.logistics import errors
from tenant_apps.logistics.models import BOUNDED, Shipment


def refuse_beyond(ctx: Context, *shipment_ids: UUID) -> None:
    """Refuse, as if they were not there, when one of these lies outside the actor's bounds for what was asked."""
    if ctx.actor.narrowed:
        within = Shipment.objects.filter(pk__in=shipment_ids).filter(ctx.within(**BOUNDED))
        if within.count() != len(set(shipment_ids)):
            raise errors.shipment_unknown()
