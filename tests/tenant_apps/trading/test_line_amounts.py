"""A line is rounded once for its net and once for its tax."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenant_apps.trading.kernel.types import LineAmounts, read_decimal


@pytest.mark.parametrize(
    ("price", "quantity", "rate", "currency", "net", "tax"),
    [
        ("2.55", "6", "0.2", "EUR", 1530, 306),
        ("0.0035", "143", "0", "EUR", 50, 0),
        ("0.005", "1", "0", "EUR", 1, 0),
        ("1.015", "1", "0.19", "EUR", 102, 19),
        ("0", "12", "0.2", "EUR", 0, 0),
        ("12.5", "1", "0.1", "JPY", 13, 1),
        ("1.0005", "1", "0", "KWD", 1001, 0),
    ],
)
def test_half_a_minor_unit_is_rounded_up(
    price: str, quantity: str, rate: str, currency: str, net: int, tax: int
) -> None:
    assert LineAmounts.of(Decimal(price), Decimal(quantity), Decimal(rate), currency) == LineAmounts(net, tax)


@given(st.decimals(0, 10**6, places=6), st.decimals("0.000001", 10**6, places=6), st.decimals(0, 1, places=4))
def test_tax_is_reckoned_on_the_rounded_net(price: Decimal, quantity: Decimal, rate: Decimal) -> None:
    found = LineAmounts.of(price, quantity, rate, "EUR")
    net = (price * quantity).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert found.net_minor == int(net * 100)
    assert found.tax_minor == int((net * rate).quantize(Decimal("0.01"), ROUND_HALF_UP) * 100)


@pytest.mark.parametrize("text", ["", "abc", "NaN", "Infinity", "1e15", "0.0000001", "1,5"])
def test_what_is_no_usable_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_decimal(text)
