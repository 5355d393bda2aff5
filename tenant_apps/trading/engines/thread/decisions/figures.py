"""Numbers, dates and words of an act as they must be written; anything else is None."""

import re
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from typing import Any
from uuid import UUID

_NUMBER = re.compile(r"[0-9]{1,14}(\.[0-9]{1,6})?")
_PERSON = re.compile(r"[0-9a-f]{32}")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LONGEST_TEXT = 2000


def read_number(value: Any) -> Decimal | None:
    """A positive decimal text of at most 14 digits and six decimals."""
    if not isinstance(value, str) or not _NUMBER.fullmatch(value):
        return None
    found = Decimal(value)
    return found if found > 0 else None


def read_share(value: Any) -> Decimal | None:
    """The same, or zero: a part of a price."""
    if not isinstance(value, str) or not _NUMBER.fullmatch(value):
        return None
    return Decimal(value)


def read_whole(value: Any, most: int) -> int | None:
    """A whole number from 0 to `most`; a flag is none."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most:
        return value
    return None


def read_id(value: Any) -> UUID | None:
    if not isinstance(value, str) or not _UUID.fullmatch(value):
        return None
    return UUID(value)


def read_person(value: Any) -> str | None:
    """The mark of a person: the same for one person in one lot, and good for nothing else."""
    return value if isinstance(value, str) and _PERSON.fullmatch(value) else None


def digest_of(words: str) -> str:
    """What an acceptance names: the SHA-256 of the words, as they were published."""
    return sha256(words.encode()).hexdigest()


def read_time(value: Any) -> datetime | None:
    """A time with its zone."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def text(value: Decimal) -> str:
    """The shortest plain spelling: `12.5`, never `12.50` or `1.25E+1`."""
    plain = f"{value:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def rounded(value: Fraction) -> str:
    """To six decimals, half to even: for people and files; decisions never use it."""
    return text(Decimal(round(value * 10**6)).scaleb(-6))


def present_value(amount: Decimal | Fraction, rate: Fraction, annual_percent: Decimal, days: int) -> Fraction:
    """What an amount paid after `days` is worth on delivery, in the currency of the request. Simple interest, exact."""
    return Fraction(amount) * rate / (1 + Fraction(annual_percent) * days / 36_500)
