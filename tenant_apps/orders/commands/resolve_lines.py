"""Turn the lines of an order or a return into items and quantities, in one statement for all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

import msgspec

from shared_apps.foundation.quantity import BadQuantity, QuantityIn
from tenant_apps.catalogue.queries import ItemFacts, list_of_supplier
from tenant_apps.orders import errors
from tenant_apps.trading.kernel.types import read_decimal

LINES_MAX = 2000
NOBODY = UUID(int=0)


class OrderLineIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`sku` or `item_id` names the item; `unit_price` is a decimal text in the order's currency, per item unit."""

    sku: str | None = None
    item_id: UUID | None = None
    quantity: QuantityIn
    unit_price: str | None = None
    warehouse_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ResolvedLine:
    """A line with its item. `quantity` is in the item's unit, `given_price` what the sender wrote, if anything."""

    field: str
    item: ItemFacts
    quantity: Decimal
    given_price: Decimal | None
    warehouse_id: UUID | None


def resolve_lines(seller_id: UUID, lines: Sequence[OrderLineIn], *, for_sale: bool) -> list[ResolvedLine]:
    """Find the seller's items of all lines and check quantities and prices; the refusal names the line's field.

    `for_sale` also refuses items that are not active: a return may bring back what is sold no more.
    """
    check_named(lines)
    found = list_of_supplier(
        seller_id,
        skus=[line.sku for line in lines if line.sku is not None],
        ids=[line.item_id for line in lines if line.item_id is not None],
    )
    return resolve(lines, {item.sku: item for item in found}, {item.id: item for item in found}, for_sale=for_sale)


def check_named(lines: Sequence[OrderLineIn]) -> None:
    """Refuse what can be refused before any item is looked up."""
    if not lines:
        raise errors.no_lines()
    if len(lines) > LINES_MAX:
        raise errors.too_many_lines(LINES_MAX)
    for number, line in enumerate(lines):
        if (line.sku is None) == (line.item_id is None):
            raise errors.item_not_named(f"lines[{number}].sku")


def resolve(
    lines: Sequence[OrderLineIn],
    by_sku: Mapping[str, ItemFacts | None],
    by_id: Mapping[UUID, ItemFacts | None],
    *,
    for_sale: bool,
) -> list[ResolvedLine]:
    """The lines with the items that were found."""
    resolved = []
    for number, line in enumerate(lines):
        item = by_sku.get(line.sku) if line.sku is not None else by_id.get(line.item_id or NOBODY)
        resolved.append(_resolve(f"lines[{number}]", line, item, for_sale))
    return resolved


def _resolve(field: str, line: OrderLineIn, item: ItemFacts | None, for_sale: bool) -> ResolvedLine:
    name = line.sku or str(line.item_id)
    named = f"{field}.sku" if line.sku is not None else f"{field}.item_id"
    if item is None:
        raise errors.item_unknown(named, name)
    if for_sale and item.state != "active":
        raise errors.item_not_for_sale(named, name)
    try:
        quantity = line.quantity.quantity().to(item.unit).value
    except BadQuantity as error:
        raise errors.bad_quantity(f"{field}.quantity", str(error), item.unit) from error
    if quantity <= 0:
        raise errors.not_positive(f"{field}.quantity")
    return ResolvedLine(field, item, quantity, given_price(field, line.unit_price), line.warehouse_id)


def given_price(field: str, text: str | None) -> Decimal | None:
    """The price that the sender wrote, if any."""
    if text is None:
        return None
    try:
        value = read_decimal(text)
    except ValueError as error:
        raise errors.bad_price(f"{field}.unit_price") from error
    if value < 0:
        raise errors.bad_price(f"{field}.unit_price")
    return value
