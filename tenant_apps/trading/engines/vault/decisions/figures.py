"""Numbers of sealed tenders: decimal texts in, exact fractions inside, decimal texts out."""

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import Any

_NUMBER = re.compile(r"[0-9]{1,14}(\.[0-9]{1,6})?")


def read_amount(value: Any) -> Decimal | None:
    """A decimal text of zero or more, at most 14 digits and six decimals; None for anything else."""
    return Decimal(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else None


def read_number(value: Any) -> Decimal | None:
    """The same above zero."""
    return read_amount(value) or None


def rule_number(rules: Mapping[str, Any], name: str) -> Decimal | None:
    """A decimal rule; None where it is not used."""
    text = str(rules.get(name, "") or "")
    return Decimal(text) if text and Decimal(text) > 0 else None


def text(value: Decimal) -> str:
    """The shortest plain spelling."""
    plain = f"{value:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def shown(value: Fraction, places: int = 6) -> str:
    """A fraction for people, rounded half up; nothing is decided by it."""
    with localcontext() as exact:
        exact.prec = 60
        quotient = Decimal(value.numerator) / Decimal(value.denominator)
        return text(quotient.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))
