"""Many orders at once: the good ones stand, each of the others says why not."""

from shared_apps.commands import run
from tenant_apps.orders.commands import OrderLineIn, PlaceOrder, PlaceOrders, place_orders
from tenant_apps.orders.models import Order
from tests.fixtures.trade import Market, assert_sound, kilos


def order(market: Market, quantity: str, **more: object) -> PlaceOrder:
    lines = [OrderLineIn(sku="steel", quantity=kilos(quantity))]
    return PlaceOrder(**{"seller_id": market.seller, "currency": "EUR", "lines": lines, **more})  # type: ignore[arg-type]


def test_each_order_has_a_verdict_of_its_own(market: Market) -> None:
    asked = [order(market, "600"), order(market, "600"), order(market, "400"), order(market, "1", currency="XXX")]
    found = run(place_orders, market.as_buyer(), PlaceOrders(orders=asked)).verdicts
    assert [one.order is not None for one in found] == [True, False, True, False]
    short = found[1].refusal
    assert short is not None
    assert (short.code, short.facts["available"]) == ("inventory.insufficient_stock", "400")
    assert [one.refusal.code for one in found[3:] if one.refusal] == ["orders.bad_currency"]
    assert Order.objects.count() == 2
    assert market.stock("steel") == (1000, 1000)
    assert_sound()
