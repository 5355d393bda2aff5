"""What an order is asked for with, and what its asker is told."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from shared_apps.foundation.currencies import MINOR_UNITS
from shared_apps.foundation.money import MoneyIn
from tenant_apps.orders import errors
from tenant_apps.orders.commands.resolve_lines import OrderLineIn
from tenant_apps.trading.kernel.types import AwareTime

CLOCK_SKEW = timedelta(minutes=5)


class PlaceOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`client_reference` is the buyer's own number; `ordered_at` defaults to now and may lie in the past.

    `cost_centre` names a budget of the buyer; every budget and credit line that concerns the order must have room.
    `payment_terms` are terms that the seller offers the buyer; without them the order has the seller's usual ones.
    """

    seller_id: UUID
    currency: str
    lines: list[OrderLineIn]
    buyer_id: UUID | None = None
    client_reference: str | None = None
    ordered_at: AwareTime | None = None
    note: str = ""
    cost_centre: str | None = None
    payment_terms: UUID | None = None


class OrderAnswer(msgspec.Struct, frozen=True, kw_only=True):
    order_id: UUID
    number: str
    deal_id: UUID
    deal_number: str
    state: str
    net: MoneyIn
    tax: MoneyIn
    total: MoneyIn


def check_head(now: datetime, data: PlaceOrder) -> None:
    """Refuse what can be refused without looking anything up."""
    if data.currency not in MINOR_UNITS:
        raise errors.bad_currency(data.currency)
    if data.cost_centre is not None and not 1 <= len(data.cost_centre) <= 40:
        raise errors.bad_text("cost_centre", 40)
    if len(data.note) > 300:
        raise errors.bad_text("note", 300)
    if data.client_reference is not None and not 1 <= len(data.client_reference) <= 80:
        raise errors.bad_text("client_reference", 80)
    if data.ordered_at is not None and data.ordered_at > now + CLOCK_SKEW:
        raise errors.time_in_future("ordered_at")
