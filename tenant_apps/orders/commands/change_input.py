"""A change of an order as it is asked for and kept."""

from uuid import UUID

import msgspec

from shared_apps.foundation.quantity import QuantityIn
from tenant_apps.orders.commands.resolve_lines import OrderLineIn
from tenant_apps.orders.models import (
    OrderAmendment,
)


class LineChangeIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One line of the order. `quantity` in any unit of the item; `unit_price` is the seller's to propose.

    With `part_no`, `quantity` is what that part of a divided order has of the line; without it, what the whole order
    has, and the part that is last to leave takes the difference.
    """

    line_no: int
    part_no: int | None = None
    quantity: QuantityIn | None = None
    unit_price: str | None = None
    remove: bool = False


class ChangeOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is to be different. What is left out stays; an empty text takes a reference, cost centre or note away.

    `add_to` is the part of a divided order that takes what is added. `close_rest` ends what has not left: the order
    becomes what has, and nothing else changes.
    """

    lines: list[LineChangeIn] = []
    add: list[OrderLineIn] = []
    add_to: int | None = None
    close_rest: bool = False
    site_id: UUID | None = None
    wanted_on: str | None = None
    client_reference: str | None = None
    cost_centre: str | None = None
    note: str | None = None

    @property
    def moves_lines(self) -> bool:
        return bool(self.lines or self.add or self.close_rest)

    @property
    def has_details(self) -> bool:
        told = (self.site_id, self.wanted_on, self.client_reference, self.cost_centre, self.note)
        return any(one is not None for one in told)


def change_of(row: OrderAmendment) -> ChangeOrder:
    """What was asked, as it was asked."""
    return msgspec.convert(row.changes, ChangeOrder)
