"""Many orders at once: the good ones stand, each of the others says why not."""

from collections import Counter
from collections.abc import Sequence

import msgspec
import pytest
from django.db import connections, transaction
from django.test.utils import CaptureQueriesContext

from shared_apps.audit.models import AuditRecord
from shared_apps.commands import run
from shared_apps.commands.many import run_many
from shared_apps.commands.models import IdempotencyRecord
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.faults import InjectedFault, arm
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.refusals import Refusal
from shared_apps.outbox.models import OutboxMessage
from shared_apps.tenancy import scope
from tenant_apps.orders.acceptance.wishes import Accepted, Wish
from tenant_apps.orders.commands import OrderLineIn, PlaceOrder, PlaceOrders, place_order, place_orders
from tenant_apps.orders.models import Order
from tests.fixtures.trade import Market, assert_sound, kilos


def order(market: Market, quantity: str, **more: object) -> PlaceOrder:
    lines = [OrderLineIn(sku="steel", quantity=kilos(quantity))]
    return PlaceOrder(**{"seller_id": market.seller, "currency": "EUR", "lines": lines, **more})  # type: ignore[arg-type]


def test_each_order_has_a_verdict_of_its_own(market: Market) -> None:
    asked = [order(market, "600"), order(market, "600"), order(market, "400"), order(market, "1", currency="XXX")]
    found = run(place_orders, market.as_buyer(), PlaceOrders(orders=asked)).verdicts
    assert [one.order is not None for one in found] == [True, False, True, False]
    short = found[1].refusal
    assert short is not None
    assert (short.code, short.facts["available"]) == ("inventory.insufficient_stock", "400")
    assert [one.refusal.code for one in found[3:] if one.refusal] == ["orders.bad_currency"]
    assert Order.objects.count() == 2
    assert market.stock("steel") == (1000, 1000)
    assert_sound()


def test_an_answer_is_the_same_as_value_and_as_text() -> None:
    data = PlaceOrder(seller_id=uuid7(), currency="EUR", lines=[])
    made = Accepted(Wish(0, data, uuid7(), Actor(kind="system", id="x")), [], 1234, 5, [], [])
    said = msgspec.json.encode(made.answer("O-2026-000001", "D-2026-000002")).decode()
    assert made.answer_text("O-2026-000001", "D-2026-000002") == said


def mixed(market: Market) -> list[PlaceOrder]:
    """Good, short, not plain, of a company not its own, of nothing, a reference twice, good to the last kilogram."""
    once = {"client_reference": "PO-1"}
    return [
        order(market, "600"),
        order(market, "600"),
        order(market, "1", currency="XXX"),
        order(market, "1", buyer_id=market.other_buyer),
        order(market, "1", lines=[OrderLineIn(sku="unknown", quantity=kilos("1"))]),
        order(market, "100", **once),
        order(market, "100", **once),
        order(market, "300"),
        order(market, "1"),
    ]


def told(found: Sequence[object]) -> list[object]:
    """What of the answers has to be the same whoever gives them: all but ids of what was made."""
    return [
        (one.code, one.status, one.field, str(one.message), {k: v for k, v in one.facts.items() if k != "order_id"})
        if isinstance(one, Refusal)
        else (one.number, one.net, one.tax, one.total)  # type: ignore[attr-defined]
        for one in found
    ]


def traces() -> tuple[object, ...]:
    audits = Counter(AuditRecord.objects.values_list("action", "outcome", "target", "actor_id"))
    return audits, Counter(OutboxMessage.objects.values_list("name", flat=True)), IdempotencyRecord.objects.count()


def test_many_at_once_are_answered_as_one_by_one(market: Market) -> None:
    asked = [(data, f"k/{at}") for at, data in enumerate(mixed(market))]
    alone: list[object] = []
    with transaction.atomic(using=scope.alias()):
        for data, key in asked:
            try:
                alone.append(run(place_order, market.as_buyer(), data, idempotency_key=key))
            except Refusal as refusal:
                alone.append(refusal)
        left = traces()
        transaction.set_rollback(True, using=scope.alias())
    found = run_many(place_order, market.as_buyer(), asked)
    assert [isinstance(one, Refusal) for one in found] == [False, True, True, True, True, False, True, False, True]
    assert told(found) == told(alone)
    assert traces() == left
    assert market.stock("steel") == (1000, 1000)
    again = run_many(place_order, market.as_buyer(), [*asked[:-1], (order(market, "2"), "k/0")])
    assert [one for one in again if not isinstance(one, Refusal)] == [found[0], found[5], found[7]]
    assert getattr(again[-1], "code", "") == "commands.idempotency_mismatch"
    assert Order.objects.count() == 3
    assert_sound()


def test_many_at_once_are_all_written_or_none_and_take_few_statements(market: Market) -> None:
    asked = [(order(market, "1"), f"k/{at}") for at in range(40)]
    arm("orders.place_order.before_commit")
    with pytest.raises(InjectedFault):
        run_many(place_order, market.as_buyer(), asked)
    arm("")
    assert (Order.objects.count(), IdempotencyRecord.objects.count(), market.stock("steel")) == (0, 0, (1000, 0))
    with CaptureQueriesContext(connections[scope.alias()]) as taken:
        found = run_many(place_order, market.as_buyer(), asked)
    assert len({one.number for one in found if not isinstance(one, Refusal)}) == 40
    assert len(taken) < 40
    assert_sound()
