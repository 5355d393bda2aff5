"""Change what a deal that an order formed is about, inside the transaction that changes the order."""

from collections.abc import Sequence
from uuid import UUID

from shared_apps.commands.context import Context
from shared_apps.foundation.ids import uuid7
from tenant_apps.trading.kernel import errors
from tenant_apps.trading.kernel.models import Deal, DealLine
from tenant_apps.trading.kernel.types import DealLineFacts


def amend_deal(ctx: Context, deal_id: UUID, lines: Sequence[DealLineFacts]) -> None:
    """Set the lines and totals of a deal. Refused once it is settled or cancelled, and for deals of trading events.

    Both sides have agreed to it where they must: the order's change keeps who said so. Locks the deal.
    """
    deal = Deal.objects.select_for_update(of=("self",)).filter(pk=deal_id).first()
    if deal is None:
        raise errors.deal_unknown(deal_id)
    if deal.settled_at is not None or deal.cancelled_at is not None or deal.origin != "order":
        raise errors.deal_over(deal.number)
    DealLine.objects.filter(deal_id=deal_id).exclude(line_no__in=[line.line_no for line in lines]).delete()
    known = {row.line_no: row for row in DealLine.objects.filter(deal_id=deal_id)}
    for line in lines:
        row = known.get(line.line_no)
        if row is None:
            row = DealLine(
                id=uuid7(), deal_id=deal_id, line_no=line.line_no, item_id=line.item_id,
                warehouse_id=line.warehouse_id, description=line.description, unit=line.unit, tax_rate=line.tax_rate,
            )  # fmt: skip
        row.quantity, row.unit_price = line.quantity, line.unit_price
        row.net_minor, row.tax_minor = line.net_minor, line.tax_minor
        row.save()
    deal.net_minor = sum(line.net_minor for line in lines)
    deal.tax_minor = sum(line.tax_minor for line in lines)
    deal.total_minor = deal.net_minor + deal.tax_minor
    deal.save(update_fields=["net_minor", "tax_minor", "total_minor"])
