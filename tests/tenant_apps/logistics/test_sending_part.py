"""Part of a shipment leaves, the rest stays planned or is cancelled: to the last minor unit, in any order of acts."""

from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

import pytest

from shared_apps.commands import run
from shared_apps.foundation.money import Money, MoneyIn
from shared_apps.foundation.quantity import QuantityIn, plain
from tenant_apps.inventory.models import StockHold
from tenant_apps.invoicing.models import Invoice
from tenant_apps.logistics.commands import ConfirmReceipt, SentLine, Ship, confirm_receipt, ship
from tenant_apps.logistics.models import Shipment, ShipmentLine
from tenant_apps.orders.commands import CancelRest, OrderLineIn, PlaceOrder, cancel_rest, place_order
from tenant_apps.orders.models import Order, OrderAmendment, OrderLine, OrderPart
from tenant_apps.payments.commands import RecordPayment, record_payment
from tenant_apps.spending.commands import GrantCredit, grant_credit
from tenant_apps.spending.models import SpendingLimit
from tests.fixtures.trade import Market, assert_sound, by_hand, deliver
from tests.tenant_apps.orders.test_split_order import more_goods, refusal


def ordered(market: Market, **lines: str) -> UUID:
    units = {"steel": "KGM", "post": "C62", "bolt": "C62", "nut": "C62"}
    wanted = [OrderLineIn(sku=sku, quantity=QuantityIn(quantity, units[sku])) for sku, quantity in lines.items()]
    order_id = run(
        place_order, market.as_buyer(), PlaceOrder(seller_id=market.seller, currency="EUR", lines=wanted)
    ).order_id
    deliver()
    return order_id


def planned(order_id: UUID) -> Shipment:
    return Shipment.objects.get(order_id=order_id, state="planned")


def send(market: Market, shipment: Shipment, **quantities: str) -> Shipment:
    """So much of the lines with these articles; lines that are not named stay."""
    lines = [
        SentLine(order_line_id=row.order_line_id, quantity=quantities[row.order_line.item.sku])
        for row in ShipmentLine.objects.filter(shipment=shipment).select_related("order_line__item")
        if row.order_line.item.sku in quantities
    ]
    run(ship, market.as_seller(), Ship(shipment_id=shipment.pk, lines=lines))
    shipment.refresh_from_db()
    return shipment


def receive(market: Market, shipment: Shipment) -> None:
    run(confirm_receipt, market.as_buyer(), ConfirmReceipt(shipment_id=shipment.pk))
    deliver()


def pay(market: Market, invoice: Invoice) -> None:
    amount = MoneyIn(**Money(invoice.total_minor - invoice.paid_minor, invoice.currency).as_json())
    data = RecordPayment(payer_id=market.buyer, payee_id=market.seller, amount=amount, reference=invoice.number)
    run(record_payment, market.as_seller(), data)
    deliver()


def held() -> Decimal:
    return sum(StockHold.objects.filter(state="held").values_list("quantity", flat=True), Decimal(0))


def test_what_stays_behind_leaves_later_and_each_shipment_is_paid(market: Market) -> None:
    by_hand("shipping", "receipt")
    order_id = ordered(market, steel="10", bolt="7")
    first = send(market, planned(order_id), steel="4", bolt="7")
    rest = planned(order_id)
    assert rest.pk != first.pk and [row.quantity for row in rest.lines.all()] == [6]
    assert held() == 6 and Order.objects.get().state == "accepted"
    assert_sound()
    receive(market, first)
    (invoice,) = Invoice.objects.all()
    second = send(market, rest, steel="1")
    third = planned(order_id)
    assert [row.quantity for row in third.lines.all()] == [5]
    assert OrderLine.objects.get(item_id=market.items["steel"]).shipped == 5
    receive(market, second)
    run(ship, market.as_seller(), Ship(shipment_id=third.pk))
    receive(market, third)
    order = Order.objects.get()
    totals = list(Invoice.objects.order_by("id").values_list("total_minor", flat=True))
    assert len(totals) == 3 and totals[0] == invoice.total_minor and sum(totals) == order.total_minor
    assert order.state == "settled", "paid by the standing order"
    assert held() == 0
    assert_sound()


