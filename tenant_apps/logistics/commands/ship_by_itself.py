"""Automatic shipping: send what was planned, or let it wait for goods and say why.

Only what fresh goods can cure waits; every other refusal is an error of its own and goes to whoever looks at it.
"""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.refusals import Conflict
from tenant_apps.logistics.commands.plan_shipment import ShipmentAnswer
from tenant_apps.logistics.commands.ship import Ship, ship
from tenant_apps.logistics.models import Shipment

CURED_BY_GOODS = frozenset({"inventory.no_good_lot"})


class ShipByItself(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    shipment_id: UUID


@command("logistics.ship_by_itself", input=ShipByItself, system_only=True)
def ship_by_itself(ctx: Context, data: ShipByItself) -> ShipmentAnswer:
    """Send a planned shipment, or note that it waits for goods. What is held or gone already stays as it is.

    Locks what sending it locks.
    """
    row = Shipment.objects.get(pk=data.shipment_id)
    if row.state == "planned" and row.held_at is None:
        try:
            with ctx.attempt():
                return ctx.call(ship, Ship(shipment_id=row.pk))
        except Conflict as refusal:
            if refusal.code not in CURED_BY_GOODS:
                raise
            row = Shipment.objects.select_for_update().get(pk=row.pk)
            row.waits_since = row.waits_since or ctx.now
            row.waits_for, row.waits_facts = refusal.code, dict(refusal.facts or {})
            row.save(update_fields=["waits_for", "waits_facts", "waits_since"])
            faultpoint("logistics.wait_for_goods.before_commit")
    ctx.audit(target="logistics.shipment", target_id=row.pk, facts={"number": row.number, "waits_for": row.waits_for})
    return ShipmentAnswer(shipment_id=row.pk, number=row.number, state=row.state)
