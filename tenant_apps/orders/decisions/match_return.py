"""Decide which lines of an order a returned quantity belongs to.

First line first; a quantity may spread over several lines of the same item, each at its own price.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Returnable:
    """What may still be returned of one order line."""

    index: int
    left: Decimal
    unit_price: Decimal


def match_return(
    quantity: Decimal, unit_price: Decimal | None, lines: Sequence[Returnable]
) -> list[tuple[int, Decimal]] | None:
    """Pairs of line index and quantity that make up the return, or None when the order does not hold so much.

    With a price only lines of that price count.
    """
    found: list[tuple[int, Decimal]] = []
    for line in lines:
        if quantity <= 0:
            break
        if line.left <= 0 or (unit_price is not None and unit_price != line.unit_price):
            continue
        part = min(quantity, line.left)
        found.append((line.index, part))
        quantity -= part
    return found if quantity <= 0 else None
