"""Prices set by their supplier and quoted to buyers."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.refusals import Invalid, NotAllowed
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.pricing.commands import PriceLine, PricesSet, SetPrices, set_prices
from tenant_apps.pricing.models import PriceList, PriceTier
from tenant_apps.pricing.queries import price_for
from tests.fixtures.goods import acting_for, item, price
from tests.fixtures.people import SYSTEM, company


@pytest.fixture
def seller(tenant_a: TenantRef) -> UUID:
    return company("Wire works", buys=False, sells=True)


def _quote(item_id: UUID, quantity: str, buyer: UUID | None = None, currency: str = "EUR") -> Decimal | None:
    found = price_for({item_id: Decimal(quantity)}, buyer, currency, clock.now(scope.alias()))
    return found[item_id].unit_price if item_id in found else None


def _set(seller: UUID, *lines: tuple[UUID, str, str], buyer: UUID | None = None) -> PricesSet:
    return run(
        set_prices,
        SYSTEM,
        SetPrices(
            supplier_id=seller,
            buyer_id=buyer,
            currency="EUR",
            lines=[PriceLine(item_id=pk, min_quantity=low, unit_price=price) for pk, low, price in lines],
        ),
    )


def test_a_price_may_have_more_decimals_than_its_currency(seller: UUID) -> None:
    made = item(seller)
    price(seller, made, "0.0035")
    assert _quote(made, "1") == Decimal("0.0035")


def test_setting_again_replaces_the_tiers_of_the_named_items_only(seller: UUID) -> None:
    one, two = item(seller, "W-1"), item(seller, "W-2")
    first = _set(seller, (one, "1", "2.00"), (one, "10", "1.80"), (two, "1", "5.00"))
    second = _set(seller, (one, "1", "2.10"))
    assert (first.version, first.items, second.version, second.items) == (1, 2, 2, 1)
    assert first.price_list_id == second.price_list_id
    assert (_quote(one, "10"), _quote(two, "1")) == (Decimal("2.10"), Decimal("5.00"))
    assert PriceTier.objects.count() == 2


def test_a_price_for_one_buyer_is_for_nobody_else(seller: UUID) -> None:
    made, friend, other = item(seller), company("Friend"), company("Other")
    _set(seller, (made, "1", "1.50"), buyer=friend)
    assert (_quote(made, "1", friend), _quote(made, "1", other), _quote(made, "1")) == (Decimal("1.50"), None, None)
    price(seller, made, "2.00")
    assert (_quote(made, "1", friend), _quote(made, "1", other)) == (Decimal("1.50"), Decimal("2.00"))


def test_a_price_counts_in_its_currency_and_its_time(seller: UUID) -> None:
    made = item(seller)
    price(seller, made, "2.00")
    assert _quote(made, "1", currency="CNY") is None
    row = PriceList.objects.get()
    row.valid_until = row.valid_from + timedelta(days=1)
    row.save()
    at = {row.valid_from: True, row.valid_until: False, row.valid_from - timedelta(microseconds=1): False}
    for moment, quoted in at.items():
        assert (made in price_for({made: Decimal(1)}, None, "EUR", moment)) is quoted


@pytest.mark.parametrize(
    ("lines", "field"),
    [
        ([("1", "-0.01")], "lines[0].unit_price"),
        ([("1", "1.0000001")], "lines[0].unit_price"),
        ([("1", "Infinity")], "lines[0].unit_price"),
        ([("0", "1")], "lines[0].min_quantity"),
        ([("1", "1"), ("1.0", "2")], "lines[1].min_quantity"),
        ([], "lines"),
    ],
)
def test_bad_tiers_name_the_field_and_write_nothing(seller: UUID, lines: list[tuple[str, str]], field: str) -> None:
    made = item(seller)
    with pytest.raises(Invalid) as refused:
        _set(seller, *[(made, low, price) for low, price in lines])
    assert refused.value.field == field
    assert (PriceList.objects.count(), PriceTier.objects.count()) == (0, 0)


def test_prices_of_other_companies_items_are_refused(seller: UUID) -> None:
    made = item(seller)
    stranger = company("Stranger", buys=False, sells=True)
    with pytest.raises(Invalid) as refused:
        _set(stranger, (made, "1", "1.00"))
    assert refused.value.field == "lines[0].item_id"
    with pytest.raises(NotAllowed):
        run(
            set_prices,
            acting_for(stranger, "pricing.set_prices"),
            SetPrices(supplier_id=seller, currency="EUR", lines=[PriceLine(item_id=made, unit_price="1")]),
        )
    assert PriceList.objects.count() == 0


def test_what_has_no_price_is_left_out(seller: UUID) -> None:
    made = item(seller)
    assert price_for({made: Decimal(1), uuid4(): Decimal(1)}, None, "EUR", datetime(2026, 1, 1, tzinfo=UTC)) == {}
