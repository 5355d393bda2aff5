"""The price of a line: the list's, unless somebody with the right agreed another."""

from decimal import Decimal

import pytest

from tenant_apps.orders.decisions.agree_prices import PriceVerdict, agree_price

LISTED = Decimal("2.55")


@pytest.mark.parametrize(
    ("given", "listed", "may_agree", "verdict"),
    [
        (None, LISTED, False, PriceVerdict(LISTED)),
        (Decimal("2.550"), LISTED, False, PriceVerdict(LISTED)),
        (Decimal("2.50"), LISTED, False, PriceVerdict(None, "orders.price_changed")),
        (Decimal("2.50"), LISTED, True, PriceVerdict(Decimal("2.50"))),
        (Decimal(0), None, True, PriceVerdict(Decimal(0))),
        (None, None, True, PriceVerdict(None, "orders.no_price")),
        (Decimal("2.50"), None, False, PriceVerdict(None, "orders.no_price")),
    ],
)
def test_the_agreed_price(
    given: Decimal | None, listed: Decimal | None, may_agree: bool, verdict: PriceVerdict
) -> None:
    assert agree_price(given, listed, may_agree=may_agree) == verdict
