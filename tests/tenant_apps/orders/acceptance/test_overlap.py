"""Batches that overlap: one is decided while another is written, and neither is told less than it would be alone."""

import asyncio
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import pytest

from shared_apps.foundation.quantity import QuantityIn
from shared_apps.lane import queues
from shared_apps.lane.arrays import array_of, plain_array_of
from shared_apps.lane.asks import UNUSUAL
from shared_apps.lane.queues import Done, Lane
from shared_apps.outbox.events import encode
from shared_apps.tenancy import scope
from tenant_apps.orders.acceptance.reading import goods
from tenant_apps.orders.acceptance.shelves import Shelves
from tenant_apps.orders.acceptance.wishes import DEAL_MARK, ORDER_MARK, Accepted, Wish
from tenant_apps.orders.acceptance.writing import events_of
from tenant_apps.orders.commands import OrderLineIn, PlaceOrder
from tenant_apps.orders.events import OrderAccepted
from tenant_apps.orders.models import Order
from tenant_apps.trading.kernel.events import DealFormed
from tests.fixtures.lane import Reply, post, with_lane
from tests.fixtures.loops import run_apart
from tests.fixtures.trade import assert_sound
from tests.tenant_apps.orders.acceptance.conftest import Counter
from tests.tenant_apps.orders.acceptance.test_together import order, warm

REF: Any = SimpleNamespace(key="t")


def test_many_small_batches_at_once(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queues, "ENOUGH", 1)

    async def work(desk: Any) -> tuple[list[Reply], int]:
        await warm(desk, counter)
        lane = desk.routes[0].lane
        lane.largest = 3
        names = ("buyer", "other")
        asked = [post(desk, counter.callers[names[at % 2]], "orders", order(counter, "1")) for at in range(30)]
        return list(await asyncio.gather(*asked)), lane.batches

    replies, batches = with_lane(work)
    assert [one.status for one in replies] == [201] * 30
    assert batches >= 10
    with scope.enter(counter.ref):
        assert sorted(int(one[-6:]) for one in Order.objects.values_list("number", flat=True)) == list(range(1, 31))
        assert counter.market.stock("steel") == (1000, 30)
        assert_sound()


def test_goods_that_another_batch_is_looking_up_are_not_taken_for_missing() -> None:
    seller, buyer = UUID(int=2), UUID(int=1)
    lines = [OrderLineIn(sku="steel", quantity=QuantityIn("1", "KGM"))]
    wish = Wish(0, PlaceOrder(seller_id=seller, currency="EUR", lines=lines), buyer, None)  # type: ignore[arg-type]
    read: Any = SimpleNamespace(versions={seller: 1})
    shelves = Shelves()
    first, second = goods(read, [wish], shelves), goods(read, [wish], shelves)
    next(first)
    first.send([(None, None)])  # the items are there, prices and stock not yet
    assert [statement.name for statement, _values in next(second)] == ["orders_items"]


@pytest.mark.parametrize(
    ("overlap", "waiting", "at_once"),
    [(1, 600, 1), (2, 10, 1), (2, queues.ENOUGH - 1, 1), (2, queues.ENOUGH, 2), (2, 600, 2)],
)
def test_a_second_batch_begins_while_one_is_written_if_enough_wait(overlap: int, waiting: int, at_once: int) -> None:
    sizes: list[int] = []

    async def inside() -> int:
        written = asyncio.Event()

        class Slow:
            async def take(self, connection: Any, ref: Any, subject: Any, asks: Any, counted: Any) -> Done:
                sizes.append(len(asks))
                await written.wait()
                return Done([UNUSUAL for _ in asks])

            async def end(self) -> None:
                pass

        async def count(ref: Any, asks: Any) -> None:
            pass

        lane = Lane(cast(Any, _Connections()), Slow(), count, overlap=overlap)
        answered: list[Any] = []
        one: Any = SimpleNamespace(answer=answered.append)
        lane.put(REF, "all", [one])
        for _ in range(9):
            await asyncio.sleep(0)
        lane.put(REF, "all", [one] * waiting)
        for _ in range(9):
            await asyncio.sleep(0)
        begun = len(sizes)
        written.set()
        await lane.end()
        assert (len(answered), lane.waiting, +lane.running) == (waiting + 1, {}, {})
        return begun

    assert run_apart(inside()) == at_once
    assert sum(sizes) == waiting + 1
    assert max(sizes) <= 500 // overlap


class _Connections:
    """Of no database."""

    def of(self, tenant: str) -> Any:
        return nullcontext()


def test_texts_that_are_put_together_are_those_of_the_events() -> None:
    buyer, seller = UUID(int=1), UUID(int=2)
    wish = Wish(0, PlaceOrder(seller_id=seller, currency="EUR", lines=[]), buyer, None)  # type: ignore[arg-type]
    made = Accepted(wish, [], 1200, 228, [], [])
    ids = {"deal_id": UUID(made.deal_id), "buyer_id": buyer, "seller_id": seller}
    formed = DealFormed(number=DEAL_MARK, origin="order", **ids)
    accepted = OrderAccepted(order_id=UUID(made.order_id), number=ORDER_MARK, **ids)
    assert events_of(made) == (encode(formed), encode(accepted))
    assert formed.aggregate() == f"trading:{made.deal_id}"
    assert accepted.aggregate() == f"orders:{made.order_id}"


def test_arrays_of_texts_ids_numbers_and_nothing() -> None:
    assert array_of([]) == "{}"
    assert array_of(["a", "b"]) == '{"a","b"}'
    assert array_of(['a"b', "c\\d", None, 5]) == '{"a\\"b","c\\\\d",NULL,"5"}'
    assert array_of([UUID(int=1)]) == f'{{"{UUID(int=1)}"}}'
    assert plain_array_of(["1", "2"]) == "{1,2}"
    assert plain_array_of([1, None, UUID(int=1)]) == f"{{1,NULL,{UUID(int=1)}}}"
