"""Many orders at the same moment: one transaction for many, nobody gets what another has, no key counts twice."""

import asyncio
from typing import Any

from django.db import connections

from shared_apps.commands import run
from shared_apps.commands.models import IdempotencyRecord
from shared_apps.foundation.faults import arm
from shared_apps.tenancy import scope
from tenant_apps.catalogue.commands import RetireItem, retire_item
from tenant_apps.inventory.commands import stand_before_holds
from tenant_apps.inventory.models import StockLevel
from tenant_apps.orders.acceptance.work import WAKE_EVERY_S
from tenant_apps.orders.commands import OrderLineIn, PlaceOrder, place_order
from tenant_apps.orders.models import Order
from tenant_apps.pricing.commands import PriceLine, SetPrices, set_prices
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tests.fixtures.lane import Reply, post, with_lane
from tests.fixtures.trade import SYSTEM, assert_sound, kilos
from tests.tenant_apps.orders.acceptance.conftest import Counter


def order(counter: Counter, quantity: str, sku: str = "steel", unit: str = "KGM", **more: Any) -> dict[str, Any]:
    lines = [{"sku": sku, "quantity": {"value": quantity, "unit": unit}}]
    return {"seller_id": str(counter.market.seller), "currency": "EUR", "lines": lines, **more}


async def warm(desk: Any, counter: Counter) -> None:
    for who in counter.callers.values():
        await post(desk, who, "orders", {"nonsense": 1})


def test_forty_orders_are_few_transactions(counter: Counter) -> None:
    async def work(desk: Any) -> tuple[list[Reply], int]:
        await warm(desk, counter)
        names = ("buyer", "other")
        asked = [post(desk, counter.callers[names[at % 2]], "orders", order(counter, "1")) for at in range(40)]
        return list(await asyncio.gather(*asked)), desk.routes[0].lane.batches

    replies, batches = with_lane(work)
    assert [one.status for one in replies] == [201] * 40
    assert batches <= 4
    with scope.enter(counter.ref):
        numbers = sorted(Order.objects.values_list("number", flat=True))
        assert [int(number[-6:]) for number in numbers] == list(range(1, 41))
        assert counter.market.stock("steel") == (1000, 40)
        assert_sound()


def test_the_last_units_go_to_those_who_came_first(counter: Counter) -> None:
    """300 of 1,000 are sold behind the lane's back, so what it remembers is wrong: nobody notices."""

    def behind_its_back() -> None:
        with scope.enter(counter.ref):
            lines = [OrderLineIn(sku="steel", quantity=kilos("300"))]
            data = PlaceOrder(seller_id=counter.market.seller, currency="EUR", lines=lines)
            run(place_order, counter.market.as_buyer(), data)
        connections.close_all()

    async def work(desk: Any) -> list[Reply]:
        await warm(desk, counter)
        assert (await post(desk, counter.callers["buyer"], "orders", order(counter, "100"))).status == 201
        await asyncio.get_running_loop().run_in_executor(None, behind_its_back)
        asked = [post(desk, counter.callers["other"], "orders", order(counter, "40")) for _ in range(20)]
        return list(await asyncio.gather(*asked))

    replies = with_lane(work)
    assert [one.status for one in replies] == [201] * 15 + [409] * 5
    assert {one.body["facts"]["available"] for one in replies[15:]} == {"0"}
    with scope.enter(counter.ref):
        assert counter.market.stock("steel") == (1000, 1000)
        assert_sound()


def test_what_changed_since_is_seen(counter: Counter) -> None:
    """A new price and a retired item count from the moment they are committed."""

    def change() -> None:
        with scope.enter(counter.ref):
            prices = [PriceLine(item_id=counter.market.items["steel"], min_quantity="1", unit_price="3.00")]
            run(set_prices, SYSTEM, SetPrices(supplier_id=counter.market.seller, currency="EUR", lines=prices))
            run(retire_item, SYSTEM, RetireItem(item_id=counter.market.items["bolt"]))
        connections.close_all()

    async def work(desk: Any) -> list[Reply]:
        await warm(desk, counter)
        who = counter.callers["buyer"]
        first = [await post(desk, who, "orders", order(counter, "1")),
                 await post(desk, who, "orders", order(counter, "1", "bolt", "C62"))]  # fmt: skip
        await asyncio.get_running_loop().run_in_executor(None, change)
        return [*first, await post(desk, who, "orders", order(counter, "1")),
                await post(desk, who, "orders", order(counter, "1", "bolt", "C62"))]  # fmt: skip

    one, two, three, four = with_lane(work)
    assert [one.status, two.status, three.status, four.status] == [201, 201, 201, 409]
    assert (one.body["net"]["amount"], three.body["net"]["amount"]) == ("2.55", "3.00")
    assert four.body["code"] == "orders.item_not_for_sale"


