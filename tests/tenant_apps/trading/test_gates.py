"""A gate is asked at every moment of an event, keeps what it refuses in the ledger, and is passed over at an award."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.refusals import Refusal
from shared_apps.tenancy import scope
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.trading.kernel import errors, gates
from tenant_apps.trading.kernel.commands import (
    CancelEvent,
    JoinEvent,
    PlaceBid,
    PublishEvent,
    cancel_event,
    join_event,
    place_bid,
    publish_event,
)
from tenant_apps.trading.kernel.decisions.engine import Verdict
from tenant_apps.trading.kernel.models import Bid, Deal, Lot, TradingEvent
from tests.fixtures.trade import SYSTEM, Market, kilos

STOPPED = "trading.paused"


class Porter(gates.Gate):
    """Writes down when it is asked, and stops whom it was told to stop."""

    code = "porter"

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.no_bid: set[UUID] = set()
        self.no_award: set[UUID] = set()

    def asks(self, rules: Any) -> bool:
        return True

    def at_publish(self, ctx: Any, run: TradingEvent, lot: Lot, terms: Any) -> None:
        self.asked.append("publish")

    def at_join(self, ctx: Any, running: Any, participant: Any) -> None:
        self.asked.append("join")

    def at_bid(self, ctx: Any, running: Any, company_id: UUID) -> Verdict | None:
        self.asked.append("bid")
        return Verdict(False, STOPPED, {"due": "10.00"}, is_private=True) if company_id in self.no_bid else None

    def at_award(self, ctx: Any, run: TradingEvent, company_id: UUID, allocations: Any) -> None:
        self.asked.append("award")
        if company_id in self.no_award:
            raise errors.company_suspended("company_id", "Meyer")

    def at_deal(self, ctx: Any, run: TradingEvent, deal: Any) -> None:
        self.asked.append("deal")

    def at_end(self, ctx: Any, run: TradingEvent, lot: Lot) -> None:
        self.asked.append(f"end {run.final_state}")


@pytest.fixture
def porter() -> Iterator[Porter]:
    made = Porter()
    gates.declare_gate(made)
    yield made
    del gates._GATES[made.code]


@pytest.fixture
def modes(market: Market) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={"trading.modes": ["english_auction", "dutch_auction"]}))


def sell(market: Market, mode: str = "english_auction", **rules: Any) -> Any:
    wish = PublishEvent(
        mode=mode, side="sell", currency="EUR", quantity=kilos("100"), item_id=market.items["steel"],
        rules={"start_price": "2.00"} | rules,
        ends_at=clock.now(scope.alias()) + timedelta(hours=1) if mode == "english_auction" else None,
    )  # fmt: skip
    return run(publish_event, market.as_seller(), wish)


def test_a_bid_that_a_gate_stops_is_in_the_ledger_and_told_why(porter: Porter, market: Market, modes: None) -> None:
    porter.no_bid = {market.buyer}
    made = sell(market, visibility="sealed")
    run(join_event, market.as_buyer(), JoinEvent(event_id=made.event_id))
    with pytest.raises(Refusal) as caught:
        run(place_bid, market.as_buyer(), PlaceBid(lot_id=made.lot_id, price="2.00"))
    assert (caught.value.code, caught.value.facts["due"]) == (STOPPED, "10.00")
    kept = Bid.objects.get(lot_id=made.lot_id)
    assert (kept.verdict, kept.verdict_reason) == ("refused", STOPPED)
    porter.no_bid = set()
    run(place_bid, market.as_buyer(), PlaceBid(lot_id=made.lot_id, price="2.00"))
    assert Bid.objects.get(lot_id=made.lot_id, seq=2).verdict == "accepted"


def test_who_is_stopped_at_the_award_is_passed_over(porter: Porter, market: Market, modes: None) -> None:
    rules = {"start_price": "5.00", "floor": "1.00", "decrement": "0.50", "tick_s": 60}
    porter.no_award = {market.buyer}
    made = sell(market, "dutch_auction", **rules)
    run(join_event, market.as_buyer(), JoinEvent(event_id=made.event_id))
    run(place_bid, market.as_buyer(), PlaceBid(lot_id=made.lot_id, tick=0, price="5.00"))
    assert Lot.objects.get(pk=made.lot_id).outcome["passed_over"] == {str(market.buyer): "trading.company_suspended"}
    assert porter.asked == ["publish", "join", "bid", "award", "end unsuccessful"]
    porter.no_award, porter.asked = set(), []
    made = sell(market, "dutch_auction", **rules)
    run(join_event, market.as_buyer(), JoinEvent(event_id=made.event_id))
    run(place_bid, market.as_buyer(), PlaceBid(lot_id=made.lot_id, tick=0, price="5.00"))
    assert Deal.objects.get(trading_event_id=made.event_id).net_minor == 50000
    assert porter.asked == ["publish", "join", "bid", "award", "deal", "end complete"]


def test_a_cancelled_event_has_ended_for_the_gates_too(porter: Porter, market: Market, modes: None) -> None:
    made = sell(market)
    run(cancel_event, market.as_marketplace(), CancelEvent(event_id=made.event_id, reason="no_demand"))
    assert porter.asked == ["publish", "end cancelled"]


def test_two_gates_of_one_name_are_refused(porter: Porter) -> None:
    with pytest.raises(RuntimeError):
        gates.declare_gate(Porter())
    with pytest.raises(RuntimeError):
        gates.declare_gate(gates.Gate())
