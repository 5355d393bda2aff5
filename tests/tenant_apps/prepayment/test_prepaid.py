"""An order that is paid first: held, paid, ordered and invoiced without owing anything; or let go."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.money import MoneyIn
from shared_apps.foundation.refusals import Refusal
from shared_apps.outbox.models import Saga
from shared_apps.tenancy import scope
from tenant_apps.invoicing.models import Invoice
from tenant_apps.orders.commands import (
    CancelOrder,
    OrderLineIn,
    PlaceOrder,
    SetPrepaid,
    cancel_order,
    place_order,
    set_prepaid,
)
from tenant_apps.orders.models import Order
from tenant_apps.payments.commands import RecordPayment, record_payment
from tenant_apps.prepayment.commands import WithdrawPrepayment, order_prepaid, withdraw_prepayment
from tenant_apps.prepayment.models import Earmark, Prepayment
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.rulesets.queries.values import forget
from tenant_apps.settlement.models import Allocation
from tests.fixtures.people import SYSTEM
from tests.fixtures.sagas import expire, hurry, settle_down
from tests.fixtures.trade import Market, assert_sound, by_hand, kilos
from tests.proofs import proves

TOTAL = 24990  # 100 kg at 2.10 and 19 % tax


@pytest.fixture
def shop(market: Market) -> Market:
    run(set_prepaid, market.as_seller(), SetPrepaid(buyer_id=market.buyer, is_prepaid=True))
    return market


def order(quantity: str = "100", *, market: Market) -> PlaceOrder:
    line = OrderLineIn(sku="steel", quantity=kilos(quantity))
    return PlaceOrder(seller_id=market.seller, currency="EUR", lines=[line])


def ask(market: Market, quantity: str = "100") -> Prepayment:
    made = run(order_prepaid, market.as_buyer(), order(quantity, market=market))
    settle_down()
    return Prepayment.objects.get(pk=made.prepayment_id)


def pay(market: Market, minor: int, reference: str) -> UUID:
    amount = MoneyIn(f"{minor // 100}.{minor % 100:02d}", "EUR")
    data = RecordPayment(payer_id=market.buyer, payee_id=market.seller, amount=amount, reference=reference)
    made = run(record_payment, market.as_seller(), data)
    settle_down()
    return made.payment_id


def now() -> datetime:
    return clock.now(scope.alias())


def test_who_pays_first_is_told_so_and_others_are_not(shop: Market) -> None:
    with pytest.raises(Refusal) as refused:
        run(place_order, shop.as_buyer(), order(market=shop))
    assert refused.value.code == "orders.prepayment_needed"
    with pytest.raises(Refusal) as refused:
        run(order_prepaid, shop.as_other_buyer(), order(market=shop))
    assert refused.value.code == "orders.prepayment_not_needed"
    run(set_prepaid, shop.as_seller(), SetPrepaid(buyer_id=shop.buyer, is_prepaid=False))
    assert run(place_order, shop.as_buyer(), order(market=shop)).state == "accepted"


def test_held_paid_ordered_delivered_and_nothing_is_owed(shop: Market) -> None:
    row = ask(shop)
    assert (row.state, row.due_minor, shop.stock("steel")) == ("awaiting", TOTAL, (1000, 100))
    pay(shop, 10000, f"part of {row.number}")
    row.refresh_from_db()
    assert (row.state, row.received_minor, Order.objects.count()) == ("awaiting", 10000, 0)
    pay(shop, TOTAL - 10000 + 500, row.number)  # five euros too much
    row.refresh_from_db()
    assert (row.state, row.received_minor) == ("ordered", TOTAL)
    # Shipped, received and invoiced by itself; paid out of what was prepaid and by no standing order.
    placed = Order.objects.get()
    assert (placed.pk, placed.state, placed.total_minor) == (row.order_id, "settled", TOTAL)
    assert sum(Allocation.objects.values_list("amount_minor", flat=True)) == TOTAL
    assert set(Earmark.objects.values_list("state", flat=True)) == {"used"}
    assert shop.stock("steel") == (900, 0)
    assert Saga.objects.get().state == "done"
    assert_sound()


def test_unpaid_in_time_lets_go_and_what_was_paid_pays_something_else(shop: Market) -> None:
    by_hand("payment")
    run(set_prepaid, shop.as_seller(), SetPrepaid(buyer_id=shop.buyer, is_prepaid=False))
    run(place_order, shop.as_buyer(), order("10", market=shop))  # an invoice that is open
    run(set_prepaid, shop.as_seller(), SetPrepaid(buyer_id=shop.buyer, is_prepaid=True))
    settle_down()
    row = ask(shop)
    pay(shop, 2000, row.number)
    assert not Allocation.objects.exists()  # kept for the prepaid order
    Prepayment.objects.update(due_at=now() - timedelta(seconds=1))
    hurry()
    settle_down()
    row.refresh_from_db()
    assert row.state == "lapsed" and "not paid in time" in row.reason
    assert shop.stock("steel")[1] == 0
    assert Allocation.objects.get().amount_minor == 2000
    assert Invoice.objects.get().paid_minor == 2000
    late = pay(shop, TOTAL, row.number)
    assert not Earmark.objects.filter(payment_id=late).exists()
    assert Order.objects.count() == 1
    assert_sound()


def test_withdrawn_while_it_waits_and_not_afterwards(shop: Market) -> None:
    row = ask(shop)
    with pytest.raises(Refusal):
        run(withdraw_prepayment, shop.as_other_buyer(), WithdrawPrepayment(prepayment_id=row.pk))
    run(withdraw_prepayment, shop.as_buyer(), WithdrawPrepayment(prepayment_id=row.pk, reason="found it cheaper"))
    settle_down()
    row.refresh_from_db()
    assert (row.state, row.reason, shop.stock("steel")[1]) == ("lapsed", "found it cheaper", 0)
    by_hand()
    paid = ask(shop)
    pay(shop, TOTAL, paid.number)
    with pytest.raises(Refusal) as refused:
        run(withdraw_prepayment, shop.as_buyer(), WithdrawPrepayment(prepayment_id=paid.pk))
    assert refused.value.code == "prepayment.too_late"
    assert_sound()


def test_cancelling_the_order_puts_the_money_on_account(shop: Market) -> None:
    by_hand()
    row = ask(shop)
    pay(shop, TOTAL, row.number)
    placed = Order.objects.get()
    run(cancel_order, shop.as_seller(), CancelOrder(order_id=placed.pk, reason="broken"))
    settle_down()
    assert Earmark.objects.get().state == "freed"
    assert shop.stock("steel")[1] == 0
    assert_sound()


def test_the_reservation_expires_when_the_saga_does_not_run(shop: Market) -> None:
    """The last guard: what nobody confirms is let go by the server's clock, and a payment then finds no goods."""
    row = ask(shop)
    expire(row.tentative_id)
    settle_down()
    assert shop.stock("steel")[1] == 0
    pay(shop, TOTAL, row.number)
    row.refresh_from_db()
    assert row.state == "lapsed" and not Order.objects.exists()
    assert Earmark.objects.get().state == "freed"
    assert_sound()


@proves("prepayment.hold_hours")
def test_the_rule_says_how_long_goods_wait(shop: Market) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={"prepayment.hold_hours": 5}))
    forget()
    row = ask(shop)
    assert row.due_at - row.asked_at == timedelta(hours=5)
