"""Whole numbers reckon what decimals reckon, and tiers are chosen as the price lists choose them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as some

from shared_apps.foundation.currencies import MINOR_UNITS
from shared_apps.foundation.money import Money
from tenant_apps.catalogue.queries import ItemRow
from tenant_apps.orders.acceptance.shelves import Shelf, fill
from tenant_apps.orders.decisions.reckon import amount_text, decimal_text, line_amounts, millionths, ten_thousandths
from tenant_apps.pricing.queries import TierRow, choose_tier
from tenant_apps.pricing.types import Tier
from tenant_apps.trading.kernel.types import LineAmounts

NOW = datetime(2026, 11, 26, tzinfo=UTC)
PRICES = some.decimals(min_value=0, max_value=10**6, places=6)
AMOUNTS = some.decimals(min_value=Decimal("0.000001"), max_value=10**6, places=6)
RATES = some.decimals(min_value=0, max_value=1, places=4)


@given(PRICES, AMOUNTS, RATES, some.sampled_from([("JPY", 0), ("EUR", 2), ("BHD", 3)]))
def test_amounts_are_those_of_decimals(
    price: Decimal, quantity: Decimal, rate: Decimal, money: tuple[str, int]
) -> None:
    currency, exponent = money
    exact = LineAmounts.of(price, quantity, rate, currency)
    found = line_amounts(millionths(price), millionths(quantity), ten_thousandths(rate), exponent)
    assert found == (exact.net_minor, exact.tax_minor)


@given(AMOUNTS)
def test_a_text_is_read_as_the_same_number(quantity: Decimal) -> None:
    assert Decimal(decimal_text(millionths(quantity))) == quantity


@given(
    some.lists(
        some.tuples(some.booleans(), some.integers(1, 3), some.integers(1, 9), some.integers(0, 99)), max_size=8
    ),
    some.integers(1, 12),
)
def test_the_tier_is_the_one_of_the_price_lists(rows: list[tuple[bool, int, int, int]], quantity: int) -> None:
    # In one list a minimum stands once.
    rows = list({(own, version, least): (own, version, least, price) for own, version, least, price in rows}.values())
    seller, buyer, item_id = uuid4(), uuid4(), uuid4()
    shelf = Shelf(1)
    item = ItemRow(seller, item_id, "x", "x", "C62", Decimal(0), True, "active")
    listed = [
        TierRow(
            item_id, buyer if own else None, "EUR", NOW - timedelta(1), None, seller, version, Decimal(least),
            Decimal(price),
        )
        for own, version, least, price in rows
    ]  # fmt: skip
    fill({seller: shelf}, [item], listed, [], [(seller, buyer)])
    goods = shelf.by_id[item_id]
    assert goods is not None
    tiers = [Tier(uuid4(), version, own, Decimal(least), Decimal(price)) for own, version, least, price in rows]
    chosen = choose_tier(tiers, Decimal(quantity))
    found = goods.price(quantity * 10**6, buyer, "EUR", NOW)
    assert found == (None if chosen is None else millionths(chosen.unit_price))
    assert goods.price(quantity * 10**6, buyer, "USD", NOW) is None


@given(some.integers(0, 10**15), some.sampled_from(["JPY", "EUR", "BHD"]))
def test_an_amount_is_written_as_money_writes_it(minor: int, currency: str) -> None:
    assert amount_text(minor, MINOR_UNITS[currency]) == Money(minor, currency).as_json()["amount"]
