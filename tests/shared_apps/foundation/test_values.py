"""Money, quantities, ids and canonical JSON: exact, strict, and the same everywhere."""

import uuid
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_apps.foundation import canonical
from shared_apps.foundation.currencies import MINOR_UNITS
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.money import BadMoney, Money
from shared_apps.foundation.quantity import BadQuantity, Quantity, plain


@given(st.integers(-(10**17), 10**17), st.sampled_from(sorted(MINOR_UNITS)))
def test_money_survives_its_own_text(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert Money.parse(money.as_json()["amount"], currency) == money


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("1.234", "EUR"),
        ("1.5", "JPY"),
        ("1.2345", "KWD"),
        ("abc", "EUR"),
        ("NaN", "EUR"),
        ("1e30", "EUR"),
        ("1", "XXX"),
    ],
)
def test_money_refuses_what_it_cannot_hold(text: str, currency: str) -> None:
    with pytest.raises(BadMoney):
        Money.parse(text, currency)


def test_money_of_two_currencies_does_not_add() -> None:
    with pytest.raises(BadMoney):
        Money(1, "EUR") + Money(1, "CNY")


@pytest.mark.parametrize(
    ("price", "quantity", "minor"),
    [("0.005", "1", 1), ("0.0049", "1", 0), ("2.55", "6", 1530), ("0.001", "1500", 150), ("-0.005", "1", -1)],
)
def test_product_is_rounded_once_and_half_up(price: str, quantity: str, minor: int) -> None:
    assert Money.of_product(Decimal(price), Decimal(quantity), "EUR") == Money(minor, "EUR")


def test_pieces_have_no_halves() -> None:
    with pytest.raises(BadQuantity, match="at most 0 decimals"):
        Quantity.parse("2.5", "C62")


def test_quantities_convert_only_when_it_comes_out_exactly() -> None:
    assert Quantity.parse("2", "DZN").to("C62") == Quantity(Decimal(24), "C62")
    assert Quantity.parse("1.5", "TNE").to("KGM").value == Decimal(1500)
    with pytest.raises(BadQuantity):
        Quantity.parse("7", "C62").to("PR")
    with pytest.raises(BadQuantity):
        Quantity.parse("1", "KGM").to("MTR")


@pytest.mark.parametrize(("value", "text"), [("10", "10"), ("10.500000", "10.5"), ("0.000000", "0"), ("1E+3", "1000")])
def test_plain_decimals(value: str, text: str) -> None:
    assert plain(Decimal(value)) == text


def test_ids_are_version_7_and_sort_by_birth() -> None:
    ids = [uuid7() for _ in range(10_000)]
    assert ids == sorted(ids)
    assert len(set(ids)) == len(ids)
    assert all(i.version == 7 and i.variant == uuid.RFC_4122 for i in ids)


def test_canonical_json_follows_rfc_8785() -> None:
    # The ordering example of RFC 8785, section 3.2.3: names sort by UTF-16 code units.
    given_names = {"\u20ac": "1", "\r": "2", "\ufb33": "3", "1": "4", "\U0001f600": "5", "\u0080": "6", "\u00f6": "7"}
    assert canonical.dumps(given_names).decode() == (
        '{"\\r":"2","1":"4","\u0080":"6","\u00f6":"7","\u20ac":"1","\U0001f600":"5","\ufb33":"3"}'
    )


def test_canonical_json_refuses_floats_and_large_numbers() -> None:
    for value in (1.5, 2**53, {1: "a"}, b"x"):
        with pytest.raises(TypeError):
            canonical.dumps(value)
