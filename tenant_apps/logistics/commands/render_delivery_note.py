"""Render the delivery note of a shipment, once. Asking again answers with the note there is.

The bytes go to the object store before the commit: a crash in between leaves a file that no row names, never a row
without its file.
"""

from typing import Any
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.quantity import plain
from tenant_apps.documents.commands import StoreDocument, render_pdf, store_document
from tenant_apps.logistics import errors
from tenant_apps.logistics.models import Shipment, ShipmentLine
from tenant_apps.parties.queries import list_by_ids
from tenant_apps.rulesets.queries import values


class RenderDeliveryNote(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    shipment_id: UUID


class DeliveryNoteAnswer(msgspec.Struct, frozen=True, kw_only=True):
    shipment_id: UUID
    document_id: UUID


@command("logistics.render_delivery_note", input=RenderDeliveryNote, permission="logistics.view_shipment")
def render_delivery_note(ctx: Context, data: RenderDeliveryNote) -> DeliveryNoteAnswer:
    """Make the delivery note of a shipment that has left. Locks the shipment, so that two readers make one file."""
    shipment = (
        Shipment.objects.select_for_update(of=("self",))
        .visible_to(ctx.actor)
        .select_related("order")
        .filter(pk=data.shipment_id)
        .first()
    )
    if shipment is None:
        raise errors.shipment_unknown()
    if shipment.document_id is None:
        if shipment.shipped_at is None:
            raise errors.wrong_state(shipment.number, shipment.state)
        stored = ctx.call(
            store_document,
            StoreDocument(
                kind="delivery_note",
                title=shipment.number,
                content=render_pdf("delivery_note", _content(shipment)),
                content_type="application/pdf",
                company_ids=[shipment.buyer_id, shipment.seller_id],
                target="logistics.shipment",
                target_id=shipment.pk,
            ),
        )
        shipment.document_id = stored.document_id
        shipment.save(update_fields=["document_id"])
    ctx.audit(target="logistics.shipment", target_id=shipment.pk, facts={"number": shipment.number})
    return DeliveryNoteAnswer(shipment_id=shipment.pk, document_id=shipment.document_id)


def _content(shipment: Shipment) -> dict[str, Any]:
    rules = values()
    parties = list_by_ids([shipment.buyer_id, shipment.seller_id])
    lines = ShipmentLine.objects.select_related("order_line").filter(shipment_id=shipment.pk)
    return {
        "number": shipment.number,
        "date": shipment.shipped_at.date().isoformat() if shipment.shipped_at else "",
        "order_number": shipment.order.number,
        "client_reference": shipment.order.client_reference or "",
        "carrier": shipment.carrier,
        "tracking": shipment.tracking,
        "marketplace": rules["general.name"],
        "accent": rules["branding.accent"],
        "seller": {"name": parties[shipment.seller_id].name, "country": parties[shipment.seller_id].country},
        "buyer": {"name": parties[shipment.buyer_id].name, "country": parties[shipment.buyer_id].country},
        "lines": [
            {
                "no": line.order_line.line_no,
                "description": line.order_line.description,
                "quantity": plain(line.quantity),
                "unit": line.order_line.unit,
            }
            for line in lines.order_by("order_line__line_no")
        ],
    }
