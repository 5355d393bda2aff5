"""Events from publication to settled books, and everything that must be refused on the way."""

import importlib.util
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest

from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.quantity import QuantityIn
from shared_apps.foundation.refusals import Refusal
from shared_apps.outbox.models import Job
from shared_apps.tenancy import scope
from tenant_apps.catalogue.commands import CreateItem, create_item
from tenant_apps.inventory.commands import (
    CreateWarehouse,
    OpeningLine,
    SetOpeningStock,
    create_warehouse,
    set_opening_stock,
)
from tenant_apps.orders.queries import find_of_deal
from tenant_apps.parties.commands import SuspendCompany, suspend_company
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.trading.kernel.commands import (
    CancelEvent,
    CloseLot,
    EventResult,
    JoinEvent,
    PauseEvent,
    PlaceBid,
    PublishEvent,
    ResumeEvent,
    cancel_event,
    close_lot,
    join_event,
    pause_event,
    place_bid,
    publish_event,
    resume_event,
)
from tenant_apps.trading.kernel.models import Bid, Deal, Lot, LotShift, TradingEvent
from tenant_apps.trading.kernel.queries.audit_file import audit_file
from tenant_apps.trading.kernel.queries.rooms import Room, room
from tests.fixtures.trade import SYSTEM, Market, assert_sound, deliver, kilos
from tests.numbers import shows

MODES = ["spot_listing", "english_auction", "reverse_auction", "dutch_auction"]
QUIET = {"extension_window_s": 0}


@pytest.fixture(autouse=True)
def modes(market: Market) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={"trading.modes": MODES}))


def now() -> datetime:
    return clock.now(scope.alias())


def sell(market: Market, mode: str = "english_auction", *, lasts_s: float | None = 3600, **told: Any) -> EventResult:
    wish: dict[str, Any] = {
        "mode": mode, "side": "sell", "currency": "EUR", "quantity": kilos("100"), "item_id": market.items["steel"],
        "rules": {"start_price": "2.00", "increment": "0.10", **QUIET},
        "ends_at": now() + timedelta(seconds=lasts_s) if lasts_s else None,
    }  # fmt: skip
    return run(publish_event, market.as_seller(), PublishEvent(**(wish | told)))


def dutch(market: Market, **rules: Any) -> EventResult:
    usual = {"start_price": "5.00", "floor": "1.00", "decrement": "0.50", "tick_s": 60, **rules}
    return sell(market, "dutch_auction", lasts_s=None, rules=usual)


def bid(actor: Any, lot_id: UUID, **told: Any) -> Any:
    return run(place_bid, actor, PlaceBid(lot_id=lot_id, **told))


