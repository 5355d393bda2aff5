"""Joint deliveries: what fits and why not, sums, leaving together, taking apart."""

from uuid import UUID

from shared_apps.commands import run
from tenant_apps.logistics.commands import Ship, ship
from tenant_apps.logistics.models import Shipment
from tenant_apps.orders.commands import (
    CancelOrder,
    JoinOrders,
    OrderLineIn,
    PlaceBasket,
    PlaceOrder,
    SetDelivery,
    UndoDelivery,
    cancel_order,
    join_orders,
    place_basket,
    place_order,
    set_delivery,
    undo_delivery,
)
from tenant_apps.orders.models import BasketOrder, JointDelivery, Order
from tenant_apps.orders.queries.deliveries import suggestions
from tenant_apps.parties.commands import AddSite, add_site
from tests.fixtures.goods import item, price, stock, warehouse
from tests.fixtures.trade import SYSTEM, Market, assert_sound, by_hand, deliver, kilos, pieces
from tests.tenant_apps.orders.test_split_order import refusal


def placed(market: Market, quantity: str = "3", *, other: bool = False) -> UUID:
    lines = [OrderLineIn(sku="steel", quantity=kilos(quantity))]
    actor = market.as_other_buyer() if other else market.as_buyer()
    return run(place_order, actor, PlaceOrder(seller_id=market.seller, currency="EUR", lines=lines)).order_id


def test_orders_leave_together_and_keep_their_sums(market: Market) -> None:
    by_hand()
    orders = [placed(market, quantity) for quantity in ("3", "5", "7")]
    deliver()
    [found] = suggestions(market.as_seller())
    assert {one.pk for one in found.orders} == set(orders) and str(found.saved) == "24.00 EUR"
    made = run(join_orders, market.as_seller(), JoinOrders(order_ids=orders))
    rows = Order.objects.filter(pk__in=orders)
    assert made.orders == 3 and int(made.total.amount.replace(".", "")) == sum(one.total_minor for one in rows)
    assert suggestions(market.as_seller()) == []
    told = refusal(set_delivery, market.as_buyer(), SetDelivery(order_id=orders[0]))
    assert told.code == "orders.in_delivery"
    run(cancel_order, market.as_buyer(), CancelOrder(order_id=orders[2]))
    assert_sound()
    shipment = Shipment.objects.get(order_id=orders[0])
    run(ship, market.as_seller(), Ship(shipment_id=shipment.pk, carrier="Road Ltd", tracking="T-1"))
    assert set(Order.objects.values_list("state", flat=True)) == {"shipped", "cancelled"}
    assert set(Shipment.objects.filter(state="shipped").values_list("tracking", flat=True)) == {"T-1"}
    assert Shipment.objects.filter(state="shipped").count() == 2
    assert market.stock("steel") == (992, 0)
    over = refusal(undo_delivery, market.as_seller(), UndoDelivery(delivery_id=made.delivery_id))
    assert over.code == "orders.delivery_over"
    deliver()
    assert_sound()


def test_why_orders_do_not_fit_is_told_for_each_pair(market: Market) -> None:
    by_hand()
    site = run(add_site, SYSTEM, AddSite(company_id=market.buyer, name="Yard", country="DE")).site_id
    plain, far, strange = placed(market), placed(market), placed(market, other=True)
    run(set_delivery, market.as_buyer(), SetDelivery(order_id=far, site_id=site, terms_days=14))
    told = refusal(join_orders, market.as_seller(), JoinOrders(order_ids=[plain, far, strange]))
    numbers = {row.pk: row.number for row in Order.objects.all()}
    assert told.code == "orders.do_not_fit"
    assert {(*pair["orders"], *pair["reasons"]) for pair in told.facts["pairs"]} == {
        (numbers[plain], numbers[far], "site", "terms_days"),
        (numbers[plain], numbers[strange], "buyer"),
        (numbers[far], numbers[strange], "buyer", "site", "terms_days"),
    }
    assert refusal(join_orders, market.as_seller(), JoinOrders(order_ids=[plain])).code == "orders.join_count"
    mine = refusal(join_orders, market.as_buyer(), JoinOrders(order_ids=[plain, far]))
    assert mine.code == "orders.order_unknown" and not JointDelivery.objects.exists()


def test_a_joint_delivery_is_taken_apart_until_it_leaves(market: Market) -> None:
    by_hand()
    orders = [placed(market), placed(market)]
    deliver()
    made = run(join_orders, market.as_seller(), JoinOrders(order_ids=orders))
    taken = refusal(join_orders, market.as_seller(), JoinOrders(order_ids=[*orders, placed(market)]))
    assert taken.code == "orders.cannot_leave_together" and taken.facts["reasons"] == ["taken"]
    run(undo_delivery, market.as_seller(), UndoDelivery(delivery_id=made.delivery_id))
    run(ship, market.as_seller(), Ship(shipment_id=Shipment.objects.get(order_id=orders[0]).pk))
    assert sorted(Order.objects.filter(pk__in=orders).values_list("state", flat=True)) == ["accepted", "shipped"]
    again = refusal(join_orders, market.as_seller(), JoinOrders(order_ids=orders))
    assert again.code == "orders.cannot_leave_together" and again.facts["reasons"] == ["left"]
    last = [orders[1], placed(market)]
    made = run(join_orders, market.as_seller(), JoinOrders(order_ids=last))
    run(cancel_order, market.as_buyer(), CancelOrder(order_id=last[0]))
    assert JointDelivery.objects.get(pk=made.delivery_id).state == "undone", "one order alone is no joint delivery"
    assert_sound()


def test_a_basket_becomes_an_order_of_each_supplier_or_none(market: Market) -> None:
    by_hand()
    wire = item(market.other_seller, unit="C62")
    price(market.other_seller, wire, "4.00")
    stock(warehouse(market.other_seller), **{wire.hex: "10"})
    steel = OrderLineIn(item_id=market.items["steel"], quantity=kilos("3"))
    too_much = [steel, OrderLineIn(item_id=wire, quantity=pieces("11"))]
    told = refusal(place_basket, market.as_buyer(), PlaceBasket(currency="EUR", lines=too_much))
    assert told.code == "inventory.insufficient_stock" and Order.objects.count() == 0
    lines = [steel, OrderLineIn(item_id=wire, quantity=pieces("2"))]
    made = run(place_basket, market.as_buyer(), PlaceBasket(currency="EUR", lines=lines, client_reference="B-1"))
    assert {Order.objects.get(pk=one.order_id).seller_id for one in made.orders} == {market.seller, market.other_seller}
    assert made.net.amount == "15.65" and BasketOrder.objects.filter(basket_id=made.basket_id).count() == 2
    assert_sound()