@pytest.mark.parametrize("lines", [{"steel": "-1"}, {"steel": "10.5"}, {"steel": "x"}, {"steel": "0"}, {}])
def test_what_cannot_leave_is_refused_and_nothing_is_divided(market: Market, lines: dict[str, str]) -> None:
    by_hand("shipping")
    order_id = ordered(market, steel="10")
    row = ShipmentLine.objects.get()
    told = [SentLine(order_line_id=row.order_line_id, quantity=value) for value in lines.values()]
    wrong = refusal(ship, market.as_seller(), Ship(shipment_id=planned(order_id).pk, lines=told))
    assert wrong.code in ("logistics.bad_sending", "logistics.nothing_leaves")
    assert not OrderPart.objects.exists() and held() == 10
    assert_sound()


def test_the_rest_is_cancelled_and_what_was_sent_is_settled(market: Market) -> None:
    by_hand("shipping", "receipt", "payment")
    credit = GrantCredit(buyer_id=market.buyer, currency="EUR", amount="5000.00")
    run(grant_credit, market.as_seller(), credit)
    order_id = ordered(market, steel="10", bolt="7")
    before = Order.objects.get()
    assert refusal(cancel_rest, market.as_seller(), CancelRest(order_id=order_id)).code == "orders.nothing_left"
    first = send(market, planned(order_id), steel="4")
    receive(market, first)
    (invoice,) = Invoice.objects.all()
    pay(market, invoice)
    assert Order.objects.get().state == "accepted"
    stranger = market.as_other_buyer()
    assert refusal(cancel_rest, stranger, CancelRest(order_id=order_id)).code == "orders.order_unknown"
    told = run(cancel_rest, market.as_seller(), CancelRest(order_id=order_id, reason="Sold out"))
    assert_sound()
    deliver()
    order = Order.objects.get()
    assert (order.state, order.total_minor) == ("settled", invoice.total_minor)
    assert told.less.amount == f"{Money(before.total_minor - order.total_minor, 'EUR').amount:f}"
    assert list(OrderLine.objects.values_list("quantity", "shipped")) == [(4, 4)]
    assert held() == 0 and not Shipment.objects.filter(state="planned").exists()
    assert SpendingLimit.objects.get(kind="credit").used_minor == 0
    (version,) = OrderAmendment.objects.all()
    assert (version.state, version.reason, len(version.before["lines"]), len(version.after["lines"])) == (
        "applied", "Sold out", 2, 1,
    )  # fmt: skip
    assert refusal(cancel_rest, market.as_buyer(), CancelRest(order_id=order_id)).code == "orders.no_rest"
    assert_sound()


@pytest.mark.parametrize("seed", [20261127, 7, 11])
def test_any_order_of_acts_adds_up(market: Market, seed: int) -> None:
    """Prices and taxes that do not divide evenly; pieces leave one after the other until nothing is left or all is."""
    by_hand("shipping", "receipt")
    chance = Random(seed)
    more_goods(market, "nut", "1000", tax_rate="0.07")
    order_id = ordered(market, nut="13", steel="17.5")
    for _ in range(6):
        shipment = Shipment.objects.filter(order_id=order_id, state="planned").first()
        if shipment is None:
            break
        there: dict[str, Any] = {
            row.order_line.item.sku: row.quantity
            for row in ShipmentLine.objects.filter(shipment=shipment).select_related("order_line__item")
        }
        some = {sku: plain(Decimal(chance.randint(0, int(quantity)))) for sku, quantity in there.items()}
        if not any(Decimal(value) for value in some.values()):
            continue
        sent = send(market, shipment, **some)
        assert_sound()
        if chance.random() < 0.6:
            receive(market, sent)
    if (
        OrderPart.objects.filter(state="accepted").exists()
        and OrderPart.objects.exclude(state__in=["accepted", "cancelled"]).exists()
    ):
        run(cancel_rest, market.as_buyer(), CancelRest(order_id=order_id))
        assert_sound()
    for sent in Shipment.objects.filter(order_id=order_id, state="shipped"):
        receive(market, sent)
    deliver()
    order = Order.objects.get()
    billed = sum(Invoice.objects.values_list("total_minor", flat=True))
    assert billed == order.total_minor or order.state == "accepted", f"seed {seed}"
    assert_sound()
