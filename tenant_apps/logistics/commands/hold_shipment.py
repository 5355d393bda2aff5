"""Hold a planned shipment until something is settled, and let it go on."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.logistics import errors
from tenant_apps.logistics.bounds import refuse_beyond
from tenant_apps.logistics.commands.plan_shipment import ShipmentAnswer
from tenant_apps.logistics.models import Shipment


class HoldShipment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Both companies read `reason`."""

    shipment_id: UUID
    reason: str


class ReleaseShipment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    shipment_id: UUID


@command("logistics.hold_shipment", input=HoldShipment)
def hold_shipment(ctx: Context, data: HoldShipment) -> ShipmentAnswer:
    """Keep a planned shipment from leaving, as its seller. Holding it again changes the reason."""
    reason = checked_reason(data.reason)
    shipment = _planned(ctx, data.shipment_id)
    shipment.held_at, shipment.held_why = ctx.now, reason
    return _kept(ctx, shipment)


@command("logistics.release_shipment", input=ReleaseShipment)
def release_shipment(ctx: Context, data: ReleaseShipment) -> ShipmentAnswer:
    """Let a held shipment go on, as its seller."""
    shipment = _planned(ctx, data.shipment_id)
    if shipment.held_at is None:
        raise errors.not_held(shipment.number)
    shipment.held_at, shipment.held_why = None, ""
    return _kept(ctx, shipment)


def checked_reason(text: str) -> str:
    """A reason of 3 to 200 characters, or a refusal."""
    text = text.strip()
    if not 3 <= len(text) <= 200:
        raise errors.reason_needed()
    return text


def _planned(ctx: Context, shipment_id: UUID) -> Shipment:
    shipment = Shipment.objects.select_for_update().filter(pk=shipment_id).first()
    if shipment is None or ctx.actor.company_id not in (None, shipment.seller_id):
        raise errors.shipment_unknown()
    refuse_beyond(ctx, shipment.pk)
    if shipment.state != "planned":
        raise errors.wrong_state(shipment.number, shipment.state)
    return shipment


def _kept(ctx: Context, shipment: Shipment) -> ShipmentAnswer:
    shipment.save(update_fields=["held_at", "held_why"])
    ctx.audit(
        target="logistics.shipment",
        target_id=shipment.pk,
        facts={"number": shipment.number, "held": shipment.held_why},
    )
    return ShipmentAnswer(shipment_id=shipment.pk, number=shipment.number, state=shipment.state)
