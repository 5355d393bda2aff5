"""Who is served first: no order is overtaken from outside the window the weights imply; stock is shared out once."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.money import MoneyIn
from shared_apps.outbox.events import decode
from shared_apps.outbox.models import OutboxMessage
from shared_apps.tenancy import scope
from tenant_apps.inventory.commands import AdjustStock, adjust_stock
from tenant_apps.inventory.models import StockHold
from tenant_apps.orders.commands import (
    CancelOrder,
    OrderLineIn,
    PlaceOrder,
    ServeWaiting,
    SetDelivery,
    SetGrade,
    cancel_order,
    place_order,
    serve_waiting,
    set_delivery,
    set_grade,
)
from tenant_apps.orders.decisions.priority import Waiting, Weights, rank, score, share_out
from tenant_apps.orders.models import Order, OrderPart, OrderPartLine
from tenant_apps.orders.queries.waiting import queue_for
from tenant_apps.rulesets.types import REGISTRY
from tests.fixtures.trade import Market, assert_sound, by_hand, deliver, kilos
from tests.proofs import proves
from tests.tenant_apps.orders.test_split_order import refusal, rule, second_warehouse

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def weights(*points: int, age: int) -> Weights:
    grade, promise, value, penalty = map(Fraction, points)
    return Weights(grade, promise, value, penalty, Fraction(age), 100_000, 10_000, 10)


def waiter(rng: Random, number: int, since: datetime) -> Waiting:
    return Waiting(
        key=f"{number:06}", since=since, quantity=Decimal(rng.randint(1, 9)), grade=rng.choice("abc"),
        promised=rng.choice([None, (since + timedelta(days=rng.randint(-3, 20))).date()]),
        value_minor=rng.randint(0, 200_000), penalty_minor=rng.choice([0, 500, 20_000]),
    )  # fmt: skip


WAITERS = st.builds(
    Waiting, key=st.text("abc", min_size=1), quantity=st.just(Decimal(1)), grade=st.sampled_from(["a", "b", "c", "?"]),
    since=st.datetimes(datetime(2026, 1, 1), datetime(2026, 3, 1)).map(lambda at: at.replace(tzinfo=UTC)),
    promised=st.none() | st.dates(date(2025, 12, 1), date(2026, 6, 1)), value_minor=st.integers(0, 10**9),
    penalty_minor=st.integers(0, 10**9),
)  # fmt: skip
POINTS = st.integers(0, 50)


@given(WAITERS, WAITERS, POINTS, POINTS, POINTS, POINTS, st.integers(1, 20))
@settings(max_examples=300, deadline=None)
def test_nobody_overtakes_from_outside_the_window(
    one: Waiting, other: Waiting, grade: int, promise: int, value: int, penalty: int, age: int
) -> None:
    told = weights(grade, promise, value, penalty, age=age)
    gap_s = Fraction(int((other.since - one.since).total_seconds() * 10**6), 10**6)
    now = NOON + timedelta(days=30)
    if gap_s > told.overtaking_days * 86_400:
        assert rank([other, one], told, now)[0][0] is one
    assert score(one, told, now).total >= told.age * Fraction(30)


def test_in_a_simulation_nobody_waits_longer_than_the_bound() -> None:
    """Two hundred days of orders, more than stock comes for at times: every one is served in its bound.

    Given out before an order is served is at most what waits when it comes, what comes inside the window, and its own
    quantity: so it is served as soon as that much stock has come in.
    """
    for seed in (1, 2, 3):
        rng = Random(seed)
        told = weights(30, 30, 20, 20, age=10)
        assert told.overtaking_days == 10
        queue: dict[str, Waiting] = {}
        arrivals: list[tuple[Waiting, Decimal]] = []
        out = Decimal(0)
        given_at: dict[str, Decimal] = {}
        served_at: dict[str, Decimal] = {}
        bought_before: dict[str, Decimal] = {}
        for day in range(300):
            now = NOON + timedelta(days=day)
            for minute in sorted(rng.randint(0, 600) for _order in range(rng.randint(0, 5) if day < 200 else 0)):
                one = waiter(rng, len(arrivals), now + timedelta(minutes=minute))
                bought_before[one.key] = sum((row.quantity for row in queue.values()), Decimal(0))
                arrivals.append((one, one.quantity))
                queue[one.key] = one
                given_at[one.key] = out
            stock = Decimal(rng.randint(6, 16))
            evening = now + timedelta(hours=11)
            for who, part in share_out([row for row, _points in rank(list(queue.values()), told, evening)], stock):
                out += part
                rest = queue[who.key].quantity - part
                if rest:
                    queue[who.key] = Waiting(
                        **{name: getattr(who, name) for name in who.__slots__} | {"quantity": rest}
                    )
                else:
                    del queue[who.key]
                    served_at[who.key] = out
        assert not queue, f"SEED={seed}"
        for one, quantity in arrivals:
            window = timedelta(days=float(told.overtaking_days))
            inside = sum(
                (size for row, size in arrivals if one.since <= row.since <= one.since + window and row is not one),
                Decimal(0),
            )
            before = bought_before[one.key] + inside + quantity
            assert served_at[one.key] - given_at[one.key] <= before, f"SEED={seed} {one.key}"


def order(market: Market, quantity: str, *, other: bool = False) -> Order:
    lines = [OrderLineIn(sku="steel", quantity=kilos(quantity))]
    actor = market.as_other_buyer() if other else market.as_buyer()
    made = run(place_order, actor, PlaceOrder(seller_id=market.seller, currency="EUR", lines=lines))
    return Order.objects.get(pk=made.order_id)


def come_in(market: Market, quantity: str) -> None:
    data = AdjustStock(
        item_id=market.items["steel"], warehouse_id=market.warehouse, change=quantity, reason="from the mill"
    )
    run(adjust_stock, market.as_seller(), data)


def waits(row: Order) -> Decimal:
    rows = OrderPartLine.objects.filter(part__order=row, part__state="waiting")
    return sum(rows.values_list("quantity", flat=True), Decimal(0))


@proves("orders.backorder")
def test_what_is_missing_waits_and_is_served_once(market: Market) -> None:
    by_hand()
    taken = order(market, "990")
    lines = [OrderLineIn(sku="steel", quantity=kilos("30"))]
    data = PlaceOrder(seller_id=market.seller, currency="EUR", lines=lines)
    assert refusal(place_order, market.as_buyer(), data).code == "inventory.insufficient_stock"
    rule(backorder="wait")
    first, second = order(market, "30"), order(market, "7", other=True)
    assert (waits(first), waits(second)) == (20, 7) and first.state == "accepted"
    assert_sound()
    deliver()
    come_in(market, "21")
    deliver()
    assert (waits(first), waits(second)) == (0, 6), "the one that waits longer first"
    run(serve_waiting, market.as_seller(), ServeWaiting(item_id=market.items["steel"]))
    assert (waits(first), waits(second)) == (0, 6)
    assert sum(StockHold.objects.filter(state="held").values_list("quantity", flat=True)) == 1021
    assert_sound()
    run(cancel_order, market.as_buyer(), CancelOrder(order_id=taken.pk))
    deliver()
    assert waits(second) == 0 and not OrderPart.objects.filter(state="waiting").exists()
    assert_sound()
    run(cancel_order, market.as_other_buyer(), CancelOrder(order_id=second.pk))
    deliver()
    assert market.stock("steel")[1] == 30
    assert_sound()


def test_a_waiting_order_is_paid_for_once_it_is_served(market: Market) -> None:
    """By itself: what is there is shipped and invoiced, the rest when it comes, and then the order is settled."""
    rule(backorder="wait")
    second_warehouse(market, steel="200")
    big = order(market, "1300.5")
    deliver()
    assert Order.objects.get(pk=big.pk).state == "accepted" and waits(big) == Decimal("100.5")
    assert_sound()
    come_in(market, "500")
    deliver()
    assert Order.objects.get(pk=big.pk).state == "settled"
    assert market.stock("steel") == (Decimal("399.5"), 0)
    assert_sound()


def test_a_warehouse_that_opens_with_goods_serves_who_waits(market: Market) -> None:
    by_hand()
    rule(backorder="wait")
    row = order(market, "1030")
    assert waits(row) == 30
    second_warehouse(market, steel="20", bolt="5")
    (told,) = OutboxMessage.objects.filter(name="inventory.stock_opened", delivered_at__isnull=True)
    assert set(decode(told.name, told.payload).item_ids) == {market.items["steel"], market.items["bolt"]}
    deliver()
    assert waits(row) == 10
    assert_sound()


OTHERS: dict[str, Any] = {
    "priority_class": "0", "priority_promise": "0", "priority_value": "0", "priority_penalty": "0",
    "priority_age": "900", "priority_full_value": "1", "priority_full_penalty": "1", "priority_horizon": 300,
}  # fmt: skip


@proves(*(f"orders.{name}" for name in OTHERS))
def test_every_weight_changes_the_points(market: Market) -> None:
    by_hand()
    rule(backorder="wait")
    row = order(market, "1100")
    run(set_grade, market.as_seller(), SetGrade(buyer_id=market.buyer, grade="b"))
    assert refusal(set_grade, market.as_seller(), SetGrade(buyer_id=market.buyer, grade="z")).field == "grade"
    wish = SetDelivery(
        order_id=row.pk, wanted_on=row.accepted_at.date() + timedelta(days=5), late_day=MoneyIn("20.00", "EUR")
    )
    run(set_delivery, market.as_buyer(), wish)
    now = clock.now(scope.alias()) + timedelta(days=1)

    def points() -> Any:
        return queue_for(market.as_seller(), now)[market.items["steel"]][0].score

    assert market.items["steel"] not in queue_for(market.as_buyer(), now)
    for name, value in OTHERS.items():
        before = points()
        rule(**{name: value})
        assert points() != before, name
        rule(**{name: REGISTRY[f"orders.{name}"].default})
        assert points() == before
