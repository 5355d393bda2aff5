"""Prices and quantities as exact decimals, and the size of a step.

A price has at most six decimals. A step that comes of a percentage is rounded up to the minor unit of the currency, so
that it is never less than what the rule says and never zero.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, cast
from uuid import UUID

from shared_apps.foundation.currencies import MINOR_UNITS

_NUMBER = re.compile(r"[0-9]{1,14}(\.[0-9]{1,6})?")
Table = tuple[tuple[Decimal, Decimal], ...]


def read_number(value: Any) -> Decimal | None:
    """A positive decimal text of at most 14 digits and six decimals; None for anything else."""
    if not isinstance(value, str) or not _NUMBER.fullmatch(value):
        return None
    number = Decimal(value)
    return number if number > 0 else None


def optional_number(rules: Mapping[str, Any], name: str) -> Decimal | None:
    """The value of an optional decimal rule; None where it is not used."""
    text = str(rules.get(name, "") or "")
    return Decimal(text) if text and Decimal(text) > 0 else None


def read_table(rows: Sequence[Sequence[str]]) -> Table:
    return tuple((Decimal(start), Decimal(step)) for start, step in rows)


def in_table(table: Table, price: Decimal) -> Decimal:
    """The step of the last row that begins at or below the price."""
    found = table[0][1]
    for start, step in table:
        if start <= price:
            found = step
    return found


def minor_unit(currency: str) -> Decimal:
    return Decimal(1).scaleb(-MINOR_UNITS[currency])


def percent_of(percent: Decimal, price: Decimal, currency: str) -> Decimal:
    """A share of a price, rounded up to the minor unit."""
    unit = Fraction(minor_unit(currency))
    units = -(-(Fraction(percent) * Fraction(price) / 100 / unit) // 1)
    return Decimal(int(units)) * minor_unit(currency)


def in_proportion(asked: Sequence[int], left: int) -> list[int]:
    """What is left, shared in proportion to what is asked, in whole parts: the largest remainders get one more, of
    equal ones the earlier. All get what they ask for where there is enough."""
    total = sum(asked)
    if total <= left:
        return list(asked)
    parts = [one * left // total for one in asked]
    by_remainder = sorted(range(len(asked)), key=lambda at: (-(asked[at] * left % total), at))
    for at in by_remainder[: left - sum(parts)]:
        parts[at] += 1
    return parts


def drawn(seed: str, company: UUID, seq: int) -> tuple[str, int]:
    """Where a company stands among equals: by the number of its bid, or by a lot that a value named before the opening
    decides: SHA-256 of that value and the company's id, lowest first."""
    return (hashlib.sha256(f"{seed}:{company}".encode()).hexdigest() if seed else "", seq)


def exact(value: Decimal | Fraction) -> Decimal:
    """The value as a fraction. Where a lot compares values instead of prices, all its numbers are fractions; they are
    never mixed with decimals, and everything said of the one holds for the other, so they are typed alike."""
    return cast(Decimal, Fraction(value))


def text(value: Decimal) -> str:
    """The shortest plain spelling: `12.5`, never `12.50` or `1.25E+1`; of a fraction, six decimals, half up."""
    if not isinstance(value, Decimal):
        value = Decimal(int((value * 10**6 + Fraction(1, 2)) // 1)).scaleb(-6)
    plain = f"{value:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def text_or_none(value: Decimal | None) -> str | None:
    return None if value is None else text(value)
