"""The three-way match (三单匹配): what was invoiced of an order against what was ordered and what was accepted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class OrderedLine:
    """`net_minor` is what the order says for all of `quantity`."""

    key: object
    quantity: Decimal
    unit_price: Decimal
    net_minor: int


def expected_minor(lines: Sequence[OrderedLine], accepted: Mapping[object, Decimal]) -> int:
    """Net of what was accepted, at the order's prices: all of a line is the order's own amount, less its share.

    A share is rounded half up on the exact product, once a line.
    """
    total = 0
    for line in lines:
        taken = accepted.get(line.key, Decimal(0))
        if taken == line.quantity:
            total += line.net_minor
        elif taken:
            share = Decimal(line.net_minor) * taken / line.quantity
            total += int(share.quantize(Decimal(1), rounding="ROUND_HALF_UP"))
    return total


def mismatch_minor(invoiced: int, credited: int, expected: int, percent: Decimal, lines: int) -> int:
    """How much too much (positive) or too little (negative) was invoiced; 0 inside the tolerance.

    Credit notes take away from too much, and never make too little. A minor unit a line is the rounding's.
    """
    allowed = max(Decimal(expected) * percent / 100, Decimal(lines))
    over, under = invoiced - credited - expected, invoiced - expected
    if over > allowed:
        return over
    return under if -under > allowed else 0
