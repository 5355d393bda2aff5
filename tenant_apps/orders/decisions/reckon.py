"""Amounts of a line in whole numbers: the same as `LineAmounts.of`, for paths where an order has microseconds.

Quantities and unit prices are whole millionths, tax rates whole ten-thousandths, as their columns have decimals.
"""

from decimal import Decimal

MILLION = 10**6
TAX_UNIT = 10**4


def millionths(value: Decimal) -> int:
    """A decimal with at most six decimals as whole millionths."""
    return int(value.scaleb(6))


def ten_thousandths(value: Decimal) -> int:
    """A tax rate as whole ten-thousandths."""
    return int(value.scaleb(4))


def decimal_text(value: int) -> str:
    """Whole millionths as the database reads a numeric."""
    rest = value % MILLION
    return f"{value // MILLION}.{rest:06d}" if rest else str(value // MILLION)


def amount_text(minor: int, exponent: int) -> str:
    """Minor units, not negative, as an amount with all decimals of its currency."""
    if not exponent:
        return str(minor)
    whole, rest = divmod(minor, 10**exponent)
    return f"{whole}.{rest:0{exponent}d}"


def line_amounts(price: int, quantity: int, tax_rate: int, exponent: int) -> tuple[int, int]:
    """Net and tax in minor units of a currency with `exponent` decimals, each rounded half up once; none negative."""
    net = (price * quantity * 10**exponent + 500_000_000_000) // 1_000_000_000_000
    return net, (net * tax_rate + 5_000) // TAX_UNIT
