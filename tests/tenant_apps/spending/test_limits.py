"""Limits that an order must fit into: none is no limit, zero is zero, and what is cancelled is given back."""

import pytest

from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.refusals import Refusal
from shared_apps.tenancy import scope
from tenant_apps.orders.commands import CancelOrder, OrderLineIn, PlaceOrder, cancel_order, place_order
from tenant_apps.orders.models import Order
from tenant_apps.spending.models import SpendingLimit, SpendingUse
from tests.fixtures.trade import Market, assert_sound, kilos


def order(market: Market, **more: object) -> PlaceOrder:
    """Two kilos of steel at 2.55 and 19 % tax: 6.07 EUR."""
    lines = [OrderLineIn(sku="steel", quantity=kilos("2"))]
    return PlaceOrder(**{"seller_id": market.seller, "currency": "EUR", "lines": lines, **more})  # type: ignore[arg-type]


def limit(market: Market, kind: str, amount: int | None, **more: object) -> SpendingLimit:
    grantor = market.seller if kind == "credit" else None
    return SpendingLimit.objects.create(
        kind=kind, company_id=market.buyer, grantor_id=grantor, currency="EUR", amount_minor=amount,
        created_at=clock.now(scope.alias()), **more,
    )  # fmt: skip


@pytest.mark.parametrize(("amount", "fits"), [(None, True), (607, True), (606, False), (0, False)])
@pytest.mark.parametrize("kind", ["credit", "budget"])
def test_an_order_fits_or_leaves_nothing_behind(market: Market, kind: str, amount: int | None, fits: bool) -> None:
    made = limit(market, kind, amount)
    if fits:
        run(place_order, market.as_buyer(), order(market))
    else:
        with pytest.raises(Refusal) as caught:
            run(place_order, market.as_buyer(), order(market))
        assert caught.value.code == f"spending.over_{kind}"
        assert caught.value.facts["available"]["amount"] == f"{(amount or 0) / 100:.2f}"
    made.refresh_from_db()
    assert (made.used_minor, SpendingUse.objects.count(), Order.objects.count()) == ((607, 1, 1) if fits else (0, 0, 0))
    assert_sound()


def test_a_cancelled_order_gives_back_what_it_took(market: Market) -> None:
    made = limit(market, "credit", 1000)
    answer = run(place_order, market.as_buyer(), order(market))
    run(cancel_order, market.as_buyer(), CancelOrder(order_id=answer.order_id))
    made.refresh_from_db()
    assert (made.used_minor, SpendingUse.objects.get().state) == (0, "released")
    assert_sound()


def test_a_cost_centre_is_one_of_the_company(market: Market) -> None:
    limit(market, "budget", None, code="K-1")
    limit(market, "budget", 100, code="K-2")
    with pytest.raises(Refusal) as unknown:
        run(place_order, market.as_buyer(), order(market, cost_centre="K-3"))
    with pytest.raises(Refusal) as over:
        run(place_order, market.as_buyer(), order(market, cost_centre="K-2"))
    assert (unknown.value.code, over.value.code) == ("spending.cost_centre_unknown", "spending.over_budget")
    run(place_order, market.as_buyer(), order(market, cost_centre="K-1"))
    assert Order.objects.get().cost_centre == "K-1"