def test_one_key_is_one_order_however_often_it_comes(counter: Counter) -> None:
    async def work(desk: Any) -> list[Reply]:
        await warm(desk, counter)
        who = counter.callers["buyer"]
        same = [post(desk, who, "orders", order(counter, "1"), "one") for _ in range(32)]
        return list(await asyncio.gather(*same, post(desk, who, "orders", order(counter, "2"), "one")))

    replies = with_lane(work)
    assert {one.body["number"] for one in replies[:32] if one.status == 201} == {replies[0].body["number"]}
    assert {one.status for one in replies[:32]} <= {201, 409}
    assert replies[32].status in (409, 422)
    with scope.enter(counter.ref):
        assert (Order.objects.count(), IdempotencyRecord.objects.filter(key="one").count()) == (1, 1)


def test_a_batch_has_a_verdict_for_each(counter: Counter) -> None:
    asked = [order(counter, "600"), order(counter, "600"), order(counter, "1", "nothing"), order(counter, "399")]
    asked += [order(counter, "1") | {"client_reference": "PO-9"} for _ in range(2)]

    async def work(desk: Any) -> list[Reply]:
        await warm(desk, counter)
        who = counter.callers["buyer"]
        return [await post(desk, who, "orders:batch", {"orders": asked}, "b") for _ in range(2)]

    first, again = with_lane(work)
    assert (first.status, first.body["accepted"], first.body["refused"]) == (200, 3, 3)
    *data, named, twice = first.body["data"]
    assert twice["problem"]["facts"] == {"number": named["result"]["number"]}
    found = [(one["status"], one.get("problem", {}).get("code")) for one in data]
    assert found == [
        (201, None), (409, "inventory.insufficient_stock"), (404, "orders.item_unknown"), (201, None),
    ] or found[2][1] == "orders.item_unknown"  # fmt: skip
    assert first.body["data"][1]["problem"]["facts"]["available"] == "400"
    assert [one["result"] for one in again.body["data"] if "result" in one] == [
        one["result"] for one in first.body["data"] if "result" in one
    ]
    with scope.enter(counter.ref):
        assert Order.objects.count() == 3
        assert StockLevel.objects.get(item_id=counter.market.items["steel"]).reserved == 1000
        assert_sound()


def test_nothing_is_lost_around_the_commit(counter: Counter) -> None:
    async def work(desk: Any) -> list[Reply]:
        await warm(desk, counter)
        who, found = counter.callers["buyer"], []
        for place in ("after_read", "before_commit", "after_commit", "before_wake"):
            arm(f"orders.lane.{place}=fail")
            found.append(await post(desk, who, "orders", order(counter, "1"), place))
            if place == "before_wake":
                await asyncio.sleep(2 * WAKE_EVERY_S)
            arm("")
            found.append(await post(desk, who, "orders", order(counter, "1"), place))
        return found

    replies = with_lane(work)
    assert [one.status for one in replies] == [503, 201] * 3 + [201, 201]
    with scope.enter(counter.ref):
        assert Order.objects.count() == 4
        assert_sound()


def test_a_refusal_alone_costs_the_next_one_nothing(counter: Counter) -> None:
    """What was prepared on the connection outlives a batch that is rolled back."""
    from structlog.testing import capture_logs

    async def work(desk: Any) -> list[Reply]:
        await warm(desk, counter)
        who = counter.callers["buyer"]
        return [await post(desk, who, "orders", order(counter, quantity)) for quantity in ("5000", "1", "5000", "1")]

    with capture_logs() as said:
        replies = with_lane(work)
    assert [one.status for one in replies] == [409, 201, 409, 201]
    assert [entry["event"] for entry in said if entry["event"].startswith("lane.")] == []


def test_what_only_the_ordinary_command_decides_goes_there(counter: Counter) -> None:
    """Where short orders wait by rule, or an app above asks first, the lane neither refuses nor sells by itself."""

    async def work(desk: Any) -> list[Reply]:
        await warm(desk, counter)
        return [await post(desk, counter.callers["buyer"], "orders", order(counter, "1200"))]

    assert with_lane(work)[0].status == 409
    with scope.enter(counter.ref):
        run(change_settings, SYSTEM, ChangeSettings(changes={"orders.backorder": "wait"}))
    (waiting,) = with_lane(work)
    assert waiting.status == 201
    with scope.enter(counter.ref):
        assert counter.market.stock("steel") == (1000, 1000)
        run(change_settings, SYSTEM, ChangeSettings(changes={"sync.stale_stops_selling": True}))
        asked: list[str] = []
        stand_before_holds("test", lambda _ctx, _items: asked.append("asked"), lambda: True)
    try:
        assert with_lane(work)[0].status == 201
    finally:
        stand_before_holds("test", lambda _ctx, _items: None, lambda: False)
    assert asked == ["asked", "asked"]  # as an order like others, and as one that waits
