"""Placing orders: prices, stock, doubles, bad input, and how much work it is."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from shared_apps.commands import run
from shared_apps.commands.inputs import from_json
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.faults import InjectedFault, arm
from shared_apps.foundation.quantity import QuantityIn
from shared_apps.foundation.refusals import NotAllowed, NotFound, Refusal
from shared_apps.outbox.models import OutboxMessage
from tenant_apps.orders.commands import CancelOrder, OrderLineIn, PlaceOrder, cancel_order, place_order
from tenant_apps.orders.models import Order, OrderLine
from tenant_apps.parties.commands import SuspendCompany, suspend_company
from tenant_apps.trading.kernel.models import Deal
from tests.fixtures.trade import SYSTEM, Market, assert_sound, by_hand, deliver, kilos, pieces


def steel(quantity: str, unit_price: str | None = None) -> OrderLineIn:
    return OrderLineIn(sku="steel", quantity=kilos(quantity), unit_price=unit_price)


def order(market: Market, *lines: OrderLineIn, **more: object) -> PlaceOrder:
    terms = {"seller_id": market.seller, "currency": "EUR", "lines": list(lines)}
    return PlaceOrder(**{**terms, **more})  # type: ignore[arg-type]


def refusal_of(actor: Actor, data: PlaceOrder) -> Refusal:
    with pytest.raises(Refusal) as caught:
        run(place_order, actor, data)
    return caught.value


def nothing_written(market: Market) -> bool:
    return (Order.objects.count(), Deal.objects.count(), market.stock("steel")) == (0, 0, (1000, 0))


def test_an_order_at_list_price_holds_stock_and_forms_a_deal(market: Market) -> None:
    bolts = OrderLineIn(item_id=market.items["bolt"], quantity=pieces("7"))
    post = OrderLineIn(sku="post", quantity=pieces("1"))
    answer = run(place_order, market.as_buyer(), order(market, steel("3"), bolts, post))
    # 7.65 + 0.58 (0.5845) + 18.00; tax per line 1.45 (1.4535) + 0.11 + 3.42.
    assert (answer.net.amount, answer.tax.amount, answer.total.amount) == ("26.23", "4.98", "31.21")
    assert market.stock("steel") == (1000, 3)
    assert market.stock("bolt") == (500, 7)
    assert Deal.objects.get(pk=answer.deal_id).origin == "order"
    assert_sound()
    deliver()
    assert Order.objects.get().state == "settled"
    assert market.stock("steel") == (997, 0)
    assert_sound()


def test_the_tier_counts_an_item_over_all_its_lines(market: Market) -> None:
    answer = run(place_order, market.as_buyer(), order(market, steel("60"), steel("40")))
    assert answer.net.amount == "210.00"


def test_a_given_price_must_be_the_list_price(market: Market) -> None:
    run(place_order, market.as_buyer(), order(market, steel("3", "2.55")))
    refusal = refusal_of(market.as_buyer(), order(market, steel("3", "2.54")))
    assert (refusal.code, refusal.field) == ("orders.price_changed", "lines[0].unit_price")
    assert refusal.facts["listed"] == "2.55"


def test_who_may_agree_prices_sets_one(market: Market) -> None:
    actor = market.as_buyer("orders.agree_price")
    answer = run(place_order, actor, order(market, steel("3", "0"), steel("2", "1.9995")))
    assert answer.net.amount == "4.00"


def test_an_order_of_zero_settles_without_a_payment(market: Market) -> None:
    run(place_order, market.as_buyer("orders.agree_price"), order(market, steel("3", "0")))
    deliver()
    assert Order.objects.get().state == "settled"
    assert_sound()


def test_more_than_is_free_is_refused_whole(market: Market) -> None:
    refusal = refusal_of(market.as_buyer(), order(market, steel("600"), steel("500")))
    assert refusal.code == "inventory.insufficient_stock"
    assert nothing_written(market)


@pytest.mark.parametrize(
    ("lines", "more", "code", "field"),
    [
        ([], {}, "orders.no_lines", "lines"),
        ([OrderLineIn(quantity=kilos("1"))], {}, "orders.item_not_named", "lines[0].sku"),
        ([steel("1"), OrderLineIn(sku="gold", quantity=kilos("1"))], {}, "orders.item_unknown", "lines[1].sku"),
        ([OrderLineIn(sku="steel", quantity=pieces("1"))], {}, "orders.bad_quantity", "lines[0].quantity"),
        ([OrderLineIn(sku="bolt", quantity=pieces("1.5"))], {}, "orders.bad_quantity", "lines[0].quantity"),
        ([steel("0")], {}, "orders.not_positive", "lines[0].quantity"),
        ([steel("-1")], {}, "orders.not_positive", "lines[0].quantity"),
        ([steel("1", "2.1234567")], {}, "orders.bad_price", "lines[0].unit_price"),
        ([steel("1", "-2")], {}, "orders.bad_price", "lines[0].unit_price"),
        ([steel("1")], {"currency": "EURO"}, "orders.bad_currency", "currency"),
        ([steel("1")], {"currency": "USD"}, "orders.no_price", "lines[0].unit_price"),
        ([steel("1")], {"note": "x" * 301}, "orders.text_too_long", "note"),
        ([steel("1")], {"client_reference": ""}, "orders.text_too_long", "client_reference"),
        ([steel("1")], {"ordered_at": datetime.now(UTC) + timedelta(days=1)}, "orders.time_in_future", "ordered_at"),
        ([steel("1")], {"seller_id": uuid4()}, "trading.company_unknown", "seller_id"),
    ],
)
def test_bad_input_names_its_field_and_writes_nothing(
    market: Market, lines: list[OrderLineIn], more: dict[str, object], code: str, field: str
) -> None:
    refusal = refusal_of(market.as_buyer(), order(market, *lines, **more))
    assert (refusal.code, refusal.field) == (code, field)
    assert refusal.message and refusal.remedy
    assert nothing_written(market)


def test_an_unknown_field_in_json_is_named() -> None:
    body = b'{"seller_id": "0190b1c4-0000-7000-8000-000000000000", "currency": "EUR", "lines": [], "colour": "red"}'
    with pytest.raises(Refusal) as caught:
        from_json(body, PlaceOrder)
    assert (caught.value.code, caught.value.field) == ("commands.unknown_field", "colour")


def test_a_reference_is_used_once_per_buyer_and_seller(market: Market) -> None:
    first = run(place_order, market.as_buyer(), order(market, steel("1"), client_reference="PO-1"))
    refusal = refusal_of(market.as_buyer(), order(market, steel("1"), client_reference="PO-1"))
    assert (refusal.code, refusal.facts) == ("orders.duplicate_reference", {"number": first.number})
    run(place_order, market.as_other_buyer(), order(market, steel("1"), client_reference="PO-1"))
    assert Order.objects.count() == 2


def test_an_idempotency_key_gives_the_same_answer(market: Market) -> None:
    data = order(market, steel("1"))
    answers = {run(place_order, market.as_buyer(), data, idempotency_key="k") for _ in range(3)}
    assert len(answers) == 1
    assert Order.objects.count() == 1


def test_a_suspended_company_starts_no_deal(market: Market) -> None:
    run(suspend_company, SYSTEM, SuspendCompany(company_id=market.seller, reason="tests"))
    assert refusal_of(market.as_buyer(), order(market, steel("1"))).code == "trading.company_suspended"


def test_nobody_orders_for_another_company(market: Market) -> None:
    with pytest.raises(NotAllowed):
        run(place_order, market.as_buyer(), order(market, steel("1"), buyer_id=market.other_buyer))
    run(place_order, market.as_marketplace(), order(market, steel("1"), buyer_id=market.other_buyer))
    assert Order.objects.get().buyer_id == market.other_buyer


def test_a_crash_after_the_hold_leaves_nothing(market: Market) -> None:
    arm("orders.after_reserve=fail")
    try:
        with pytest.raises(InjectedFault):
            run(place_order, market.as_buyer(), order(market, steel("5")))
    finally:
        arm("")
    assert nothing_written(market)


def test_cancelling_frees_the_stock_and_ends_the_deal(market: Market) -> None:
    by_hand()
    answer = run(place_order, market.as_buyer(), order(market, steel("5")))
    deliver()
    with pytest.raises(NotFound):
        run(cancel_order, market.as_other_buyer(), CancelOrder(order_id=answer.order_id))
    run(cancel_order, market.as_buyer(), CancelOrder(order_id=answer.order_id, reason="twice"))
    deliver()
    assert market.stock("steel") == (1000, 0)
    assert Deal.objects.get().cancelled_at is not None
    with pytest.raises(Refusal, match=r"orders\.wrong_state"):
        run(cancel_order, market.as_buyer(), CancelOrder(order_id=answer.order_id))
    assert_sound()


def test_an_order_cancelled_before_it_was_planned_is_not_shipped(market: Market) -> None:
    answer = run(place_order, market.as_buyer(), order(market, steel("5")))
    run(cancel_order, market.as_buyer(), CancelOrder(order_id=answer.order_id))
    deliver()
    assert Order.objects.get().state == "cancelled"
    assert market.stock("steel") == (1000, 0)
    assert_sound()


def test_twenty_lines_are_few_statements(market: Market) -> None:
    data = order(market, *[steel("1") for _ in range(20)])
    run(place_order, market.as_buyer(), data)
    with CaptureQueriesContext(connections["default"]) as seen:
        run(place_order, market.as_buyer(), data)
    assert OrderLine.objects.count() == 40
    assert len(seen) <= 22
    assert sum("FOR UPDATE" in query["sql"] for query in seen.captured_queries) == 2  # limits, then levels


def test_the_events_of_an_order_are_owed_in_its_transaction(market: Market) -> None:
    before = OutboxMessage.objects.count()
    run(place_order, market.as_buyer(), order(market, steel("1")))
    names = list(OutboxMessage.objects.order_by("seq").values_list("name", flat=True))[before:]
    assert names == ["trading.deal_formed", "orders.order_accepted"]


def test_quantities_keep_their_decimals(market: Market) -> None:
    run(place_order, market.as_buyer(), order(market, OrderLineIn(sku="steel", quantity=QuantityIn("0.25", "TNE"))))
    assert OrderLine.objects.get().quantity == Decimal(250)
