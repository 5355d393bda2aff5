"""Send a planned shipment: the goods leave the warehouse and the stock held for the deal is gone."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

import msgspec
from django.db.models import QuerySet

from shared_apps.commands import Context, command
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.quantity import plain
from shared_apps.outbox import jobs
from tenant_apps.inventory.commands import issue_holds
from tenant_apps.logistics import errors
from tenant_apps.logistics.bounds import refuse_beyond
from tenant_apps.logistics.commands.plan_shipment import PlanShipment, ShipmentAnswer, plan_shipment
from tenant_apps.logistics.events import ShipmentShipped
from tenant_apps.logistics.models import Shipment, ShipmentLine
from tenant_apps.orders.commands import mark_shipped, release_delivery, send_off
from tenant_apps.orders.queries import leaving_together
from tenant_apps.rulesets.queries import effective
from tenant_apps.trading.kernel.types import read_decimal

HOLD_DEAL = "trading.deal"
HOLD_PART = "orders.order_part"
NOTE_JOB = "logistics.render_delivery_note"


class SentLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`quantity` is decimal text in the order line's unit: what of it leaves now."""

    order_line_id: UUID
    quantity: str


class Ship(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Without `lines` everything leaves; with them what they name, and the rest stays, planned as a shipment anew."""

    shipment_id: UUID
    carrier: str = ""
    tracking: str = ""
    lines: list[SentLine] | None = None


@command("logistics.ship", input=Ship)
def ship(ctx: Context, data: Ship) -> ShipmentAnswer:
    """Send a planned shipment, or so much of it, as its seller; with it go all orders of the same joint delivery.

    Locks the shipments of all of them in key order, then the order, then stock levels. Refuses what is not planned (any
    more), and to send part of what leaves together with others.
    """
    _lock_together(data.shipment_id)
    shipment = _lock(data.shipment_id).first()
    if shipment is None or ctx.actor.company_id not in (None, shipment.seller_id):
        raise errors.shipment_unknown()
    if shipment.state != "planned":
        raise errors.wrong_state(shipment.number, shipment.state)
    rest_id = _leave_rest(ctx, shipment, data.lines) if data.lines is not None else None
    _send(ctx, shipment, data)
    if rest_id is not None:
        ctx.call(plan_shipment, PlanShipment(order_id=shipment.order_id, part_id=rest_id))
    refuse_beyond(ctx, shipment.pk)
    others = _released(ctx, shipment)
    refuse_beyond(ctx, *(other.pk for other in others))
    for other in others:
        _send(ctx, other, data)
    ctx.audit(
        target="logistics.shipment",
        target_id=shipment.pk,
        facts={"number": shipment.number, "carrier": shipment.carrier, "tracking": shipment.tracking},
    )
    return ShipmentAnswer(shipment_id=shipment.pk, number=shipment.number, state="shipped")


def _leave_rest(ctx: Context, shipment: Shipment, lines: Sequence[SentLine]) -> UUID | None:
    """Let a locked shipment be of what leaves now only; the part that stays, None when nothing does."""
    refuse_held(shipment)
    rows = {row.order_line_id: row for row in ShipmentLine.objects.filter(shipment_id=shipment.pk)}
    leaving = _quantities(lines, rows)
    if all(leaving.get(line_id) == row.quantity for line_id, row in rows.items()):
        return None
    now_id, rest_id = send_off(ctx, shipment.order_id, shipment.part_id, leaving)
    for line_id, row in rows.items():
        if not leaving.get(line_id):
            row.delete()
        elif leaving[line_id] != row.quantity:
            row.quantity = leaving[line_id]
            row.save(update_fields=["quantity"])
    shipment.part_id = now_id
    shipment.save(update_fields=["part_id"])
    faultpoint("logistics.after_leaving_rest")
    return rest_id


def _quantities(lines: Sequence[SentLine], rows: Mapping[UUID, ShipmentLine]) -> dict[UUID, Decimal]:
    """What leaves of each line; at least something, and never more than was planned."""
    found: dict[UUID, Decimal] = {}
    for number, line in enumerate(lines):
        row = rows.get(line.order_line_id)
        if row is None or line.order_line_id in found:
            raise errors.line_unknown(line.order_line_id)
        try:
            found[line.order_line_id] = read_decimal(line.quantity)
        except ValueError as error:
            raise errors.bad_sending(f"lines[{number}].quantity", plain(row.quantity)) from error
        if not 0 <= found[line.order_line_id] <= row.quantity:
            raise errors.bad_sending(f"lines[{number}].quantity", plain(row.quantity))
    if not any(found.values()):
        raise errors.nothing_leaves()
    return found


def _lock(*shipment_ids: UUID) -> QuerySet[Shipment]:
    rows = Shipment.objects.select_for_update(of=("self",)).select_related("order")
    return rows.filter(pk__in=shipment_ids).order_by("pk")


def _lock_together(shipment_id: UUID) -> None:
    """Two people who ship two orders of one joint delivery lock in the same order, so one waits and none is stuck."""
    order_id = Shipment.objects.filter(pk=shipment_id).values_list("order_id", flat=True).first()
    mates = leaving_together(order_id) if order_id else []
    if mates:
        planned = Shipment.objects.filter(order_id__in=mates, state="planned").values_list("id", flat=True)
        list(_lock(*planned))


def _released(ctx: Context, shipment: Shipment) -> list[Shipment]:
    """The other shipments of the joint delivery, which leaves now."""
    mates = leaving_together(shipment.order_id)
    if not mates:
        return []
    release_delivery(ctx, mates)
    others = [mate for mate in mates if mate != shipment.order_id]
    planned = set(Shipment.objects.filter(order_id__in=others, state="planned").values_list("order_id", flat=True))
    for order_id in others:
        if order_id not in planned:
            ctx.call(plan_shipment, PlanShipment(order_id=order_id))
    rows = Shipment.objects.filter(order_id__in=others, state="planned").values_list("id", flat=True)
    return list(_lock(*rows))


def refuse_held(shipment: Shipment) -> None:
    if shipment.held_at is not None:
        raise errors.held(shipment.number, shipment.held_why)


def _send(ctx: Context, shipment: Shipment, data: Ship) -> None:
    """Let one locked, planned shipment leave."""
    refuse_held(shipment)
    mark_shipped(ctx, shipment.order_id, shipment.part_id)
    if shipment.part_id is None:
        issue_holds(ctx, HOLD_DEAL, shipment.order.deal_id)
    else:
        issue_holds(ctx, HOLD_PART, shipment.part_id)
    shipment.state, shipment.shipped_at = "shipped", ctx.now
    shipment.carrier, shipment.tracking = data.carrier[:80], data.tracking[:80]
    shipment.waits_for, shipment.waits_facts, shipment.waits_since = "", {}, None
    shipment.save(
        update_fields=["state", "shipped_at", "carrier", "tracking", "waits_for", "waits_facts", "waits_since"]
    )
    if effective("fulfilment.papers").value == "at_once":
        jobs.enqueue(NOTE_JOB, f"Delivery note {shipment.number}", {"shipment_id": str(shipment.pk)}, at=ctx.now)
    ctx.emit(
        ShipmentShipped(
            shipment_id=shipment.pk, order_id=shipment.order_id, number=shipment.number, part_id=shipment.part_id
        )
    )
