"""The formats of the clock end to end, to settled books: turns, Japanese, index, features, parts, the Dutch hybrid."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest

from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.refusals import Refusal
from shared_apps.outbox.models import Job
from shared_apps.tenancy import scope
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.trading.engines.clock.commands import BeginTurns, ServeAbsentees, begin_turns, serve_absentees
from tenant_apps.trading.engines.clock.commands.begin_turns import BEGIN_JOB
from tenant_apps.trading.engines.clock.commands.serve_absentees import SERVE_JOB
from tenant_apps.trading.kernel.commands import (
    CloseLot,
    EventResult,
    JoinEvent,
    PlaceBid,
    PublishEvent,
    close_lot,
    join_event,
    place_bid,
    publish_event,
)
from tenant_apps.trading.kernel.models import Bid, Deal, TradingEvent
from tenant_apps.trading.kernel.queries.audit_file import audit_file
from tenant_apps.trading.kernel.queries.rooms import Room, room
from tests.fixtures.formats import FEATURES
from tests.fixtures.trade import SYSTEM, Market, assert_sound, deliver, kilos
from tests.fixtures.travel import Travel
from tests.numbers import shows
from tests.tenant_apps.trading.test_events import MODES, _stocked_item, assert_settled, verifier

__all__ = ["verifier"]
QUICK = {"turn_s": 10, "rounds": 1, "first_pause_s": 0, "round_pause_s": 0, "announcement_s": 0}


@pytest.fixture(autouse=True)
def modes(market: Market) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={"trading.modes": MODES}))


def now() -> datetime:
    return clock.now(scope.alias())


def buy(market: Market, lasts_s: float | None = 1.0, **rules: Any) -> EventResult:
    usual = {"start_price": "4.00", "increment": "0.10", "extension_window_s": 0}
    return run(
        publish_event,
        market.as_buyer(),
        PublishEvent(
            mode="reverse_auction", side="buy", currency="EUR", quantity=kilos("50"), need="Steel, any grade",
            rules={**usual, **rules}, ends_at=now() + timedelta(seconds=lasts_s) if lasts_s else None,
        ),
    )  # fmt: skip


def two_sellers(market: Market, made: EventResult) -> tuple[Any, Any]:
    seller, other = market.as_seller(), market.acting(market.other_seller)
    run(join_event, seller, JoinEvent(event_id=made.event_id, item_id=market.items["steel"]))
    run(join_event, other, JoinEvent(event_id=made.event_id, item_id=_stocked_item(market.other_seller)))
    return seller, other


def bid(actor: Any, made: EventResult, **told: Any) -> Any:
    return run(place_bid, actor, PlaceBid(lot_id=made.lot_id, **told))


def refused(act: Callable[[], Any]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        act()
    return caught.value


def look(actor: Any, made: EventResult) -> Room:
    found = room(actor, made.event_id, now())
    assert found is not None
    return found


def sleep_until(moment: datetime) -> None:
    time.sleep(max(0.0, (moment - now()).total_seconds()) + 0.02)


def close(made: EventResult) -> None:
    run(close_lot, SYSTEM, CloseLot(lot_id=made.lot_id))


def move_back(made: Any, seconds: float) -> None:
    """Let the lot's times lie earlier, as if so long had passed: the state keeps them, and nothing else does."""
    import json

    from tenant_apps.trading.kernel.commands.running import engine_of
    from tenant_apps.trading.kernel.models import Lot

    lot = Lot.objects.select_related("trading_event").get(pk=made.lot_id)
    engine = engine_of(lot.trading_event.mode)
    assert engine is not None
    back = timedelta(seconds=-seconds)
    state = engine.shift(engine.load(json.loads(json.dumps(lot.engine_state))), back)
    Lot.objects.filter(pk=lot.pk).update(engine_state=engine.dump(state))
    moved = {
        "effective_end_at": engine.end_at(state),
        "bids_end_at": None,
        "opens_at": lot.trading_event.opens_at + back,
    }  # type: ignore[operator]
    if lot.trading_event.bids_end_at is not None:
        moved["bids_end_at"] = lot.trading_event.bids_end_at + back
    if lot.trading_event.scheduled_end_at is not None:
        moved["scheduled_end_at"] = lot.trading_event.scheduled_end_at + back
    if lot.trading_event.bids_end_at is not None:
        moved["bids_end_at"] = lot.trading_event.bids_end_at + back
    TradingEvent.objects.filter(pk=made.event_id).update(**moved)


