"""A sandbox lets the time of an event pass sooner, in every mode, and its audit file says so and is verified."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest
from django.test import Client

from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.refusals import Refusal
from shared_apps.outbox import jobs
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.trading.kernel.commands import (
    JoinEvent,
    MoveTime,
    PauseEvent,
    PublishEvent,
    StepTime,
    join_event,
    move_time,
    pause_event,
    publish_event,
    step_time,
)
from tenant_apps.trading.kernel.decisions.sandbox import due_move
from tenant_apps.trading.kernel.models import Deal, LotShift, TradingEvent
from tenant_apps.trading.kernel.queries.audit_file import audit_file
from tests.fixtures.trade import SYSTEM, Market, deliver, kilos
from tests.tenant_apps.trading import test_formats as formats
from tests.tenant_apps.trading import test_requests as requests
from tests.tenant_apps.trading.engines.vault.test_tenders import Tender, two_sellers
from tests.tenant_apps.trading.test_events import bid, refused, sell, verifier

__all__ = ["verifier"]
MODES = ["spot_listing", "english_auction", "reverse_auction", "dutch_auction", "rfq", "sealed_tender"]
DAY = 86_400


@pytest.fixture
def sandbox(market: Market, tenant_a: TenantRef) -> Iterator[Market]:
    run(change_settings, SYSTEM, ChangeSettings(changes={"trading.modes": MODES}))
    token = scope._scope.set(replace(tenant_a, kind="sandbox"))
    yield market
    scope._scope.reset(token)


def move(actor: Any, made: Any, seconds: int | None = None, within_s: int = 0) -> Any:
    return run(move_time, actor, MoveTime(event_id=made.event_id, seconds=seconds, within_s=within_s))


def ended(made: Any) -> TradingEvent:
    deliver()
    jobs.run_due()
    deliver()
    return TradingEvent.objects.get(pk=made.event_id)


def holds(verifier: ModuleType, market: Market, made: Any) -> None:
    found, audit = verifier.verify(audit_file(market.as_marketplace(), made.lot_id))
    assert found == []
    assert audit["event"]["sandbox"] is True


def test_an_auction_of_a_day_is_over_at_once(sandbox: Market, verifier: ModuleType) -> None:
    market, seller = sandbox, sandbox.as_seller()
    made = sell(market, opens_at=clock.now(scope.alias()) + timedelta(hours=6), lasts_s=30 * 3600)
    run(join_event, market.as_buyer(), JoinEvent(event_id=made.event_id))
    assert refused(lambda: bid(market.as_buyer(), made.lot_id, price="2.00")).code == "trading.not_open"
    assert move(seller, made, 6 * 3600).state == "open"
    bid(market.as_buyer(), made.lot_id, price="2.00")
    assert move(seller, made, DAY - 60).state == "open"
    run(join_event, market.as_other_buyer(), JoinEvent(event_id=made.event_id))
    bid(market.as_other_buyer(), made.lot_id, price="2.10")
    assert move(seller, made).state == "closing"
    assert ended(made).final_state == "complete"
    assert Deal.objects.get(trading_event_id=made.event_id).buyer_id == market.other_buyer
    holds(verifier, market, made)
    late = refused(lambda: move(seller, made, 60))
    assert late.code == "trading.event_over"


def test_the_other_formats_follow(sandbox: Market, verifier: ModuleType) -> None:
    market, buyer = sandbox, sandbox.as_buyer()
    made = formats.buy(market, 7200.0, format="turns", turn_s=300, rounds=1, first_pause_s=600)
    first, second = formats.two_sellers(market, made)
    formats.bid(first, made, price="3.80")
    formats.bid(second, made, price="3.90")
    move(buyer, made, 7200)
    deliver()
    jobs.run_due()
    assert formats.look(buyer, made).facts["turn"]["phase"] == "pause", "it has begun"
    move(buyer, made, 600)
    formats.bid(second, made, price="3.70")
    move(buyer, made)
    assert ended(made).final_state == "complete"
    holds(verifier, market, made)
    dutch = formats.sell(market, "dutch_auction", None, start_price="5.00", floor="1.00", decrement="0.50", tick_s=600)
    move(market.as_seller(), dutch, 1250)
    formats.bid(market.as_buyer(), dutch, tick=2, price="4.00")
    assert ended(dutch).final_state == "complete"
    holds(verifier, market, dutch)


def test_a_tender_and_a_request_reach_their_deadlines(sandbox: Market, verifier: ModuleType) -> None:
    market, buyer = sandbox, sandbox.as_buyer()
    tender = Tender(market, lasts_s=10 * DAY)
    from tests.fixtures.openers import submit

    for actor, price in zip(two_sellers(market, tender), ("3.00", "2.90"), strict=True):
        submit(actor, tender.lot_id, price={"price": price})
    move(buyer, tender)
    deliver()
    jobs.run_due()
    tender.open()
    from tenant_apps.trading.engines.vault.commands import AwardTender, award_tender

    run(award_tender, buyer, AwardTender(lot_id=tender.lot_id))
    holds(verifier, market, tender)
    asked = requests.ask(market, lasts_s=5 * DAY, rules={})
    requests.join(market.as_seller(), asked)
    given = requests.quote(market.as_seller(), asked, (1, "2.40", market.items["steel"]))
    move(buyer, asked)
    assert refused(lambda: move(buyer, asked, 60)).code == "trading.time_stands_still"
    requests.award(buyer, asked, (given.seq, 1))
    holds(verifier, market, asked)


def test_a_plan_moves_evenly_and_a_step_twice_moves_once(sandbox: Market) -> None:
    market, seller = sandbox, sandbox.as_seller()
    made = sell(market, lasts_s=DAY)
    told = move(seller, made, within_s=2)
    assert (told.moved_s, told.state) == (0, "open") and told.planned_s in (DAY, DAY - 1, DAY + 1)
    assert refused(lambda: move(seller, made, 60)).code == "trading.already_moving"
    plan = StepTime(
        event_id=made.event_id, began_at=clock.now(scope.alias()) - timedelta(seconds=1), total_us=DAY * 1_000_000,
        within_s=2, moved_us=0,
    )  # fmt: skip
    run(step_time, SYSTEM, plan)
    half = -LotShift.objects.get(lot_id=made.lot_id).by_us
    assert DAY * 500_000 <= half < DAY * 800_000
    run(step_time, SYSTEM, plan)
    twice = -sum(LotShift.objects.filter(lot_id=made.lot_id).values_list("by_us", flat=True))
    assert twice < DAY * 900_000, "only what has become due since"
    for _ in range(4):
        time.sleep(1.05)
        jobs.run_due()
    assert ended(made).final_state == "unsuccessful"


def test_a_pause_ends_a_plan(sandbox: Market) -> None:
    made = sell(sandbox, lasts_s=DAY)
    move(sandbox.as_seller(), made, within_s=60)
    run(pause_event, sandbox.as_seller(), PauseEvent(event_id=made.event_id, reason="a fire drill"))
    time.sleep(1.05)
    jobs.run_due()
    assert not LotShift.objects.filter(lot_id=made.lot_id).exists()
    assert refused(lambda: move(sandbox.as_seller(), made, 60)).code in (
        "trading.time_stands_still", "trading.already_moving",
    )  # fmt: skip


@pytest.mark.parametrize(("share_s", "moved", "due"), [(0, 0, 0), (15, 0, 250), (15, 100, 150), (60, 0, 1000),
                                                       (99, 0, 1000), (15, 300, 0), (-5, 0, 0)])  # fmt: skip
def test_what_is_due(share_s: int, moved: int, due: int) -> None:
    assert due_move(1000, 60, timedelta(seconds=share_s), moved) == due


def test_where_people_trade_time_cannot_be_moved(market: Market) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={"trading.modes": MODES}))
    made = sell(market)
    assert refused(lambda: move(market.as_seller(), made, 60)).code == "trading.only_in_a_sandbox"
    assert not LotShift.objects.exists()


def test_others_move_nothing_and_lengths_are_bounded(sandbox: Market) -> None:
    made = sell(sandbox)
    with pytest.raises(Refusal):
        move(sandbox.as_buyer(), made, 60)
    for seconds, within in ((0, 0), (-5, 0), (32 * DAY, 0), (60, 601), (60, -1)):
        wrong = refused(lambda seconds=seconds, within=within: move(sandbox.as_seller(), made, seconds, within))
        assert (wrong.code, wrong.field in ("seconds", "within_s")) == ("trading.bad_move", True)
    wish = PublishEvent(
        mode="rfq", side="buy", currency="EUR", quantity=kilos("1"), need="Steel",
        ends_at=clock.now(scope.alias()) + timedelta(days=40),
    )  # fmt: skip
    long = run(publish_event, sandbox.as_buyer(), wish)
    assert refused(lambda: move(sandbox.as_buyer(), long)).code == "trading.bad_move"


def test_a_file_of_a_real_market_may_not_let_time_pass_sooner(sandbox: Market, verifier: ModuleType) -> None:
    from shared_apps.foundation import canonical

    made = sell(sandbox, lasts_s=DAY)
    move(sandbox.as_seller(), made)
    ended(made)
    _found, audit = verifier.verify(audit_file(sandbox.as_marketplace(), made.lot_id))
    del audit["event"]["sandbox"], audit["file_hash"]
    found, _audit = verifier.verify(canonical.dumps(audit))
    assert any("number of seconds" in what for _where, what in found)


def test_the_panel_is_there_in_a_sandbox_alone(
    market: Market, tenant_a: TenantRef, client_of: Callable[[TenantRef | None], Client]
) -> None:
    from shared_apps.tenancy import directory
    from tenants.models import Tenant
    from tests.fixtures.people import person, signed_in

    run(change_settings, SYSTEM, ChangeSettings(changes={"trading.modes": MODES}))
    made = sell(market, lasts_s=DAY)
    who = signed_in(client_of(tenant_a), person("company_admin", "s@seller.example", company_id=market.seller))
    at = f"/events/{made.event_id}/"
    assert b"Time machine" not in who.get(at).content
    assert who.post(f"{at}time/", {"by": "hour"}).status_code == 302
    assert not LotShift.objects.exists()
    Tenant.objects.using("control").filter(pk=tenant_a.id).update(kind="sandbox")
    directory.forget()
    try:
        page = who.get(at).content
        assert b"Time machine" in page and b"Sandbox" in page
        who.post(f"{at}time/", {"by": "hour"})
        assert LotShift.objects.get(lot_id=made.lot_id).by_us == -3600 * 1_000_000
        assert who.post(f"{at}time/", {"by": "year"}).status_code == 404
        who.post(f"{at}time/", {"by": "all"})
        assert b"Pausing the event stops it" in who.get(at).content
    finally:
        Tenant.objects.using("control").filter(pk=tenant_a.id).update(kind="internal")
        directory.forget()
