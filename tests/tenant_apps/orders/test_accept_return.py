"""Returns: stock back, a credit note, and what the buyer owes afterwards."""

import pytest

from shared_apps.commands import run
from shared_apps.foundation.money import MoneyIn
from shared_apps.foundation.refusals import NotAllowed, Refusal
from tenant_apps.invoicing.models import Invoice
from tenant_apps.ledger.queries import balances
from tenant_apps.orders.commands import (
    AcceptReturn,
    OrderAnswer,
    OrderLineIn,
    PlaceOrder,
    accept_return,
    place_order,
)
from tenant_apps.orders.models import Order, OrderReturn
from tenant_apps.payments.commands import RecordPayment, record_payment
from tests.fixtures.trade import Market, assert_sound, by_hand, deliver, kilos


def placed(market: Market, quantity: str = "10", reference: str | None = None) -> OrderAnswer:
    answer = run(
        place_order,
        market.as_buyer(),
        PlaceOrder(
            seller_id=market.seller,
            currency="EUR",
            client_reference=reference,
            lines=[OrderLineIn(sku="steel", quantity=kilos(quantity))],
        ),
    )
    deliver()
    return answer


def back(order: OrderAnswer, quantity: str, **more: object) -> AcceptReturn:
    line = OrderLineIn(sku="steel", quantity=kilos(quantity))
    return AcceptReturn(order_number=order.number, reason="bent", lines=[line], **more)  # type: ignore[arg-type]


def open_minor(kind: str) -> int:
    return sum(row.total_minor - row.paid_minor for row in Invoice.objects.filter(kind=kind))


def test_a_return_of_a_paid_order_leaves_a_credit_for_the_next_invoice(market: Market) -> None:
    order = placed(market)
    answer = run(accept_return, market.as_seller(), back(order, "4"))
    assert (answer.net.amount, answer.total.amount) == ("10.20", "12.14")
    deliver()
    assert market.stock("steel") == (994, 0)
    assert open_minor("credit_note") == 1214
    assert_sound()
    placed(market)
    assert open_minor("credit_note") == 0 == open_minor("invoice")
    assert Order.objects.filter(state="settled").count() == 2
    books = {(row.company_id, row.kind): row.balance_minor for row in balances()}
    assert books[market.seller, "bank"] == 3035 + 3035 - 1214
    assert books[market.seller, "receivable"] == 0
    assert_sound()


def test_a_return_of_an_open_order_lowers_what_is_due(market: Market) -> None:
    by_hand("payment")
    order = placed(market)
    run(accept_return, market.as_seller(), back(order, "10"))
    deliver()
    assert open_minor("invoice") == 0 == open_minor("credit_note")
    assert Order.objects.get().state == "settled"
    assert_sound()


def test_no_more_comes_back_than_was_ordered(market: Market) -> None:
    order = placed(market)
    run(accept_return, market.as_seller(), back(order, "6"))
    with pytest.raises(Refusal) as caught:
        run(accept_return, market.as_seller(), back(order, "5"))
    assert (caught.value.code, caught.value.field) == ("orders.not_on_order", "lines[0].quantity")
    assert OrderReturn.objects.count() == 1
    assert market.stock("steel") == (996, 0)
    assert_sound()


def test_an_order_that_is_not_invoiced_cannot_come_back(market: Market) -> None:
    by_hand("shipping")
    order = placed(market)
    with pytest.raises(Refusal, match=r"orders\.not_shipped_yet"):
        run(accept_return, market.as_seller(), back(order, "1"))


def test_a_return_without_an_order_takes_an_agreed_price(market: Market) -> None:
    data = AcceptReturn(
        buyer_id=market.buyer,
        currency="EUR",
        reason="bought before",
        client_reference="C536379",
        lines=[OrderLineIn(sku="steel", quantity=kilos("2"), unit_price="1.65")],
    )
    answer = run(accept_return, market.as_seller("orders.agree_price"), data)
    assert answer.net.amount == "3.30"
    deliver()
    assert market.stock("steel") == (1002, 0)
    with pytest.raises(Refusal, match=r"orders\.duplicate_reference"):
        run(accept_return, market.as_seller("orders.agree_price"), data)
    assert_sound()


def test_only_the_seller_takes_goods_back(market: Market) -> None:
    order = placed(market)
    with pytest.raises(NotAllowed):
        run(accept_return, market.as_buyer(), back(order, "1", seller_id=market.seller))
    with pytest.raises(Refusal, match=r"orders\.order_unknown"):
        run(accept_return, market.acting(market.other_seller), back(order, "1"))


def test_a_payment_pays_what_it_names_then_the_oldest_and_keeps_the_rest(market: Market) -> None:
    by_hand("payment")
    placed(market, reference="A")
    second = placed(market, reference="B")
    number = Invoice.objects.get(order_id=second.order_id).number
    run(
        record_payment,
        market.as_buyer(),
        RecordPayment(payee_id=market.seller, amount=MoneyIn("40.00", "EUR"), reference=f"ref {number}"),
    )
    deliver()
    states = dict(Order.objects.values_list("client_reference", "state"))
    assert states == {"A": "invoiced", "B": "settled"}
    assert open_minor("invoice") == 2 * 3035 - 4000
    assert_sound()
