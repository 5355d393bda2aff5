"""Automatic shipping waits where no batch lives long enough, says so, and goes on once fresh goods are in."""

from shared_apps.commands import run
from shared_apps.foundation.quantity import QuantityIn
from shared_apps.outbox.models import OutboxMessage
from tenant_apps.inventory.models import StockMovement
from tenant_apps.logistics.models import Shipment
from tenant_apps.logistics.queries.waiting import waiting_of_order
from tenant_apps.orders.commands import OrderLineIn, PlaceOrder, place_order
from tenant_apps.orders.models import Order
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tests.fixtures.goods import item, price
from tests.fixtures.lots import received
from tests.fixtures.trade import SYSTEM, Market, assert_sound, deliver


def test_it_waits_with_a_reason_and_leaves_when_a_fresh_batch_comes(market: Market) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={"stock.min_life_days": 10}))
    milk = item(market.seller, "MILK", "Milk powder", tracked_by="lot")
    price(market.seller, milk, "2.00")
    received(market.warehouse, milk, "5", "OLD", 4)
    lines = [OrderLineIn(item_id=milk, quantity=QuantityIn("3", "C62"))]
    data = PlaceOrder(seller_id=market.seller, currency="EUR", lines=lines)
    order_id = run(place_order, market.as_buyer(), data).order_id
    deliver()
    shipment = Shipment.objects.get(order_id=order_id)
    assert (shipment.state, shipment.waits_for) == ("planned", "inventory.no_good_lot")
    for who in (market.as_seller(), market.as_buyer()):
        (told,) = waiting_of_order(who, order_id)
        assert (told.item, told.available, told.wanted) == ("Milk powder", "0", "3")
    assert waiting_of_order(market.as_other_buyer(), order_id) == []
    assert not OutboxMessage.objects.filter(attempts__gt=1).exists(), "nothing is tried again and again"
    since = shipment.waits_since
    received(market.warehouse, milk, "2", "FRESH-1", 60)
    deliver()
    shipment.refresh_from_db()
    assert (shipment.state, shipment.waits_facts["available"], shipment.waits_since) == ("planned", "2", since)
    received(market.warehouse, milk, "2", "FRESH-2", 60)
    deliver()
    shipment.refresh_from_db()
    assert (shipment.waits_for, shipment.waits_since) == ("", None)
    assert Order.objects.get(pk=order_id).state == "settled"
    left = StockMovement.objects.filter(item_id=milk, kind="issue").values_list("lot__code", flat=True)
    assert set(left) == {"FRESH-1", "FRESH-2"}
    assert_sound()
