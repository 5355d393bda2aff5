"""Credit is taken by open orders and unpaid invoices, and comes back as they are paid."""

from uuid import UUID

from shared_apps.commands import run
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.money import MoneyIn
from tenant_apps.invoicing.models import Invoice
from tenant_apps.logistics.commands import ConfirmReceipt, ReceivedLine, Ship, confirm_receipt, ship
from tenant_apps.logistics.models import Shipment
from tenant_apps.orders.commands import (
    AcceptReturn,
    CancelOrder,
    OrderLineIn,
    PlaceOrder,
    accept_return,
    cancel_order,
    place_order,
)
from tenant_apps.orders.models import Order, OrderLine
from tenant_apps.payments.commands import RecordPayment, record_payment
from tenant_apps.spending.commands import GrantCredit, SetBudget, consume, grant_credit, set_budget, take_over
from tenant_apps.spending.models import SpendingLimit, SpendingUse
from tenant_apps.spending.types import Spend
from tests.fixtures.lots import ctx_of
from tests.fixtures.trade import Market, assert_sound, by_hand, deliver, kilos

# Two kilos of steel at 2.55 and 19 % tax.
TOTAL = 607


def ordered(market: Market, quantity: str = "2") -> UUID:
    lines = [OrderLineIn(sku="steel", quantity=kilos(quantity))]
    data = PlaceOrder(seller_id=market.seller, currency="EUR", lines=lines)
    return run(place_order, market.as_buyer(), data).order_id


def granted(market: Market, amount: str = "6.07") -> SpendingLimit:
    data = GrantCredit(buyer_id=market.buyer, currency="EUR", amount=amount)
    return SpendingLimit.objects.get(pk=run(grant_credit, market.as_seller(), data).limit_id)


def delivered(market: Market, order_id: UUID, accepted: str | None = None) -> None:
    deliver()
    shipment = Shipment.objects.get(order_id=order_id)
    run(ship, market.as_seller(), Ship(shipment_id=shipment.pk))
    lines = None
    if accepted is not None:
        line = OrderLine.objects.get(order_id=order_id)
        lines = [ReceivedLine(order_line_id=line.pk, accepted=accepted, refused="1")]
    run(confirm_receipt, market.as_buyer(), ConfirmReceipt(shipment_id=shipment.pk, lines=lines))
    deliver()


def paid(market: Market, amount: str) -> None:
    data = RecordPayment(
        payer_id=market.buyer, payee_id=market.seller, amount=MoneyIn(amount, "EUR"), method="bank_transfer"
    )
    run(record_payment, market.as_buyer(), data)
    deliver()


def used(limit: SpendingLimit) -> int:
    limit.refresh_from_db()
    return limit.used_minor


def test_a_payment_gives_back_what_it_pays_and_the_next_order_fits(market: Market) -> None:
    by_hand()
    credit = granted(market)
    run(set_budget, market.as_buyer(), SetBudget(currency="EUR", amount="100.00"))
    order_id = ordered(market)
    assert used(credit) == TOTAL
    delivered(market, order_id)
    assert used(credit) == TOTAL, "an invoice is owed like the order it is of"
    paid(market, "2.00")
    assert used(credit) == TOTAL - 200
    assert_sound()
    paid(market, "4.07")
    assert used(credit) == 0
    assert Order.objects.get(pk=order_id).state == "settled"
    ordered(market)
    assert used(credit) == TOTAL
    budget = SpendingLimit.objects.get(kind="budget")
    assert budget.used_minor == 2 * TOTAL, "a budget is spent for good"
    assert_sound()


def test_what_was_not_accepted_is_owed_no_more(market: Market) -> None:
    by_hand()
    credit = granted(market, "100.00")
    order_id = ordered(market)
    delivered(market, order_id, accepted="1")
    open_minor = Invoice.objects.get(order_id=order_id).total_minor
    assert open_minor == 303
    assert used(credit) == open_minor
    assert_sound()


def test_a_credit_note_pays_like_money(market: Market) -> None:
    by_hand()
    credit = granted(market, "100.00")
    order_id = ordered(market)
    delivered(market, order_id)
    back = AcceptReturn(
        lines=[OrderLineIn(sku="steel", quantity=kilos("1"))], reason="bent", order_number=Order.objects.get().number
    )
    run(accept_return, market.as_seller(), back)
    deliver()
    note = Invoice.objects.get(kind="credit_note")
    assert used(credit) == TOTAL - note.total_minor
    assert_sound()


def test_a_cancelled_order_after_another_was_paid_gives_back_its_own(market: Market) -> None:
    by_hand()
    credit = granted(market, "100.00")
    first, second = ordered(market), ordered(market)
    delivered(market, first)
    paid(market, "6.07")
    assert used(credit) == TOTAL
    run(cancel_order, market.as_buyer(), CancelOrder(order_id=second))
    assert used(credit) == 0
    assert_sound()


def test_a_source_that_gave_back_may_take_again(market: Market) -> None:
    """As an order does that is changed: what it was is given back, what it becomes is taken, under one name."""
    credit = granted(market, "100.00")
    source = uuid7()
    for total in (900, 1_500, 300):
        spend = Spend(market.buyer, market.seller, "user:ann", "", "EUR", total)
        take_over(ctx_of(), market.buyer, "orders.order", source)
        consume(ctx_of(), spend, "orders.order", source)
        assert used(credit) == total
    assert SpendingUse.objects.get().amount_minor == 300
