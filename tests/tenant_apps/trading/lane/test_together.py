"""Many bids at once, the same key at once, and what happens to the lot between two batches."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections

from shared_apps.accounts.models import ApiKey
from shared_apps.audit.models import AuditRecord
from shared_apps.commands import run
from shared_apps.commands.models import IdempotencyRecord
from shared_apps.foundation import clock
from shared_apps.foundation.faults import arm
from shared_apps.tenancy import scope
from tenant_apps.parties.commands import SuspendCompany, suspend_company
from tenant_apps.trading.kernel.commands import PauseEvent, ResumeEvent, pause_event, resume_event
from tenant_apps.trading.kernel.invariants import chain_holds
from tenant_apps.trading.kernel.models import Bid, Deal, Lot
from tests.fixtures.lane import RULES, Reply, Stall, ask, ordinarily, warm, with_lane
from tests.fixtures.trade import SYSTEM

pytestmark = pytest.mark.slow


def price(cents: int) -> dict[str, str]:
    return {"price": f"{cents / 100:.2f}"}


def test_bids_at_once_are_one_ledger_and_every_answer_has_its_row(stall: Stall) -> None:
    with scope.enter(stall.ref):
        made = stall.english()

    async def work(bids: Any) -> tuple[list[Reply], int]:
        await warm(bids, stall.callers.values(), made.lot_id)
        names = ["buyer", "other"] * 60
        replies = await asyncio.gather(
            *(ask(bids, stall.callers[who], made.lot_id, price(200 + 10 * n)) for n, who in enumerate(names))
        )
        return replies, bids.routes[0].lane.batches

    replies, batches = with_lane(work)
    accepted = {one.body["seq"]: one.body["hash"] for one in replies if one.status == 201}
    assert {one.status for one in replies} == {201} or {one.status for one in replies} == {201, 409}
    assert batches < 60, "they went together"
    with scope.enter(stall.ref):
        rows = Bid.objects.filter(lot_id=made.lot_id)
        assert dict(rows.filter(verdict="accepted").values_list("seq", "hash")) == accepted
        assert rows.count() == 120 == Lot.objects.get(pk=made.lot_id).last_seq
        assert AuditRecord.objects.filter(action="trading.place_bid").count() == len(accepted)
        assert IdempotencyRecord.objects.filter(route="trading.place_bid").count() == len(accepted)
        assert chain_holds() == []


def test_one_key_at_once_is_one_bid_with_one_answer(stall: Stall) -> None:
    with scope.enter(stall.ref):
        made = stall.english()

    async def work(bids: Any) -> list[Reply]:
        await warm(bids, stall.callers.values(), made.lot_id)
        same = [ask(bids, stall.callers["buyer"], made.lot_id, price(300), "one") for _ in range(20)]
        other = ask(bids, stall.callers["buyer"], made.lot_id, price(400), "one")
        return list(await asyncio.gather(*same, other))

    *same, mismatch = with_lane(work)
    assert {one.status for one in same} == {201}
    assert len({one.body["hash"] for one in same}) == 1
    assert mismatch.body["code"] == "commands.idempotency_mismatch"
    again = ordinarily(stall.callers["buyer"], made.lot_id, price(300), "one")
    assert (again.status, again.body) == (201, same[0].body), "the views give the lane's answer"
    with scope.enter(stall.ref):
        assert Bid.objects.filter(lot_id=made.lot_id, verdict="accepted").count() == 1


def test_what_others_did_to_the_lot_is_seen(stall: Stall) -> None:
    """The state that the lane remembers is worth nothing once another process wrote the row."""
    with scope.enter(stall.ref):
        made = stall.english(rules=RULES | {"extension_window_s": 10_000, "extension_s": 60})
    buyer, other = stall.callers["buyer"], stall.callers["other"]

    async def work(bids: Any) -> None:
        loop = asyncio.get_running_loop()

        def in_scope(command: Any, data: Any) -> None:
            with scope.enter(stall.ref):
                run(command, SYSTEM, data)

        await warm(bids, stall.callers.values(), made.lot_id)
        assert (await ask(bids, buyer, made.lot_id, price(200))).status == 201
        beaten = await loop.run_in_executor(None, ordinarily, other, made.lot_id, price(500))
        assert beaten.status == 201
        low = await ask(bids, buyer, made.lot_id, price(300))
        assert (low.status, low.body["code"]) == (409, "trading.too_low")
        await loop.run_in_executor(None, in_scope, pause_event, PauseEvent(event_id=made.event_id, reason="power"))
        assert (await ask(bids, buyer, made.lot_id, price(600))).body["code"] == "trading.paused"
        await loop.run_in_executor(None, in_scope, resume_event, ResumeEvent(event_id=made.event_id))
        assert (await ask(bids, buyer, made.lot_id, price(600))).status == 201
        wish = SuspendCompany(company_id=stall.market.other_buyer, reason="unpaid")
        await loop.run_in_executor(None, in_scope, suspend_company, wish)
        assert (await ask(bids, other, made.lot_id, price(700))).body["code"] == "trading.company_suspended"

    with_lane(work)
    with scope.enter(stall.ref):
        lot = Lot.objects.select_related("trading_event").get(pk=made.lot_id)
        reasons = list(Bid.objects.filter(lot_id=lot.pk).order_by("seq").values_list("verdict_reason", flat=True))
        assert reasons == ["", "", "trading.too_low", "trading.paused", "", "trading.overtaken"]
        last = Bid.objects.get(lot_id=lot.pk, seq=5)
        assert lot.trading_event.effective_end_at is not None
        assert lot.engine_state["price"] == "6.00"
        assert lot.trading_event.effective_end_at >= last.received_at + timedelta(seconds=60)
        assert chain_holds() == []


def test_a_bid_that_ends_the_lot_forms_the_deal(stall: Stall) -> None:
    with scope.enter(stall.ref):
        made = stall.english(rules=RULES | {"buy_now": "50.00"})

    async def work(bids: Any) -> list[Reply]:
        await warm(bids, stall.callers.values(), made.lot_id)
        bought = ask(bids, stall.callers["buyer"], made.lot_id, {"buy_now": True})
        late = ask(bids, stall.callers["other"], made.lot_id, price(300))
        return list(await asyncio.gather(bought, late))

    bought, late = with_lane(work)
    assert (bought.status, bought.body["closed"]) == (201, True)
    assert late.body["code"] == "trading.closed"
    with scope.enter(stall.ref):
        assert Deal.objects.get(trading_event_id=made.event_id).net_minor == 5000


def test_the_end_comes_while_the_lane_remembers_the_lot(stall: Stall) -> None:
    with scope.enter(stall.ref):
        made = stall.english(ends_at=clock.now(scope.alias()) + timedelta(seconds=2))

    async def work(bids: Any) -> Reply:
        await warm(bids, stall.callers.values(), made.lot_id)
        await ask(bids, stall.callers["buyer"], made.lot_id, price(200))
        await asyncio.sleep(2)
        return await ask(bids, stall.callers["other"], made.lot_id, price(300))

    assert with_lane(work).body["code"] == "trading.closed"


def test_a_batch_that_fails_leaves_nothing_and_can_be_sent_again(stall: Stall) -> None:
    with scope.enter(stall.ref):
        made = stall.english()

    async def work(bids: Any) -> None:
        await warm(bids, stall.callers.values(), made.lot_id)
        arm("trading.lane.before_commit=fail")
        failed = await ask(bids, stall.callers["buyer"], made.lot_id, price(200), "k")
        assert (failed.status, failed.body["code"]) == (503, "api.busy")
        assert failed.headers["retry-after"] == "1"
        done = await ask(bids, stall.callers["buyer"], made.lot_id, price(200), "k")
        assert (done.status, done.body["seq"]) == (201, 1)
        arm("trading.lane.after_commit=fail")
        unsure = await ask(bids, stall.callers["other"], made.lot_id, price(300), "l")
        assert unsure.status == 503
        again = await ask(bids, stall.callers["other"], made.lot_id, price(300), "l")
        assert (again.status, again.body["seq"]) == (201, 2), "it was committed, and once"

    try:
        with_lane(work)
    finally:
        arm("")
    with scope.enter(stall.ref):
        assert Bid.objects.filter(lot_id=made.lot_id).count() == 2


def test_a_limit_that_is_lowered_while_the_lane_knows_the_key_holds(stall: Stall) -> None:
    with scope.enter(stall.ref):
        made = stall.english()

    async def work(bids: Any) -> list[Reply]:
        who = stall.callers["buyer"]
        found = [await ask(bids, who, made.lot_id, price(200))]

        def lower() -> None:
            with scope.enter(stall.ref):
                ApiKey.objects.filter(company_id=stall.market.buyer).update(rate_per_minute=2)
            connections.close_all()

        await asyncio.get_running_loop().run_in_executor(None, lower)
        return found + [await ask(bids, who, made.lot_id, price(200 + 10 * n)) for n in range(1, 6)]

    statuses = [one.status for one in with_lane(work)]
    assert statuses[0] == 201
    assert statuses[-1] == 429


def test_the_rate_limit_of_a_key_holds(stall: Stall) -> None:
    with scope.enter(stall.ref):
        made = stall.english()
        ApiKey.objects.filter(company_id=stall.market.buyer).update(rate_per_minute=5)

    async def work(bids: Any) -> list[Reply]:
        await warm(bids, [stall.callers["buyer"]], made.lot_id)
        await asyncio.sleep(0)
        return list(
            await asyncio.gather(
                *(ask(bids, stall.callers["buyer"], made.lot_id, price(200 + 10 * n)) for n in range(12))
            )
        )

    replies = with_lane(work)
    over = [one for one in replies if one.status == 429]
    assert over and {one.body["code"] for one in over} == {"api.rate_limit"}
    with scope.enter(stall.ref):
        assert Bid.objects.filter(lot_id=made.lot_id).count() == len(replies) - len(over) <= 10
