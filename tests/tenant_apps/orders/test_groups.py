"""A basket at several sellers is ordered whole or not at all, whatever one of them answers and whatever fails."""

from decimal import Decimal
from uuid import UUID

import pytest

from shared_apps.commands import run
from shared_apps.foundation.refusals import Refusal
from shared_apps.outbox.models import Reservation, Saga
from shared_apps.outbox.sagas import people
from tenant_apps.catalogue.commands import CreateItem, create_item
from tenant_apps.inventory.commands import (
    CreateWarehouse,
    OpeningLine,
    SetOpeningStock,
    create_warehouse,
    set_opening_stock,
)
from tenant_apps.inventory.models import StockLevel
from tenant_apps.orders.commands import OrderLineIn, PlaceGroup, PlaceOrder, SetPrepaid, place_group, set_prepaid
from tenant_apps.orders.models import Order
from tenant_apps.orders.tentative.models import OrderGroup, TentativeOrder
from tenant_apps.pricing.commands import PriceLine, SetPrices, set_prices
from tests.fixtures.approvals import by_role, policy, staff_of, step
from tests.fixtures.people import SYSTEM
from tests.fixtures.sagas import hurry, settle_down, years_pass
from tests.fixtures.trade import Market, assert_sound, by_hand, kilos, pieces


@pytest.fixture
def chain(market: Market) -> UUID:
    """An item of the other seller, 40 in stock at 7.00; nothing ships by itself."""
    by_hand()
    made = CreateItem(supplier_id=market.other_seller, sku="chain", name="Chain", unit="C62", tax_rate="0.19")
    item = run(create_item, SYSTEM, made).item_id
    place = CreateWarehouse(company_id=market.other_seller, code="W2", name="Other")
    opening = [OpeningLine(item_id=item, quantity="40")]
    warehouse = run(create_warehouse, SYSTEM, place).warehouse_id
    run(set_opening_stock, SYSTEM, SetOpeningStock(warehouse_id=warehouse, lines=opening))
    line = PriceLine(item_id=item, unit_price="7.00")
    run(set_prices, SYSTEM, SetPrices(supplier_id=market.other_seller, currency="EUR", lines=[line]))
    return item


def ask(market: Market, chains: str = "10", steel: str = "100") -> OrderGroup:
    first = OrderLineIn(sku="steel", quantity=kilos(steel))
    second = OrderLineIn(sku="chain", quantity=pieces(chains))
    data = PlaceGroup(
        orders=[
            PlaceOrder(seller_id=market.seller, currency="EUR", lines=[first], client_reference="B-1"),
            PlaceOrder(seller_id=market.other_seller, currency="EUR", lines=[second]),
        ]
    )
    return OrderGroup.objects.get(pk=run(place_group, market.as_buyer(), data).group_id)


def reserved(item: UUID) -> Decimal:
    return StockLevel.objects.get(item_id=item).reserved


def test_everything_is_held_and_then_ordered(market: Market, chain: UUID) -> None:
    group = ask(market)
    assert not Order.objects.exists() and reserved(chain) == 0
    # A price that changes meanwhile does not touch what was promised.
    line = PriceLine(item_id=chain, unit_price="9.00")
    run(set_prices, SYSTEM, SetPrices(supplier_id=market.other_seller, currency="EUR", lines=[line]))
    settle_down()
    group.refresh_from_db()
    assert group.state == "confirmed"
    totals = dict(Order.objects.values_list("seller_id", "net_minor"))
    assert totals == {market.seller: 21000, market.other_seller: 7000}
    assert (reserved(chain), market.stock("steel")[1]) == (10, 100)
    assert Saga.objects.get().state == "done"
    assert_sound()


def test_one_seller_short_of_stock_and_nothing_is_ordered_or_held(market: Market, chain: UUID) -> None:
    group = ask(market, chains="41")
    settle_down()
    group.refresh_from_db()
    assert group.state == "released" and "Chain" in group.reason
    assert not Order.objects.exists()
    assert (reserved(chain), market.stock("steel")[1]) == (0, 0)
    assert set(TentativeOrder.objects.values_list("state", flat=True)) == {"released"}
    # The one that was refused left a tombstone: a try that comes late finds it.
    assert sorted(Reservation.objects.values_list("state", "why")) == [("cancelled", "asked"), ("cancelled", "empty")]
    assert_sound()


def test_past_the_promise_a_failing_order_waits_for_a_person_and_keeps_its_goods(
    market: Market, chain: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tenant_apps.orders.tentative import partner

    def away(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the number series is away")

    with monkeypatch.context() as patch:
        patch.setattr(partner, "place", away)
        group = ask(market)
        for _ in range(14):
            settle_down()
            hurry()
        saga = Saga.objects.get()
        assert (saga.state, saga.stuck_in) == ("stuck", "forward")
        assert (reserved(chain), market.stock("steel")[1]) == (10, 100)
        assert_sound()
        with pytest.raises(Refusal):
            people.go_back(saga.pk, saga.started_at, "no")
    people.try_again(saga.pk, saga.started_at)
    settle_down()
    group.refresh_from_db()
    assert (group.state, Order.objects.count()) == ("confirmed", 2)
    assert_sound()


def test_a_group_that_takes_too_long_lets_go(market: Market, chain: UUID) -> None:
    from shared_apps.outbox.sagas import drive

    group = ask(market)
    drive.carry_out(drive.lease() or pytest.fail("nothing is due"))  # held at the first seller
    assert market.stock("steel")[1] == 100
    years_pass(group.number)
    settle_down()
    group.refresh_from_db()
    assert (group.state, group.reason) == ("released", "deadline")
    assert (reserved(chain), market.stock("steel")[1]) == (0, 0)
    assert_sound()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"orders": 1}, "orders"),
        ({"twice": True}, "orders[1].seller_id"),
        ({"sku": "nothing"}, "orders[1].lines[0].sku"),
        ({"prepaid": True}, "seller_id"),
    ],
)
def test_what_a_group_refuses_at_once(market: Market, chain: UUID, change: dict[str, object], field: str) -> None:
    if change.get("prepaid"):
        run(set_prepaid, market.as_seller(), SetPrepaid(buyer_id=market.buyer, is_prepaid=True))
    line = OrderLineIn(sku="steel", quantity=kilos("1"))
    other = OrderLineIn(sku=str(change.get("sku", "chain")), quantity=pieces("1"))
    seller = market.seller if change.get("twice") else market.other_seller
    orders = [
        PlaceOrder(seller_id=market.seller, currency="EUR", lines=[line]),
        PlaceOrder(seller_id=seller, currency="EUR", lines=[line if change.get("twice") else other]),
    ]
    with pytest.raises(Refusal) as refused:
        run(place_group, market.as_buyer(), PlaceGroup(orders=orders[: int(str(change.get("orders", 2)))]))
    assert refused.value.field == field
    assert not OrderGroup.objects.exists()


def test_a_basket_that_wants_approval_is_not_even_held(market: Market, chain: UUID) -> None:
    """Asked when it is put together: later nobody could ask, and its goods would be held for nothing."""
    staff = staff_of(market.buyer)
    policy(staff, step("Finance", by_role("finance")))
    with pytest.raises(Refusal) as caught:
        ask(market)
    assert caught.value.code == "orders.approval_needed"
    assert (TentativeOrder.objects.count(), reserved(chain)) == (0, 0)
