"""Quantities with units of UN/ECE Recommendation 20.

A unit has a largest number of decimals; a piece has none, so `2.5 C62` is refused and not rounded.
"""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import msgspec

# code: (decimals, dimension, factor to the dimension's base unit). UN/ECE Recommendation 20, revision 17.
UNITS: dict[str, tuple[int, str, Decimal]] = {
    "C62": (0, "piece", Decimal(1)),  # one
    "EA": (0, "piece", Decimal(1)),  # each
    "PR": (0, "piece", Decimal(2)),  # pair
    "DZN": (0, "piece", Decimal(12)),  # dozen
    "SET": (0, "set", Decimal(1)),
    "XBX": (0, "box", Decimal(1)),  # box (Recommendation 21 package code with X)
    "XPX": (0, "pallet", Decimal(1)),
    "GRM": (3, "mass", Decimal("0.001")),
    "KGM": (6, "mass", Decimal(1)),
    "TNE": (6, "mass", Decimal(1000)),
    "LBR": (6, "mass", Decimal("0.45359237")),
    "MTR": (6, "length", Decimal(1)),
    "KMT": (6, "length", Decimal(1000)),
    "MTK": (6, "area", Decimal(1)),
    "MTQ": (6, "volume", Decimal(1)),
    "LTR": (6, "volume", Decimal("0.001")),
    "KWH": (6, "energy", Decimal(1)),
    "HUR": (4, "time", Decimal(1)),
    "DAY": (4, "time", Decimal(24)),
}


class BadQuantity(ValueError):
    """The text is not a quantity of that unit; `args[0]` says why, for people."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A `value` of a `unit`. Convert only within one dimension."""

    value: Decimal
    unit: str

    @classmethod
    def parse(cls, value: str | Decimal, unit: str) -> "Quantity":
        """Read a decimal text; refuse unknown units and more decimals than the unit has."""
        if unit not in UNITS:
            raise BadQuantity(f"{unit!r} is not a unit in use (UN/ECE Recommendation 20)")
        try:
            number = Decimal(value)
        except InvalidOperation as error:
            raise BadQuantity(f"{value!r} is not a number") from error
        if not number.is_finite() or abs(number) >= 10**14:
            raise BadQuantity(f"{value!r} is not a usable number")
        scaled = number.scaleb(UNITS[unit][0])
        if scaled != scaled.to_integral_value():
            raise BadQuantity(f"{unit} has at most {UNITS[unit][0]} decimals, {value} has more")
        return cls(number, unit)

    def to(self, unit: str) -> "Quantity":
        """The same quantity in another unit of the same dimension; refuse if it does not come out exactly."""
        if unit == self.unit:
            return self
        if unit not in UNITS or UNITS[unit][1] != UNITS[self.unit][1]:
            raise BadQuantity(f"{self.unit} cannot be converted to {unit}")
        return Quantity.parse(self.value * UNITS[self.unit][2] / UNITS[unit][2], unit)

    def as_json(self) -> dict[str, str]:
        """The API form, `{"value": "5", "unit": "KGM"}`, without trailing zeros."""
        return {"value": plain(self.value), "unit": self.unit}

    def __str__(self) -> str:
        return f"{plain(self.value)} {self.unit}"


def plain(value: Decimal) -> str:
    """A decimal as people write it: no exponent, no trailing zeros."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text or "0"


class QuantityIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A quantity as it arrives from outside: `{"value": "5", "unit": "KGM"}`."""

    value: str
    unit: str

    def quantity(self) -> Quantity:
        return Quantity.parse(self.value, self.unit)
