"""Record what a buyer accepted of a shipment. Called by logistics, which knows the shipment."""

from decimal import Decimal
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.inventory.events import GoodsReceived
from tenant_apps.inventory.models import GoodsReceipt, GoodsReceiptLine
from tenant_apps.rulesets.commands import take_number


class ReceiptLineIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    order_line_id: UUID
    item_id: UUID
    accepted: Decimal
    refused: Decimal = Decimal(0)


class RecordGoodsReceipt(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    shipment_id: UUID
    receiver_id: UUID
    lines: list[ReceiptLineIn]
    note: str = ""


class ReceiptResult(msgspec.Struct, frozen=True, kw_only=True):
    receipt_id: UUID
    number: str


@command("inventory.record_goods_receipt", input=RecordGoodsReceipt, system_only=True)
def record_goods_receipt(ctx: Context, data: RecordGoodsReceipt) -> ReceiptResult:
    """Write the goods receipt of a shipment; one shipment has one."""
    known = GoodsReceipt.objects.filter(shipment_id=data.shipment_id).first()
    if known is not None:
        return ReceiptResult(receipt_id=known.pk, number=known.number)
    row = GoodsReceipt(
        number=take_number("GR", ctx.now),
        shipment_id=data.shipment_id,
        receiver_id=data.receiver_id,
        received_at=ctx.now,
        note=data.note[:300],
    )
    row.save(force_insert=True)
    GoodsReceiptLine.objects.bulk_create(
        GoodsReceiptLine(
            receipt=row,
            order_line_id=line.order_line_id,
            item_id=line.item_id,
            accepted=line.accepted,
            refused=line.refused,
        )
        for line in data.lines
    )
    ctx.emit(
        GoodsReceived(receipt_id=row.pk, number=row.number, shipment_id=data.shipment_id, receiver_id=data.receiver_id)
    )
    ctx.audit(target="inventory.goods_receipt", target_id=row.pk, facts={"number": row.number})
    return ReceiptResult(receipt_id=row.pk, number=row.number)
