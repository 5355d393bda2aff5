"""Divided orders: stock, sums and states from the split to settled, undoing it, and what the rules change."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest

from shared_apps.commands import run
from shared_apps.foundation.faults import InjectedFault, arm
from shared_apps.foundation.refusals import Refusal
from tenant_apps.catalogue.commands import CreateItem, create_item
from tenant_apps.inventory.commands import (
    CreateWarehouse,
    OpeningLine,
    SetOpeningStock,
    create_warehouse,
    set_opening_stock,
)
from tenant_apps.inventory.models import StockHold
from tenant_apps.invoicing.models import Invoice
from tenant_apps.logistics.commands import ConfirmReceipt, ReceivedLine, Ship, confirm_receipt, ship
from tenant_apps.logistics.models import Shipment, ShipmentLine
from tenant_apps.orders.commands import (
    CancelOrder,
    OrderLineIn,
    PlaceOrder,
    SetDelivery,
    SetWarehouseTerms,
    SplitOrder,
    UnsplitOrder,
    cancel_order,
    place_order,
    set_delivery,
    set_warehouse_terms,
    split_order,
    unsplit_order,
)
from tenant_apps.orders.models import Order, OrderPart, OrderPartLine
from tenant_apps.orders.queries.splitting import Division, divide
from tenant_apps.pricing.commands import PriceLine, SetPrices, set_prices
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tests.fixtures.trade import SYSTEM, Market, assert_sound, by_hand, deliver, kilos, pieces
from tests.proofs import proves


def rule(**changes: Any) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={f"orders.{name}": value for name, value in changes.items()}))


def second_warehouse(market: Market, code: str = "W2", **stock: str) -> UUID:
    made = run(create_warehouse, SYSTEM, CreateWarehouse(company_id=market.seller, code=code, name=f"Hall {code}"))
    lines = [OpeningLine(item_id=market.items[name], quantity=value) for name, value in stock.items()]
    if lines:
        run(set_opening_stock, SYSTEM, SetOpeningStock(warehouse_id=made.warehouse_id, lines=lines))
    return made.warehouse_id


def more_goods(market: Market, sku: str, quantity: str, **fields: Any) -> None:
    """A further item of the seller, at 3.33 apiece, in the first warehouse."""
    made = CreateItem(
        supplier_id=market.seller, sku=sku, name=sku.title(), unit="C62", **{"tax_rate": "0.19", **fields}
    )
    market.items[sku] = run(create_item, SYSTEM, made).item_id
    run(set_prices, SYSTEM, SetPrices(supplier_id=market.seller, currency="EUR",
        lines=[PriceLine(item_id=market.items[sku], unit_price="3.33")]))  # fmt: skip
    lines = [OpeningLine(item_id=market.items[sku], quantity=quantity)]
    run(set_opening_stock, SYSTEM, SetOpeningStock(warehouse_id=market.warehouse, lines=lines))


def placed(market: Market, **lines: str) -> UUID:
    """An order of these quantities by article."""
    wanted = [
        OrderLineIn(sku=sku, quantity=kilos(value) if sku == "steel" else pieces(value)) for sku, value in lines.items()
    ]
    data = PlaceOrder(seller_id=market.seller, currency="EUR", lines=wanted)
    return run(place_order, market.as_buyer(), data).order_id


def division_of(market: Market, order_id: UUID) -> Division:
    order = Order.objects.get(pk=order_id)
    return divide(order, order.accepted_at)


def spread(market: Market, **lines: str) -> UUID:
    """An order that two warehouses fill together: 1000 kg of steel lie in the first."""
    second_warehouse(market, steel="700")
    rule(split_lines="several")
    return placed(market, **{"steel": "1200", **lines})


def refusal(call: Any, *told: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        run(call, *told)
    return caught.value


def parts(order_id: UUID) -> list[OrderPart]:
    return list(OrderPart.objects.filter(order_id=order_id).exclude(state="cancelled").order_by("part_no"))


def send(market: Market, part: OrderPart | None, order_id: UUID) -> Shipment:
    shipment = Shipment.objects.get(order_id=order_id, part=part, state="planned")
    run(ship, market.as_seller(), Ship(shipment_id=shipment.pk))
    return shipment


@proves("orders.split_lines")
def test_a_line_no_warehouse_can_fill_comes_from_several_when_the_rule_says_so(market: Market) -> None:
    by_hand()
    second_warehouse(market, steel="700")
    with pytest.raises(Refusal) as caught:
        placed(market, steel="1200")
    assert caught.value.code == "inventory.insufficient_stock" and Order.objects.count() == 0
    rule(split_lines="several")
    order_id = placed(market, steel="1200", bolt="7", post="1")
    first, other = parts(order_id)
    assert [first.net_minor + other.net_minor, first.tax_minor + other.tax_minor] == list(
        Order.objects.values_list("net_minor", "tax_minor").get()
    )
    assert {part.warehouse_id for part in (first, other)} == {market.warehouse, other.warehouse_id}
    assert [row["code"] for row in other.reasons] == ["stock"]
    held = StockHold.objects.filter(state="held", item_id=market.items["steel"])
    assert sum(held.values_list("quantity", flat=True)) == 1200
    with pytest.raises(Refusal):
        placed(market, steel="501")  # 500 are left in both together
    assert_sound()


def test_parts_leave_arrive_and_are_paid_one_by_one(market: Market) -> None:
    by_hand("shipping", "receipt")
    order_id = spread(market, bolt="7")
    deliver()
    first, other = parts(order_id)
    assert sorted(Shipment.objects.values_list("part_id", flat=True)) == sorted([first.pk, other.pk])
    gone = send(market, first, order_id)
    run(confirm_receipt, market.as_buyer(), ConfirmReceipt(shipment_id=gone.pk))
    deliver()
    assert Order.objects.get().state == "accepted", "the other part has not left"
    assert Invoice.objects.get().total_minor == first.net_minor + first.tax_minor
    assert refusal(cancel_order, market.as_buyer(), CancelOrder(order_id=order_id)).code == "orders.wrong_state"
    assert refusal(unsplit_order, market.as_seller(), UnsplitOrder(order_id=order_id)).code == "orders.wrong_state"
    assert_sound()
    late = send(market, other, order_id)
    assert Order.objects.get().state == "shipped" or parts(order_id)[0].state == "invoiced"
    line = ShipmentLine.objects.get(shipment_id=late.pk)
    before = StockHold.objects.filter(state="issued").count()
    back = ReceivedLine(order_line_id=line.order_line_id, accepted=str(line.quantity - 50), refused="50")
    run(confirm_receipt, market.as_buyer(), ConfirmReceipt(shipment_id=late.pk, lines=[back]))
    deliver()
    assert Order.objects.get().state == "settled"
    assert StockHold.objects.filter(state="issued").count() == before == 3
    assert Invoice.objects.count() == 2
    assert_sound()


def test_an_order_is_divided_and_joined_again(market: Market) -> None:
    by_hand()
    more_goods(market, "acid", "10", attributes={"hazard_class": "8"})
    order_id = placed(market, steel="3", acid="2")
    deliver()
    assert refusal(split_order, market.as_buyer(), SplitOrder(order_id=order_id)).code == "orders.order_unknown"
    answer = run(split_order, market.as_seller(), SplitOrder(order_id=order_id))
    assert (answer.parts, answer.cost.amount, answer.bound.amount) == (2, "24.00", "24.00")
    assert refusal(split_order, market.as_seller(), SplitOrder(order_id=order_id)).code == "orders.divided"
    whole = Shipment.objects.get(state="planned")
    told = refusal(ship, market.as_seller(), Ship(shipment_id=whole.pk))
    assert told.code == "orders.divided", "the plan of the whole order is older than the division"
    deliver()
    assert sorted(Shipment.objects.values_list("state", flat=True)) == ["cancelled", "planned", "planned"]
    assert sorted(OrderPart.objects.values_list("hazard", flat=True)) == ["", "8"]
    assert_sound()
    assert run(unsplit_order, market.as_seller(), UnsplitOrder(order_id=order_id)).parts == 2
    deliver()
    assert parts(order_id) == [] and Shipment.objects.get(state="planned").part_id is None
    assert set(StockHold.objects.filter(state="held").values_list("source", flat=True)) == {"trading.deal"}
    assert refusal(unsplit_order, market.as_seller(), UnsplitOrder(order_id=order_id)).code == "orders.not_divided"
    run(split_order, market.as_seller(), SplitOrder(order_id=order_id))
    run(cancel_order, market.as_buyer(), CancelOrder(order_id=order_id))
    deliver()
    assert not StockHold.objects.filter(state="held").exists() and not Shipment.objects.filter(state="planned").exists()
    assert_sound()


def test_one_shipment_is_not_divided(market: Market) -> None:
    by_hand()
    order_id = placed(market, steel="3")
    assert refusal(split_order, market.as_seller(), SplitOrder(order_id=order_id)).code == "orders.split_needless"
    assert not OrderPart.objects.exists()


@pytest.mark.parametrize("point", ["orders.after_release_for_split", "orders.after_split"])
def test_a_split_that_dies_leaves_the_order_whole(market: Market, point: str) -> None:
    by_hand()
    more_goods(market, "acid", "10", attributes={"hazard_class": "8"})
    order_id = placed(market, steel="3", acid="2")
    arm(f"{point}=fail")
    try:
        with pytest.raises(InjectedFault):
            run(split_order, market.as_seller(), SplitOrder(order_id=order_id))
    finally:
        arm("")
    assert not OrderPart.objects.exists() and StockHold.objects.filter(state="held", source="trading.deal").count() == 2
    assert_sound()


WEIGHTS: Mapping[str, tuple[Any, dict[str, Any]]] = {
    "split_parcel": ("100", {}),
    "split_fragment": ("50", {}),
    "split_zone": ("90", {}),
    "split_late_day": ("70", {}),
    "split_hazard": ("together", {}),
    "split_tax": ("apart", {}),
    "split_most_parts": (1, {}),
}


@proves(*(f"orders.{name}" for name in WEIGHTS))
@pytest.mark.parametrize("name", WEIGHTS)
def test_every_weight_changes_the_division(market: Market, name: str) -> None:
    """One order that everything bears on: a hazard class, two tax rates, two warehouses of which one is late."""
    by_hand()
    more_goods(market, "acid", "10", attributes={"hazard_class": "8"})
    more_goods(market, "book", "10", tax_rate="0.07")
    order_id = spread(market, acid="1", book="1")
    terms = SetWarehouseTerms(warehouse_id=market.warehouse, zone=1, lead_days=3, opening="1.50")
    run(set_warehouse_terms, market.as_seller(), terms)
    wanted_on = Order.objects.get().accepted_at.date()
    run(set_delivery, market.as_buyer(), SetDelivery(order_id=order_id, wanted_on=wanted_on))
    deal_id = Order.objects.get().deal_id
    StockHold.objects.filter(source="orders.order_part").update(source="trading.deal", source_id=deal_id)
    OrderPartLine.objects.filter(part__order_id=order_id).delete()
    OrderPart.objects.filter(order_id=order_id).delete()
    before = _told(market, order_id)
    rule(**{name: WEIGHTS[name][0]})
    assert _told(market, order_id) != before


def _told(market: Market, order_id: UUID) -> Any:
    try:
        found = division_of(market, order_id)
    except Refusal as caught:
        return caught.code
    return found.plan.cost_minor, [(part.place, part.group, part.portions) for part in found.parts]


def test_a_buyer_says_where_and_when_within_bounds(market: Market) -> None:
    by_hand()
    order_id = placed(market, steel="3")
    other = refusal(set_delivery, market.as_other_buyer(), SetDelivery(order_id=order_id))
    assert other.code == "orders.order_unknown"
    assert (
        refusal(set_delivery, market.as_buyer(), SetDelivery(order_id=order_id, terms_days=999)).field == "terms_days"
    )
    assert refusal(set_delivery, market.as_buyer(), SetDelivery(order_id=order_id, site_id=order_id)).field == "site_id"
    far = SetWarehouseTerms(warehouse_id=market.warehouse, zone=100)
    assert refusal(set_warehouse_terms, market.as_seller(), far).field == "zone"
    assert refusal(set_warehouse_terms, market.as_buyer(), far).code == "orders.warehouse_unknown"
    low = SetWarehouseTerms(warehouse_id=market.warehouse, opening="-1")
    assert refusal(set_warehouse_terms, market.as_seller(), low).field == "opening"