def one_deal(made: EventResult) -> Deal:
    return Deal.objects.get(trading_event_id=made.event_id)


# -- turns -----------------------------------------------------------------------------------------------------------


def test_an_auction_by_turns_runs_to_settled_books(
    market: Market, verifier: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    travel = Travel(monkeypatch)
    made = buy(market, 60.0, format="turns", **QUICK)
    deliver()
    assert Job.objects.filter(kind=BEGIN_JOB).count() == 1, "the start is owed when it is published"
    seller, other = two_sellers(market, made)
    bid(seller, made, price="3.80")
    bid(other, made, price="3.90")
    hidden = look(market.as_buyer(), made)
    assert hidden.facts["turn"]["phase"] == "opening"
    assert not hidden.ladder and "bids" not in hidden.facts and not hidden.facts["rounds"]
    assert hidden.facts["bidders"] is None
    ended = TradingEvent.objects.get(pk=made.event_id)
    assert ended.effective_end_at == ended.scheduled_end_at + timedelta(seconds=120), "the end tells no number"  # type: ignore[operator]
    early = run(begin_turns, SYSTEM, BeginTurns(lot_id=made.lot_id))
    assert not early.begun
    travel.forward(seconds=60)
    assert run(begin_turns, SYSTEM, BeginTurns(lot_id=made.lot_id)).begun
    shown = look(seller, made)
    assert [cell["company"] for cell in shown.facts["rounds"][0]["cells"]] == [
        "#2",
        shown.facts["rounds"][0]["cells"][1]["company"],
    ]
    wait = refused(lambda: bid(seller, made, price="3.50"))
    assert wait.code == "trading.not_your_turn"
    short = refused(lambda: bid(other, made, price="3.85"))
    assert (short.code, short.facts["most"]) == ("trading.too_high", "3.8")
    bid(other, made, price="3.70")
    assert look(seller, made).facts["rounds"][1]["cells"][0]["price"] == Decimal("3.9"), "told at the end of the turn"
    assert look(other, made).facts["own_price"] == Decimal("3.70")
    bid(other, made, cancel=True)
    bid(other, made, price="3.60")
    move_back(made, 10)
    assert look(seller, made).facts["rounds"][1]["cells"][0]["price"] == Decimal("3.6")
    assert look(seller, made).facts["own_acts"] is True
    move_back(made, 10)
    close(made)
    deal = one_deal(made)
    assert (deal.seller_id, deal.net_minor) == (market.other_seller, 18000)
    travel.back()
    assert_settled(market, deal)
    travel.forward(seconds=60)
    names = {cell["company"] for cell in look(seller, made).facts["rounds"][1]["cells"]}
    assert not any(name.startswith("#") for name in names), "names come out at the end"


def test_an_auction_that_does_not_begin_in_time_is_void(market: Market, verifier: ModuleType) -> None:
    made = buy(market, lasts_s=60, format="turns", **QUICK)
    for actor, price in zip(two_sellers(market, made), ("3.80", "3.90"), strict=True):
        bid(actor, made, price=price)
    move_back(made, 260)
    assert not run(begin_turns, SYSTEM, BeginTurns(lot_id=made.lot_id)).begun
    close(made)
    event = TradingEvent.objects.get(pk=made.event_id)
    assert (event.final_state, event.final_reason) == ("unsuccessful", "not_started")
    assert_sound()


def test_one_opening_bid_ends_it_at_the_start(
    market: Market, verifier: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    travel = Travel(monkeypatch)
    made = buy(market, lasts_s=60, format="turns", **QUICK)
    bid(two_sellers(market, made)[0], made, price="3.80")
    travel.until(TradingEvent.objects.get(pk=made.event_id).scheduled_end_at)
    run(begin_turns, SYSTEM, BeginTurns(lot_id=made.lot_id))
    event = TradingEvent.objects.get(pk=made.event_id)
    assert (event.final_state, event.final_reason) == ("unsuccessful", "too_few_bidders")
    found, _audit = verifier.verify(audit_file(market.as_buyer(), made.lot_id))
    assert found == []


# -- the others ------------------------------------------------------------------------------------------------------


def test_a_japanese_auction_runs_to_settled_books(market: Market) -> None:
    made = buy(market, None, format="japanese", floor="3.50", increment="0.20", tick_s=30)
    seller, other = two_sellers(market, made)
    bid(seller, made, tick=0, price="4.00")
    assert refused(lambda: bid(seller, made, tick=0, price="4.00")).code == "trading.already_in"
    assert look(seller, made).facts["own_stays"] is True
    assert look(other, made).facts["bidders"] is None, "who is in is not told while the level runs"
    bid(other, made, tick=0, price="4.00")
    move_back(made, 30)
    assert look(other, made).facts["price_now"] == Decimal("3.80")
    bid(other, made, tick=1, price="3.80")
    move_back(made, 30)
    close(made)
    deal = one_deal(made)
    assert (deal.seller_id, deal.net_minor) == (market.other_seller, 19000)
    assert_settled(market, deal)


def test_an_index_auction_pays_index_and_discount(
    market: Market, verifier: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    travel = Travel(monkeypatch)
    made = buy(market, 60.0, format="index", index_name="LME, 1 March", index_value="3.333333", index_bid="percent")
    seller, other = two_sellers(market, made)
    bid(seller, made, offset="2")
    bid(other, made, offset="-3.5")
    low = refused(lambda: bid(seller, made, offset="1.99"))
    assert low.code == "trading.below_own_last" or low.code == "trading.too_high"
    travel.until(TradingEvent.objects.get(pk=made.event_id).effective_end_at)
    close(made)
    deal = one_deal(made)
    line = deal.lines.get()
    assert (deal.seller_id, line.unit_price) == (market.other_seller, Decimal("3.216666"))
    travel.back()
    assert_settled(market, deal)
    found, _audit = verifier.verify(audit_file(market.as_buyer(), made.lot_id))
    assert found == []


def test_the_best_value_wins_at_its_price(
    market: Market, verifier: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    travel = Travel(monkeypatch)
    made = buy(market, 60.0, criteria="meat", features=FEATURES)
    seller, other = two_sellers(market, made)
    lacking = refused(lambda: bid(seller, made, price="3.00"))
    assert (lacking.code, lacking.field) == ("trading.bad_features", "features")
    bid(seller, made, price="3.00", features={"Warranty": "none", "Energy": "C"})
    bid(other, made, price="3.30", features={"Warranty": "5 years", "Energy": "A"})
    assert look(other, made).facts["own_rank"] == 1
    fixed = refused(lambda: bid(other, made, price="3.00", features={"Warranty": "none", "Energy": "A"}))
    assert fixed.code == "trading.features_fixed"
    assert look(other, made).facts["own_value"] == Decimal("2.574")
    travel.until(TradingEvent.objects.get(pk=made.event_id).effective_end_at)
    close(made)
    deal = one_deal(made)
    assert (deal.seller_id, deal.net_minor) == (market.other_seller, 16500)
    travel.back()
    assert_settled(market, deal)
    found, _audit = verifier.verify(audit_file(market.as_buyer(), made.lot_id))
    assert found == []


def sell(market: Market, mode: str, lasts_s: float | None, **rules: Any) -> EventResult:
    wish = PublishEvent(
        mode=mode, side="sell", currency="EUR", quantity=kilos("100"), item_id=market.items["steel"], rules=rules,
        ends_at=now() + timedelta(seconds=lasts_s) if lasts_s else None,
    )  # fmt: skip
    made = run(publish_event, market.as_seller(), wish)
    for buyer in (market.as_buyer(), market.as_other_buyer()):
        run(join_event, buyer, JoinEvent(event_id=made.event_id))
    return made


def test_parts_become_a_deal_for_each_winner(
    market: Market, verifier: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    travel = Travel(monkeypatch)
    made = sell(
        market, "english_auction", 60, start_price="2.00", increment="0.10", multi_unit="uniform", countdown_s=5
    )
    bid(market.as_buyer(), made, price="2.00", quantity="70")
    bid(market.as_other_buyer(), made, price="2.50", quantity="60")
    share = look(market.as_buyer(), made)
    assert share.facts["own_share"] == 0, "70 was asked for as a whole, and 40 is left"
    bid(market.as_buyer(), made, price="2.30", quantity="70", min_accept="30")
    assert look(market.as_buyer(), made).facts["own_share"] == 40
    travel.until(TradingEvent.objects.get(pk=made.event_id).effective_end_at)
    close(made)
    deals = Deal.objects.filter(trading_event_id=made.event_id).order_by("net_minor")
    assert [(deal.buyer_id, deal.net_minor) for deal in deals] == [(market.buyer, 9200), (market.other_buyer, 13800)]
    found, _audit = verifier.verify(audit_file(market.as_seller(), made.lot_id))
    assert found == []
    travel.back()
    deliver()
    assert_sound()


def test_where_only_ranks_are_shown_no_hint_tells_what_others_bid(market: Market) -> None:
    made = sell(
        market,
        "english_auction",
        60,
        start_price="2.00",
        increment="0.10",
        multi_unit="uniform",
        visibility="rank_only",
    )
    bid(market.as_buyer(), made, price="2.00", quantity="100")
    bid(market.as_other_buyer(), made, price="2.70", quantity="100")
    loser = look(market.as_buyer(), made)
    assert not shows(loser, "2.7") and not shows(loser, "2.8") and "own_next" not in loser.facts
    assert loser.facts["own_share"] == 0
    low = refused(lambda: bid(market.as_buyer(), made, price="2.20", quantity="100"))
    assert (low.code, low.facts) == ("trading.too_low", {})


def test_a_hybrid_lets_the_others_bid_unseen_and_the_first_answer(market: Market) -> None:
    made = sell(
        market, "dutch_auction", None, start_price="5.00", floor="1.00", decrement="0.50", tick_s=60, hybrid=True,
        sealed_s=30, best_bid_s=30, phase_pause_s=0,
    )  # fmt: skip
    first, other = market.as_buyer(), market.as_other_buyer()
    answer = bid(first, made, tick=0, price="5.00")
    assert not answer.closed
    assert refused(lambda: bid(other, made, price="5.00")).code == "trading.too_low"
    bid(other, made, price="5.20")
    for viewer in (first, market.as_seller(), market.as_marketplace()):
        assert not shows(look(viewer, made), "5.2"), "sealed"
    assert shows(look(other, made), "5.2")
    move_back(made, 30)
    short = refused(lambda: bid(first, made, price="5.60"))
    assert (short.code, short.facts["least"]) == ("trading.too_low", "5.7")
    bid(first, made, price="5.70")
    move_back(made, 30)
    close(made)
    deal = one_deal(made)
    assert (deal.buyer_id, deal.net_minor) == (market.buyer, 57000)
    assert_settled(market, deal)


def test_a_take_left_behind_is_served_by_the_clock(
    market: Market, verifier: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    travel = Travel(monkeypatch)
    wish = PublishEvent(
        mode="dutch_auction", side="sell", currency="EUR", quantity=kilos("100"), item_id=market.items["steel"],
        rules={"start_price": "5.00", "floor": "1.00", "decrement": "0.50", "tick_s": 30, "pre_bid": True},
        opens_at=now() + timedelta(seconds=60),
    )  # fmt: skip
    made = run(publish_event, market.as_seller(), wish)
    deliver()
    assert Job.objects.filter(kind=SERVE_JOB).count() == 1
    run(join_event, market.as_buyer(), JoinEvent(event_id=made.event_id))
    bid(market.as_buyer(), made, price="4.53", absentee=True)
    assert shows(look(market.as_buyer(), made), "4.53")
    for viewer in (market.as_other_buyer(), market.as_seller(), market.as_marketplace()):
        assert not shows(look(viewer, made), "4.53")
    travel.forward(seconds=60)
    assert run(serve_absentees, SYSTEM, ServeAbsentees(lot_id=made.lot_id)).waiting == 1, "owes the next look"
    travel.forward(seconds=30)
    assert run(serve_absentees, SYSTEM, ServeAbsentees(lot_id=made.lot_id)).waiting == 0
    deal = one_deal(made)
    assert (deal.buyer_id, deal.net_minor) == (market.buyer, 45000)
    travel.back()
    assert_settled(market, deal)
    found, _audit = verifier.verify(audit_file(market.as_seller(), made.lot_id))
    assert found == []


def test_refusals_of_formats_are_kept(market: Market) -> None:
    made = buy(market, None, format="japanese", floor="3.50", increment="0.20", tick_s=30)
    seller, _other = two_sellers(market, made)
    refused(lambda: bid(seller, made, tick=3, price="4.00"))
    kept = Bid.objects.get(lot_id=made.lot_id)
    assert (kept.verdict, kept.verdict_reason) == ("refused", "trading.stale_tick")
    assert UUID(str(kept.company_id)) == market.seller