def refused(act: Callable[[], Any]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        act()
    return caught.value


def wait_and_close(made: EventResult) -> None:
    """Let the real clock reach the end, then do what the job does."""
    end = TradingEvent.objects.get(pk=made.event_id).effective_end_at
    assert end is not None
    time.sleep(max(0.0, (end - now()).total_seconds()) + 0.01)
    run(close_lot, SYSTEM, CloseLot(lot_id=made.lot_id))


def look(actor: Any, made: EventResult) -> Room:
    found = room(actor, made.event_id, now())
    assert found is not None
    return found


@pytest.fixture(scope="module")
def verifier() -> ModuleType:
    path = Path(__file__).parents[3] / "sdk" / "verify" / "kontor_verify.py"
    spec = importlib.util.spec_from_file_location("kontor_verify", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def assert_settled(market: Market, deal: Deal) -> None:
    deliver()
    order = find_of_deal(deal.pk)
    assert order is not None and order.state == "settled"
    deal.refresh_from_db()
    assert deal.settled_at is not None
    assert_sound()


# -- the modes, to settled -------------------------------------------------------------------------------------------


def test_an_english_auction_runs_to_settled_books(market: Market, verifier: ModuleType) -> None:
    made = sell(market, lasts_s=1.2)
    assert market.stock("steel") == (Decimal(1000), Decimal(100)), "what is sold is held"
    for buyer in (market.as_buyer(), market.as_other_buyer()):
        run(join_event, buyer, JoinEvent(event_id=made.event_id))
    bid(market.as_buyer(), made.lot_id, price="2.00", maximum="3.00")
    bid(market.as_other_buyer(), made.lot_id, price="2.50")
    low = refused(lambda: bid(market.as_other_buyer(), made.lot_id, price="2.50"))
    assert (low.code, low.field) in {("trading.too_low", "price"), ("trading.below_own_last", "price")}
    wait_and_close(made)
    deal = Deal.objects.get(trading_event_id=made.event_id)
    assert (deal.buyer_id, deal.origin, deal.net_minor) == (market.buyer, "english_auction", 26000)
    assert TradingEvent.objects.get(pk=made.event_id).final_state == "complete"
    assert_settled(market, deal)
    assert market.stock("steel") == (Decimal(900), Decimal(0))
    verdicts = list(Bid.objects.filter(lot_id=made.lot_id).order_by("seq").values_list("verdict", flat=True))
    assert verdicts == ["accepted", "accepted", "refused"]
    found, _audit = verifier.verify(audit_file(market.as_buyer(), made.lot_id))
    assert found == []


def test_a_reverse_auction_runs_to_settled_books(market: Market, verifier: ModuleType) -> None:
    other_item = _stocked_item(market.other_seller)
    made = run(
        publish_event,
        market.as_buyer(),
        PublishEvent(
            mode="reverse_auction", side="buy", currency="EUR", quantity=kilos("50"), need="Steel, any grade",
            rules={"start_price": "4.00", "increment": "0.10", **QUIET}, ends_at=now() + timedelta(seconds=1.2),
        ),
    )  # fmt: skip
    seller, other = market.as_seller(), market.acting(market.other_seller)
    assert refused(lambda: run(join_event, seller, JoinEvent(event_id=made.event_id))).field == "item_id"
    run(join_event, seller, JoinEvent(event_id=made.event_id, item_id=market.items["steel"]))
    run(join_event, other, JoinEvent(event_id=made.event_id, item_id=other_item))
    bid(seller, made.lot_id, price="3.80")
    bid(other, made.lot_id, price="3.50")
    assert look(seller, made).facts["own_rank"] == 2
    assert "price_now" not in look(seller, made).facts, "bidders see their rank alone"
    assert look(market.as_buyer(), made).facts["price_now"] == Decimal("3.50")
    wait_and_close(made)
    deal = Deal.objects.get(trading_event_id=made.event_id)
    assert (deal.seller_id, deal.buyer_id, deal.net_minor) == (market.other_seller, market.buyer, 17500)
    assert_settled(market, deal)
    found, _audit = verifier.verify(audit_file(market.as_buyer(), made.lot_id))
    assert found == []


def test_a_dutch_auction_ends_with_the_first_press(market: Market, verifier: ModuleType) -> None:
    made = dutch(market)
    run(join_event, market.as_buyer(), JoinEvent(event_id=made.event_id))
    stale = refused(lambda: bid(market.as_buyer(), made.lot_id, tick=3, price="3.50"))
    assert stale.code == "trading.stale_tick"
    assert Decimal(stale.facts["price"]) == 5
    answer = bid(market.as_buyer(), made.lot_id, tick=0, price="5.00")
    assert answer.closed
    deal = Deal.objects.get(trading_event_id=made.event_id)
    assert deal.net_minor == 50000
    assert_settled(market, deal)
    found, _audit = verifier.verify(audit_file(market.as_buyer(), made.lot_id))
    assert found == []


def test_several_takes_of_a_dutch_auction_become_several_deals(market: Market) -> None:
    made = dutch(market, multi_unit=True)
    for actor, quantity in ((market.as_buyer(), "60"), (market.as_other_buyer(), "40")):
        run(join_event, actor, JoinEvent(event_id=made.event_id))
        bid(actor, made.lot_id, tick=0, price="5.00", quantity=quantity)
    deals = Deal.objects.filter(trading_event_id=made.event_id).order_by("net_minor")
    assert [deal.net_minor for deal in deals] == [20000, 30000]
    deliver()
    assert_sound()


def _stocked_item(seller: UUID) -> UUID:
    item = run(
        create_item, SYSTEM, CreateItem(supplier_id=seller, sku="rod", name="Rod", unit="KGM", tax_rate="0.19")
    ).item_id
    place = run(create_warehouse, SYSTEM, CreateWarehouse(company_id=seller, code="W2", name="Yard")).warehouse_id
    lines = [OpeningLine(item_id=item, quantity="500")]
    run(set_opening_stock, SYSTEM, SetOpeningStock(warehouse_id=place, lines=lines))
    return item


# -- ends without a deal ---------------------------------------------------------------------------------------------


def test_without_bids_the_goods_are_free_again(market: Market) -> None:
    made = sell(market, lasts_s=0.3)
    wait_and_close(made)
    event = TradingEvent.objects.get(pk=made.event_id)
    assert (event.final_state, event.final_reason) == ("unsuccessful", "no_bids")
    assert market.stock("steel") == (Decimal(1000), Decimal(0))


def test_closing_early_only_owes_the_next_look(market: Market) -> None:
    made = sell(market)
    before = Job.objects.filter(kind="trading.close_lot").count()
    done = run(close_lot, SYSTEM, CloseLot(lot_id=made.lot_id))
    assert done.final_state == ""
    assert Job.objects.filter(kind="trading.close_lot").count() == before + 1
    assert Lot.objects.get(pk=made.lot_id).closed_at is None


def test_who_cannot_be_awarded_is_passed_over(market: Market, verifier: ModuleType) -> None:
    made = sell(market, lasts_s=0.8)
    for actor, price in ((market.as_other_buyer(), "2.00"), (market.as_buyer(), "2.40")):
        run(join_event, actor, JoinEvent(event_id=made.event_id))
        bid(actor, made.lot_id, price=price)
    run(suspend_company, SYSTEM, SuspendCompany(company_id=market.buyer, reason="unpaid"))
    wait_and_close(made)
    deal = Deal.objects.get(trading_event_id=made.event_id)
    assert (deal.buyer_id, deal.net_minor) == (market.other_buyer, 20000)
    assert Lot.objects.get(pk=made.lot_id).outcome["passed_over"] == {str(market.buyer): "trading.company_suspended"}
    found, _audit = verifier.verify(audit_file(market.as_seller(), made.lot_id))
    assert found == []
    assert_sound()


def test_withdrawing_and_cancelling(market: Market) -> None:
    early = sell(market, opens_at=now() + timedelta(hours=1), lasts_s=7200)
    run(cancel_event, market.as_seller(), CancelEvent(event_id=early.event_id, reason="no_demand"))
    assert TradingEvent.objects.get(pk=early.event_id).final_state == "withdrawn"
    running = sell(market)
    wish = CancelEvent(event_id=running.event_id, reason="unfixable_error")
    assert refused(lambda: run(cancel_event, market.as_seller(), wish)).code == "trading.only_marketplace_cancels"
    run(cancel_event, market.as_marketplace(), wish)
    assert TradingEvent.objects.get(pk=running.event_id).final_state == "cancelled"
    assert market.stock("steel") == (Decimal(1000), Decimal(0))
    again = refused(lambda: run(cancel_event, market.as_marketplace(), wish))
    assert again.code == "trading.event_over"


# -- the clock -------------------------------------------------------------------------------------------------------


def test_a_pause_gives_back_exactly_the_time_that_was_left(market: Market, verifier: ModuleType) -> None:
    made = sell(market, lasts_s=1.5)
    run(join_event, market.as_buyer(), JoinEvent(event_id=made.event_id))
    planned = TradingEvent.objects.get(pk=made.event_id).effective_end_at
    run(pause_event, market.as_seller(), PauseEvent(event_id=made.event_id, reason="power cut"))
    assert refused(lambda: bid(market.as_buyer(), made.lot_id, price="2.00")).code == "trading.paused"
    assert look(market.as_buyer(), made).state == "paused"
    time.sleep(0.3)
    run(resume_event, market.as_seller(), ResumeEvent(event_id=made.event_id))
    shift = LotShift.objects.get(lot_id=made.lot_id)
    ends = TradingEvent.objects.get(pk=made.event_id).effective_end_at
    assert planned is not None and ends == planned + timedelta(microseconds=shift.by_us)
    bid(market.as_buyer(), made.lot_id, price="2.00")
    wait_and_close(made)
    found, _audit = verifier.verify(audit_file(market.as_buyer(), made.lot_id))
    assert found == []


def test_a_late_bid_is_refused_and_kept_but_moves_nothing(market: Market) -> None:
    made = sell(market, lasts_s=0.4)
    run(join_event, market.as_buyer(), JoinEvent(event_id=made.event_id))
    time.sleep(0.45)
    late = refused(lambda: bid(market.as_buyer(), made.lot_id, price="2.00"))
    assert late.code == "trading.closed"
    kept = Bid.objects.get(lot_id=made.lot_id)
    assert (kept.verdict, kept.verdict_reason) == ("refused", "trading.closed")


def test_a_bid_in_the_late_window_extends_and_the_job_looks_again(market: Market) -> None:
    rules = {"start_price": "2.00", "increment": "0.10", "extension_window_s": 300, "extension_s": 300}
    made = sell(market, lasts_s=120, rules=rules)
    run(join_event, market.as_buyer(), JoinEvent(event_id=made.event_id))
    answer = bid(market.as_buyer(), made.lot_id, price="2.00")
    event = TradingEvent.objects.get(pk=made.event_id)
    assert event.effective_end_at == answer.received_at + timedelta(seconds=300)


# -- who may, and what is refused ------------------------------------------------------------------------------------


def test_only_who_has_joined_bids_and_nobody_on_their_own_lot(market: Market) -> None:
    made = sell(market)
    assert refused(lambda: bid(market.as_buyer(), made.lot_id, price="2.00")).code == "trading.not_joined"
    assert refused(lambda: bid(market.as_seller(), made.lot_id, price="2.00")).code in (
        "trading.own_lot",
        "trading.same_company",
    )
    assert refused(lambda: run(join_event, market.as_seller(), JoinEvent(event_id=made.event_id))).code == (
        "trading.same_company"
    )
    reasons = list(Bid.objects.filter(lot_id=made.lot_id).order_by("seq").values_list("verdict_reason", flat=True))
    assert reasons == ["trading.not_joined", "trading.own_lot"]


def test_an_event_for_named_companies_does_not_exist_for_others(market: Market) -> None:
    made = sell(market, audience="named", invite=[market.buyer])
    other = market.as_other_buyer()
    assert room(other, made.event_id, now()) is None
    assert refused(lambda: run(join_event, other, JoinEvent(event_id=made.event_id))).status == 404
    assert refused(lambda: bid(other, made.lot_id, price="2.00")).status == 404
    assert not Bid.objects.filter(lot_id=made.lot_id).exists()
    run(join_event, market.as_buyer(), JoinEvent(event_id=made.event_id))


def test_the_same_key_places_one_bid(market: Market) -> None:
    made = sell(market)
    run(join_event, market.as_buyer(), JoinEvent(event_id=made.event_id))
    wish = PlaceBid(lot_id=made.lot_id, price="2.00")
    answers = [run(place_bid, market.as_buyer(), wish, idempotency_key="one") for _ in range(2)]
    assert answers[0] == answers[1]
    assert Bid.objects.filter(lot_id=made.lot_id).count() == 1


def test_a_secret_maximum_is_seen_by_nobody_else(market: Market) -> None:
    made = sell(market)
    for actor in (market.as_buyer(), market.as_other_buyer()):
        run(join_event, actor, JoinEvent(event_id=made.event_id))
    bid(market.as_buyer(), made.lot_id, price="2.00", maximum="7.77")
    for actor in (market.as_other_buyer(), market.as_seller(), market.as_marketplace()):
        assert not shows(look(actor, made), "7.77")
    assert shows(look(market.as_buyer(), made), "7.77")
    early = refused(lambda: audit_file(market.as_seller(), made.lot_id))
    assert early.code == "trading.audit_file_too_early"


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"mode": "spot_listing"}, "mode"),
        ({"side": "buy"}, "side"),
        ({"currency": "XXY"}, "currency"),
        ({"quantity": QuantityIn("5", "C62")}, "quantity"),
        ({"quantity": kilos("5000")}, None),
        ({"rules": {}}, "rules"),
        ({"rules": {"start_price": "0"}}, "rules.start_price"),
        ({"rules": {"nonsense": 1}}, "rules.nonsense"),
        ({"audience": "named"}, "invite"),
        ({"item_id": None}, "item_id"),
        ({"lasts_s": -60}, "ends_at"),
    ],
)
def test_bad_input_names_the_field_and_leaves_nothing(market: Market, told: dict[str, Any], field: str | None) -> None:
    caught = refused(lambda: sell(market, **told))
    assert field is None or (caught.field or "").startswith(field), caught.field
    assert caught.message and caught.remedy
    assert not TradingEvent.objects.filter(mode="english_auction").exists()
    assert market.stock("steel") == (Decimal(1000), Decimal(0))


def test_the_rules_are_pinned(market: Market) -> None:
    made = sell(market)
    run(change_settings, SYSTEM, ChangeSettings(changes={"english_auction.tie_rule": "reject_equal"}))
    event = TradingEvent.objects.get(pk=made.event_id)
    assert event.rules["tie_rule"] == "earliest"
