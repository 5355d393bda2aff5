"""Money: an integer of minor units with its currency. Never a float.

A unit price is *not* money: it may have more decimals than its currency (0.0035 EUR each). Multiply first, then round
once to the minor unit with `Money.of_product`.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

import msgspec

from shared_apps.foundation.currencies import MINOR_UNITS


class BadMoney(ValueError):
    """The text is not an amount of that currency; `args[0]` says why, for people."""


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """`minor` units of `currency` (ISO 4217 code). Adding two currencies is an error."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if self.currency not in MINOR_UNITS:
            raise BadMoney(f"{self.currency!r} is not a currency in use (ISO 4217)")
        if not isinstance(self.minor, int) or isinstance(self.minor, bool):
            raise BadMoney("an amount is a whole number of minor units")

    @classmethod
    def parse(cls, amount: str | Decimal, currency: str) -> "Money":
        """Read a decimal text; refuse more decimals than the currency has."""
        if currency not in MINOR_UNITS:
            raise BadMoney(f"{currency!r} is not a currency in use (ISO 4217)")
        try:
            value = Decimal(amount)
        except InvalidOperation as error:
            raise BadMoney(f"{amount!r} is not a number") from error
        if not value.is_finite():
            raise BadMoney(f"{amount!r} is not a finite number")
        scaled = value.scaleb(MINOR_UNITS[currency])
        if scaled != scaled.to_integral_value():
            raise BadMoney(f"{currency} has {MINOR_UNITS[currency]} decimals, {amount} has more")
        if abs(scaled) >= 10**18:
            raise BadMoney(f"{amount} is too large")
        return cls(int(scaled), currency)

    @classmethod
    def of_product(cls, unit_price: Decimal, quantity: Decimal, currency: str) -> "Money":
        """Unit price times quantity, rounded half up to the minor unit, once."""
        exact = (unit_price * quantity).scaleb(MINOR_UNITS[currency])
        return cls(int(exact.to_integral_value(rounding=ROUND_HALF_UP)), currency)

    @classmethod
    def zero(cls, currency: str) -> "Money":
        return cls(0, currency)

    @property
    def amount(self) -> Decimal:
        return Decimal(self.minor).scaleb(-MINOR_UNITS[self.currency])

    def as_json(self) -> dict[str, str]:
        """The API form, `{"amount": "12.30", "currency": "EUR"}`."""
        return {"amount": f"{self.amount:f}", "currency": self.currency}

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency}"

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise BadMoney(f"cannot reckon {self.currency} with {other.currency}")

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        self._same(other)
        return self.minor < other.minor

    def __le__(self, other: "Money") -> bool:
        self._same(other)
        return self.minor <= other.minor


class MoneyIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Money as it arrives from outside: `{"amount": "12.30", "currency": "EUR"}`."""

    amount: str
    currency: str

    def money(self) -> Money:
        return Money.parse(self.amount, self.currency)
