"""How values look in answers: the same forms in which they are asked for.

Amounts and quantities are text inside, so no reader turns them into binary fractions by accident.
"""

from decimal import Decimal

import msgspec

from shared_apps.foundation.money import Money
from shared_apps.foundation.quantity import plain


class MoneyOut(msgspec.Struct, frozen=True):
    """Money: a decimal text and an ISO 4217 code, `{"amount": "12.30", "currency": "EUR"}`."""

    amount: str
    currency: str


class QuantityOut(msgspec.Struct, frozen=True):
    """Quantity: a decimal text and a UN/ECE Rec 20 unit code, `{"value": "5", "unit": "KGM"}`."""

    value: str
    unit: str


def money(minor: int, currency: str) -> MoneyOut:
    """Minor units as the API shows them."""
    return MoneyOut(f"{Money(minor, currency).amount:f}", currency)


def unit_price(value: Decimal, currency: str) -> MoneyOut:
    """A unit price; it may have more decimals than its currency."""
    return MoneyOut(plain(value), currency)


def quantity(value: Decimal, unit: str) -> QuantityOut:
    return QuantityOut(plain(value), unit)


def decimal(value: Decimal) -> str:
    """A rate or factor without trailing zeros."""
    return plain(value)
