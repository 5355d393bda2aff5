"""What was accepted and refused of shipments, uncut, for apps above."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from tenant_apps.inventory.models import GoodsReceiptLine


@dataclass(frozen=True, slots=True)
class ReceivedLineFacts:
    shipment_id: UUID
    order_line_id: UUID
    accepted: Decimal
    refused: Decimal

    @property
    def sent(self) -> Decimal:
        return self.accepted + self.refused


def received_of(shipment_ids: Collection[UUID]) -> Sequence[ReceivedLineFacts]:
    """Every line of the receipts of these shipments."""
    rows = GoodsReceiptLine.objects.filter(receipt__shipment_id__in=list(shipment_ids)).order_by("id")
    return [
        ReceivedLineFacts(*row)
        for row in rows.values_list("receipt__shipment_id", "order_line_id", "accepted", "refused")
    ]
