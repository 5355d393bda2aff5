"""Divide an amount of minor units by largest remainder, so that the parts are the whole to the last unit."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction


def apportion(total_minor: int, weights: Sequence[Decimal]) -> list[int]:
    """Shares of `total_minor` in the ratio of `weights`; the first of equal remainders gets the odd unit."""
    whole = sum((Fraction(weight) for weight in weights), Fraction(0))
    exact = [total_minor * Fraction(weight) / whole for weight in weights]
    shares = [int(one // 1) for one in exact]
    by_rest = sorted(range(len(exact)), key=lambda at: (shares[at] - exact[at], at))
    for at in by_rest[: total_minor - sum(shares)]:
        shares[at] += 1
    return shares
