"""Numbers and quantity tiers as a ledger writes them: plain decimal texts, exact."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

_NUMBER = re.compile(r"[0-9]{1,14}(\.[0-9]{1,6})?")
Tiers = tuple[tuple[Decimal, Decimal], ...]


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


def read_tiers(rows: Any) -> Tiers | None:
    """Rows of `[from quantity, unit price]` that begin at 0 and rise; None for anything else."""
    if not isinstance(rows, Sequence) or isinstance(rows, str) or not rows:
        return None
    found: list[tuple[Decimal, Decimal]] = []
    for row in rows:
        if not isinstance(row, Sequence) or isinstance(row, str) or len(row) != 2:
            return None
        start, price = (Decimal(0) if row[0] == "0" else read_number(row[0])), read_number(row[1])
        if start is None or price is None or (found and start <= found[-1][0]) or (not found and start):
            return None
        found.append((start, price))
    return tuple(found)


def at_quantity(tiers: Tiers, quantity: Decimal) -> Decimal:
    """The unit price of the last tier that begins at or below the quantity."""
    return next(price for start, price in reversed(tiers) if start <= quantity)


def text(value: Decimal) -> str:
    """The shortest plain spelling: `12.5`, never `12.50` or `1.25E+1`."""
    plain = f"{value:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def tier_rows(tiers: Tiers) -> list[list[str]]:
    return [[text(start), text(price)] for start, price in tiers]
