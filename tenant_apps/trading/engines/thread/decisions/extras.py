"""Charges for a whole quote, spread over its lines: in minor units, by the value of the lines, without a remainder.

Each line gets its share rounded down; the units that are left go to the largest remainders, at equal ones to the lower
number. A line is then sold at one unit price that holds its share, to six decimals, and its amount must come out to the
minor unit: a quote whose charges do not is refused, because no deal could say what it says.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from shared_apps.foundation.currencies import MINOR_UNITS
from tenant_apps.trading.engines.thread.decisions.quotes import Bad, QuoteLine, Version

SIX = 10**6


def shares_of(version: Version) -> dict[int, int]:
    """Minor units of the charges by line; nothing where nothing is charged."""
    unit = 10 ** MINOR_UNITS[version.currency]
    charged = sum((part for _name, part in version.extras), Decimal(0))
    whole = Fraction(charged) * unit
    values = {
        line.line_no: Fraction(line.unit_price) * Fraction(line.quantity) for line in version.lines if line.unit_price
    }
    if not whole:
        return {}
    if whole.denominator != 1 or not values:
        raise Bad("trading.extras_not_exact", "extras")
    return spread(int(whole), values)


def spread(whole: int, values: Mapping[int, Fraction]) -> dict[int, int]:
    """`whole` units by value: rounded down, what is left by the largest remainder."""
    total = sum(values.values(), Fraction(0))
    exact = {key: whole * value / total for key, value in values.items()}
    found = {key: int(part) for key, part in exact.items()}
    order = sorted(exact, key=lambda key: (found[key] - exact[key], key))
    for key in order[: whole - sum(found.values())]:
        found[key] += 1
    return found


def full_price(version: Version, line: QuoteLine, shares: Mapping[int, int] | None = None) -> Decimal | None:
    """The unit price with the line's share of the charges in it: what a deal is made at."""
    if line.unit_price is None:
        return None
    shares = shares_of(version) if shares is None else shares
    share = shares.get(line.line_no, 0)
    if not share:
        return line.unit_price
    unit = 10 ** MINOR_UNITS[version.currency]
    exact = Fraction(line.unit_price) + Fraction(share, unit) / Fraction(line.quantity)
    return Decimal(round(exact * SIX)).scaleb(-6)


def check_exact(version: Version) -> None:
    """Every line's amount at its full price is its amount before plus its share, to the minor unit."""
    shares = shares_of(version)
    unit = 10 ** MINOR_UNITS[version.currency]
    for line in version.lines:
        full = full_price(version, line, shares)
        if full is None or line.unit_price is None or not shares.get(line.line_no):
            continue
        before = _half_up(Fraction(line.unit_price) * Fraction(line.quantity) * unit)
        if _half_up(Fraction(full) * Fraction(line.quantity) * unit) != before + shares[line.line_no]:
            raise Bad("trading.extras_not_exact", "extras")


def _half_up(value: Fraction) -> int:
    """To a whole unit as deals do: half away from zero. Amounts are never negative."""
    return int(value + Fraction(1, 2))
