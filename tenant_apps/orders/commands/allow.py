"""Let a delivered order come to less before it is invoiced: a function for apps above, in their transaction.

What was ordered stays as it was agreed, in the deal too. What is bound in the books of both sides, and what the order
takes of limits, becomes less at once; plan of payment and invoice are kept by apps above.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from shared_apps.commands.context import Context
from shared_apps.foundation.faults import faultpoint
from tenant_apps.ledger.commands import change_commitment
from tenant_apps.orders import errors
from tenant_apps.orders.commands.accept_deal import ORDER
from tenant_apps.orders.models import Order, OrderAllowance
from tenant_apps.orders.queries.allowances import awaits_invoice
from tenant_apps.spending.commands import lessen


@dataclass(frozen=True, slots=True)
class Allowed:
    """So much less of a line of an order, or of one of its parts."""

    part_id: UUID | None
    order_line_id: UUID
    net_minor: int
    tax_minor: int


def lock_received(ctx: Context, order_id: UUID) -> None:
    """Lock an order, so that nobody invoices what has arrived of it meanwhile."""
    if Order.objects.select_for_update().filter(pk=order_id).only("id").first() is None:
        raise errors.order_unknown()


def allow(ctx: Context, order_id: UUID, lines: Sequence[Allowed], *, source: str, source_id: UUID, number: str) -> None:
    """Lower what will be invoiced of a locked order; refuses a part that is invoiced already or not delivered.

    Locks limits. Once per source.
    """
    order = Order.objects.get(pk=order_id)
    for part_id in {line.part_id for line in lines}:
        if not awaits_invoice(order_id, part_id):
            raise errors.wrong_state(order.number, order.state)
    OrderAllowance.objects.bulk_create(
        OrderAllowance(
            order_id=order_id, part_id=line.part_id, order_line_id=line.order_line_id, net_minor=line.net_minor,
            tax_minor=line.tax_minor, source=source, source_id=source_id, number=number, at=ctx.now,
        )
        for line in lines
        if line.net_minor or line.tax_minor
    )  # fmt: skip
    less = sum(line.net_minor + line.tax_minor for line in lines)
    lessen(ctx, order.buyer_id, ORDER, order_id, less)
    faultpoint("orders.after_allowance")
    change_commitment(ctx, source_id, order.number, order.buyer_id, order.seller_id, order.currency, -less)
