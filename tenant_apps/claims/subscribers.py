"""What claims have against an invoice being issued: a claim about its goods is under way."""

from uuid import UUID

from tenant_apps.claims.models import Claim
from tenant_apps.claims.types import LIVE
from tenant_apps.invoicing.commands import before_invoice
from tenant_apps.logistics.queries import list_of_order as shipments_of_order
from tenant_apps.rulesets.queries import effective


def held_by_claim(order_id: UUID, part_id: UUID | None) -> str:
    """The number of a live claim about what arrived of an order, or of one of its parts, where invoices wait for it."""
    live = list(Claim.objects.filter(order_id=order_id, state__in=LIVE).only("number", "shipment_id", "opened_at"))
    if not live or effective("claims.invoice").value != "waits":
        return ""
    mine = [row for row in shipments_of_order(order_id) if row.part_id == part_id and row.received_at is not None]
    for claim in live:
        for row in mine:
            about = claim.shipment_id in (None, row.id)
            if about and row.received_at is not None and row.received_at <= claim.opened_at:
                return claim.number
    return ""


before_invoice("claims.live", held_by_claim)
