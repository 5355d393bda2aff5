"""What orders take of their seller's credit follows what is owed of them. Called wherever that changes.

Owed of an order: what its invoices leave open, and what is not invoiced yet while it is on its way. The papers are the
truth; the limits only remember the sum, so that an order finds it under one lock.
"""

from collections.abc import Collection
from uuid import UUID

from shared_apps.commands.context import Context
from tenant_apps.invoicing.queries.owed import owed_of_orders
from tenant_apps.spending.commands import keep_credit
from tenant_apps.spending.queries import takes_credit

ORDER = "orders.order"


def follow_credit(ctx: Context, order_ids: Collection[UUID]) -> None:
    """Bring the credit that these orders take up to what is owed of them. Locks limits; call it last."""
    taking = takes_credit(ORDER, order_ids)
    if taking:
        keep_credit(ctx, ORDER, owed_of_orders(taking))
