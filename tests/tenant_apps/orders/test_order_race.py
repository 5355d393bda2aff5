"""Orders placed at once while two relays deliver: nothing is lost, doubled or oversold, and nobody sees an error."""

import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from shared_apps.commands import run
from shared_apps.foundation.refusals import Refusal
from shared_apps.outbox import relay
from shared_apps.outbox.models import OutboxMessage
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.orders.commands import OrderLineIn, PlaceOrder, place_order
from tenant_apps.orders.models import Order
from tests.fixtures.trade import Market, assert_sound, kilos, pieces, stand_up

ORDERS, SEED = 80, 20260703


@pytest.mark.slow
def test_eighty_orders_over_the_same_goods(committed_tenant: TenantRef, django_db_blocker: object) -> None:
    dice = random.Random(SEED)
    print(f"SEED={SEED}")  # noqa: T201
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        with scope.enter(committed_tenant):
            market = stand_up()
        wishes = [_wish(market, dice, number) for number in range(ORDERS)]
        with ThreadPoolExecutor(8) as pool:
            relays = [pool.submit(_deliver, committed_tenant, 15) for _ in range(2)]
            answers = list(pool.map(lambda wish: _place(committed_tenant, market, wish), wishes))
            for job in relays:
                job.result()
        with scope.enter(committed_tenant):
            OutboxMessage.objects.filter(delivered_at__isnull=True).update(next_attempt_at="2000-01-01T00:00:00Z")
            relay.drain()
            assert [answer for answer in answers if not answer.startswith("O-")] == []
            assert Order.objects.filter(state="settled").count() == ORDERS
            assert sum(row.attempts for row in OutboxMessage.objects.all()) == 0
            numbers = sorted(int(answer.rsplit("-", 1)[1]) for answer in answers)
            assert numbers == list(range(1, ORDERS + 1))
            assert_sound()


def _wish(market: Market, dice: random.Random, number: int) -> PlaceOrder:
    lines = [OrderLineIn(sku="steel", quantity=kilos("1")), OrderLineIn(sku="bolt", quantity=pieces("2"))]
    dice.shuffle(lines)
    return PlaceOrder(
        seller_id=market.seller, currency="EUR", lines=lines[: dice.randint(1, 2)], client_reference=f"W{number}"
    )


def _place(ref: TenantRef, market: Market, wish: PlaceOrder) -> str:
    try:
        with scope.enter(ref):
            return run(place_order, market.as_buyer(), wish).number
    except Refusal as refusal:
        return refusal.code
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    finally:
        connections.close_all()


def _deliver(ref: TenantRef, rounds: int) -> None:
    try:
        with scope.enter(ref):
            for _ in range(rounds):
                relay.drain()
    finally:
        connections.close_all()


def test_one_reference_from_many_at_once_is_one_order(committed_tenant: TenantRef, django_db_blocker: object) -> None:
    """Nothing makes them wait for each other but the reference itself: the goods are not kept in stock."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        with scope.enter(committed_tenant):
            market = stand_up()
        lines = [OrderLineIn(sku="post", quantity=pieces("1"))]
        wish = PlaceOrder(seller_id=market.seller, currency="EUR", lines=lines, client_reference="ONE")
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: _place(committed_tenant, market, wish), range(24)))
        with scope.enter(committed_tenant):
            assert sorted(answers)[1:] == ["orders.duplicate_reference"] * 23
            assert Order.objects.get(client_reference="ONE").number in answers
            assert_sound()
