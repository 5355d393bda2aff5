"""Confirm what arrived, as the buyer. Only what is accepted here will be invoiced.

Refused goods go back to the seller's stock at once: they are the seller's, and nobody else will count them.
"""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.quantity import plain
from tenant_apps.inventory.commands import (
    HoldLine,
    ReceiptLineIn,
    RecordGoodsReceipt,
    receive_return,
    record_goods_receipt,
)
from tenant_apps.logistics import errors
from tenant_apps.logistics.bounds import refuse_beyond
from tenant_apps.logistics.commands.plan_shipment import ShipmentAnswer
from tenant_apps.logistics.events import ShipmentReceived
from tenant_apps.logistics.models import Shipment, ShipmentLine
from tenant_apps.orders.commands import advance_order
from tenant_apps.orders.queries import parts_of_order
from tenant_apps.trading.kernel.types import read_decimal


class ReceivedLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Decimal texts in the order line's unit; together they must be what was sent."""

    order_line_id: UUID
    accepted: str
    refused: str = "0"


class ConfirmReceipt(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Without `lines` everything is accepted; lines left out are accepted whole."""

    shipment_id: UUID
    lines: list[ReceivedLine] | None = None
    note: str = ""


@command("logistics.confirm_receipt", input=ConfirmReceipt)
def confirm_receipt(ctx: Context, data: ConfirmReceipt) -> ShipmentAnswer:
    """Confirm the arrival of a shipment as its buyer; the invoice follows.

    Locks the shipment, then the order, then stock levels when goods are refused.
    """
    shipment = Shipment.objects.select_for_update().filter(pk=data.shipment_id).first()
    if shipment is None or ctx.actor.company_id not in (None, shipment.buyer_id):
        raise errors.shipment_unknown()
    refuse_beyond(ctx, shipment.pk)
    if shipment.state != "shipped":
        raise errors.wrong_state(shipment.number, shipment.state)
    rows = list(ShipmentLine.objects.select_related("order_line").filter(shipment_id=shipment.pk))
    refused = _count(data.lines or (), rows)
    return receive(ctx, shipment, rows, refused, data.note, goods_come_back=True)


def receive(
    ctx: Context,
    shipment: Shipment,
    rows: Sequence[ShipmentLine],
    refused: dict[UUID, Decimal],
    note: str,
    *,
    goods_come_back: bool,
) -> ShipmentAnswer:
    """End a locked shipment that is on its way with what was accepted; refused goods are stock again unless lost."""
    advance_order(ctx, shipment.order_id, "delivered", shipment.part_id)
    shipment.state, shipment.received_at = "received", ctx.now
    shipment.save(update_fields=["state", "received_at"])
    if goods_come_back:
        _refuse(ctx, shipment, rows, refused)
    ctx.call(record_goods_receipt, _receipt(shipment, rows, refused, note))
    ctx.emit(
        ShipmentReceived(
            shipment_id=shipment.pk,
            order_id=shipment.order_id,
            number=shipment.number,
            accepted=_accepted(rows, refused),
            part_id=shipment.part_id,
        )
    )
    ctx.audit(
        target="logistics.shipment",
        target_id=shipment.pk,
        facts={"number": shipment.number, "refused_lines": len(refused)},
    )
    return ShipmentAnswer(shipment_id=shipment.pk, number=shipment.number, state="received")


def _count(given: Sequence[ReceivedLine], rows: Sequence[ShipmentLine]) -> dict[UUID, Decimal]:
    """Refused quantity per order line; lines with nothing refused are left out."""
    sent = {row.order_line_id: row.quantity for row in rows}
    refused: dict[UUID, Decimal] = {}
    for number, line in enumerate(given):
        if line.order_line_id not in sent:
            raise errors.line_unknown(line.order_line_id)
        field = f"lines[{number}].accepted"
        total = sent[line.order_line_id]
        try:
            accepted, back = read_decimal(line.accepted), read_decimal(line.refused)
        except ValueError as error:
            raise errors.bad_count(field, plain(total)) from error
        if accepted < 0 or back < 0 or accepted + back != total:
            raise errors.bad_count(field, plain(total))
        if back:
            refused[line.order_line_id] = back
    return refused


def _refuse(ctx: Context, shipment: Shipment, rows: Sequence[ShipmentLine], refused: dict[UUID, Decimal]) -> None:
    home = next((part.warehouse_id for part in parts_of_order(shipment.order_id) if part.id == shipment.part_id), None)
    # A line without a warehouse was never stock (postage, a fee): there is nothing to put back.
    back = [
        HoldLine(
            item_id=row.order_line.item_id,
            warehouse_id=home or row.order_line.warehouse_id,
            quantity=refused[row.order_line_id],
        )
        for row in rows
        if row.order_line_id in refused and (home or row.order_line.warehouse_id) is not None
    ]
    if back:
        receive_return(ctx, back, "logistics.shipment", shipment.pk)


def _receipt(
    shipment: Shipment, rows: Sequence[ShipmentLine], refused: dict[UUID, Decimal], note: str
) -> RecordGoodsReceipt:
    return RecordGoodsReceipt(
        shipment_id=shipment.pk,
        receiver_id=shipment.buyer_id,
        note=note[:300],
        lines=[
            ReceiptLineIn(
                order_line_id=row.order_line_id,
                item_id=row.order_line.item_id,
                accepted=row.quantity - refused.get(row.order_line_id, Decimal(0)),
                refused=refused.get(row.order_line_id, Decimal(0)),
            )
            for row in rows
        ],
    )


def _accepted(rows: Sequence[ShipmentLine], refused: dict[UUID, Decimal]) -> dict[UUID, str] | None:
    if not refused:
        return None
    return {row.order_line_id: plain(row.quantity - refused.get(row.order_line_id, Decimal(0))) for row in rows}
