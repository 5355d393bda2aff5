"""What follows an event without a result: more time, a negotiation, the event again."""

import json
from datetime import timedelta
from decimal import Decimal
from types import ModuleType
from typing import Any

import pytest

from shared_apps.commands import run
from shared_apps.foundation import canonical
from shared_apps.foundation.money import MoneyIn
from shared_apps.outbox.models import Job
from tenant_apps.orders.commands import CancelOrder, cancel_order
from tenant_apps.orders.queries import find_of_deal
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.trading.deposits.commands import ForfeitDeposit, forfeit_deposit
from tenant_apps.trading.engines.thread.commands import (
    AwardLineIn,
    AwardRequest,
    QuoteLineIn,
    SendQuote,
    award_request,
    send_quote,
)
from tenant_apps.trading.kernel.commands import (
    CancelEvent,
    CloseLot,
    EventResult,
    JoinEvent,
    cancel_event,
    close_lot,
    join_event,
)
from tenant_apps.trading.kernel.models import Deal, LotShift, Participant, TradingEvent
from tenant_apps.trading.kernel.queries.audit_file import audit_file
from tenant_apps.trading.second_try.commands import Negotiate, RerunEvent, negotiate, rerun_event
from tenant_apps.trading.second_try.decisions.again import moved_price, problem_of
from tenant_apps.trading.second_try.models import BarredCompany, Succession
from tenant_apps.trading.second_try.queries import links_of
from tests.fixtures.trade import SYSTEM, Market, assert_sound, by_hand, deliver
from tests.fixtures.travel import Travel
from tests.proofs import proves
from tests.tenant_apps.trading.deposits.test_participation import FIXED, block, deposit_of, end
from tests.tenant_apps.trading.engines.vault.test_tenders import Tender, submit, two_sellers
from tests.tenant_apps.trading.test_events import QUIET, assert_settled, bid, refused, sell
from tests.tenant_apps.trading.test_events import verifier as verifier
from tests.tenant_apps.trading.test_formats import move_back

RULES = {"start_price": "2.00", "increment": "0.10", **QUIET}
MODES = ["spot_listing", "english_auction", "reverse_auction", "dutch_auction", "rfq"]


@pytest.fixture(autouse=True)
def modes(market: Market) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={"trading.modes": MODES}))


def few(market: Market, lasts_s: float = 3600, **rules: Any) -> EventResult:
    """A sale that needs two bidders; both buyers have joined."""
    made = sell(market, lasts_s=lasts_s, rules=RULES | {"min_bidders": 2} | rules)
    for actor in (market.as_buyer(), market.as_other_buyer()):
        run(join_event, actor, JoinEvent(event_id=made.event_id))
    return made


def event(made: Any) -> TradingEvent:
    return TradingEvent.objects.get(pk=made.event_id)


def tampered(data: bytes, change: Any) -> bytes:
    """The audit file with one thing changed and all its hashes made to fit."""
    audit = json.loads(data)
    change(audit)
    del audit["file_hash"]
    return canonical.dumps(audit | {"file_hash": canonical.digest(audit)})


# -- too few bidders -------------------------------------------------------------------------------------------------


@proves("english_auction.on_too_few", "reverse_auction.on_too_few", "english_auction.extend_s",
        "reverse_auction.extend_s")  # fmt: skip
def test_a_lot_with_one_bidder_goes_on_once_and_is_won(market: Market) -> None:
    made = few(market, on_too_few="extend_once", extend_s=600)
    bid(market.as_buyer(), made.lot_id, price="2.00")
    end(made)
    shift = LotShift.objects.get(lot_id=made.lot_id)
    found = event(made)
    assert (shift.kind, shift.reason, shift.after_seq, found.final_state) == ("too_few", "too_few_bidders", 1, "")
    assert found.effective_end_at is not None
    assert abs(found.effective_end_at - shift.at - timedelta(seconds=600)) < timedelta(milliseconds=1)
    assert Job.objects.filter(kind="trading.close_lot", run_at=found.effective_end_at).exists(), "looked at again then"
    bid(market.as_other_buyer(), made.lot_id, price="2.50")
    end(made)
    deal = Deal.objects.get(trading_event_id=made.event_id)
    assert (deal.buyer_id, deal.net_minor) == (market.other_buyer, 25000)
    assert_settled(market, deal)


def test_the_verifier_replays_the_second_chance(
    market: Market, verifier: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    travel, made = Travel(monkeypatch), few(market, on_too_few="extend_once")
    bid(market.as_buyer(), made.lot_id, price="2.00")
    _end_of(made, travel)
    shift = LotShift.objects.get(lot_id=made.lot_id)
    assert shift.kind == "too_few"
    _end_of(made, travel)
    assert event(made).final_reason == "too_few_bidders"
    data = audit_file(market.as_buyer(), made.lot_id)
    assert verifier.verify(data)[0] == []
    for change, where in (
        (lambda audit: audit["shifts"].clear(), {"outcome", "end"}),
        (lambda audit: audit["shifts"][0].update(by_s="3600"), {"shift", "end"}),
        (lambda audit: audit["event"]["rules"].update(on_too_few="fail"), {"shift"}),
        (lambda audit: audit["shifts"].append(audit["shifts"][0]), {"shift", "end"}),
    ):
        assert {place for place, _why in verifier.verify(tampered(data, change))[0]} >= where


def _end_of(made: EventResult, travel: Travel) -> None:
    """Set the clock to the end: nothing may be moved back where the file is checked."""
    travel.until(event(made).effective_end_at)
    run(close_lot, SYSTEM, CloseLot(lot_id=made.lot_id))


def test_it_goes_on_no_longer_than_it_ran_and_only_once(market: Market) -> None:
    made = few(market, on_too_few="extend_once", extend_s=86_400)
    end(made)
    shift, found = LotShift.objects.get(lot_id=made.lot_id), event(made)
    assert shift.reason == "no_bids", "nobody is fewer than two"
    assert found.effective_end_at is not None
    assert timedelta(seconds=3590) < found.effective_end_at - shift.at <= timedelta(seconds=3600)
    bid(market.as_buyer(), made.lot_id, price="2.00")
    end(made)
    assert (event(made).final_state, event(made).final_reason) == ("unsuccessful", "too_few_bidders")
    assert LotShift.objects.filter(lot_id=made.lot_id).count() == 1
    assert_sound()


def test_a_format_without_an_end_in_time_cannot_go_on(market: Market) -> None:
    answer = refused(lambda: few(market, on_too_few="extend_once", multi_unit="pay_as_bid"))
    assert (answer.code, answer.field) == ("second_try.has_no_time_to_extend", "rules.on_too_few")


def test_enough_bidders_are_given_no_more_time(market: Market) -> None:
    made = few(market, on_too_few="extend_once", extend_s=600)
    bid(market.as_buyer(), made.lot_id, price="2.00")
    bid(market.as_other_buyer(), made.lot_id, price="2.50")
    end(made)
    assert event(made).final_state == "complete"


def test_a_negotiation_follows_with_those_who_bid(market: Market) -> None:
    made = few(market, on_too_few="negotiate")
    bid(market.as_buyer(), made.lot_id, price="2.00")
    end(made)
    deliver()
    link = Succession.objects.select_related("successor").get(event_id=made.event_id)
    request = link.successor
    assert (link.kind, request.mode, request.side, request.audience) == ("negotiation", "rfq", "sell", "named")
    invited = Participant.objects.filter(trading_event_id=request.pk).values_list("company_id", flat=True)
    assert list(invited) == [market.buyer], "who did not bid is not asked"
    mine = links_of(market.as_buyer(), made.event_id)
    assert mine is not None and mine.after is not None and mine.after.id == request.pk
    other = links_of(market.as_other_buyer(), made.event_id)
    assert other is not None and other.after is None, "who is not asked does not learn of it"
    back = links_of(market.as_seller(), request.pk)
    assert back is not None and back.before is not None and back.before.id == made.event_id
    again = run(negotiate, SYSTEM, Negotiate(event_id=made.event_id))
    assert again.why == "not_asked_for"
    _settle_request(market, request)


def _settle_request(market: Market, request: TradingEvent) -> None:
    lot_id = request.lots.get().pk
    run(change_settings, SYSTEM, ChangeSettings(changes={"rfq.award_before_deadline": True}))
    run(join_event, market.as_buyer(), JoinEvent(event_id=request.pk))
    quote = SendQuote(lot_id=lot_id, lines=[QuoteLineIn(line=1, unit_price="2.10")])
    sent = run(send_quote, market.as_buyer(), quote)
    move_back(EventResult(event_id=request.pk, lot_id=lot_id, number=request.number), 604_801)
    award = AwardRequest(lot_id=lot_id, lines=[AwardLineIn(quote=sent.seq, line=1)])
    run(award_request, market.as_seller(), award)
    assert_settled(market, Deal.objects.get(trading_event_id=request.pk))


def test_nothing_follows_where_nobody_bid_or_nothing_can_be_asked_for(market: Market) -> None:
    alone = few(market, on_too_few="negotiate")
    end(alone)
    run(change_settings, SYSTEM, ChangeSettings(changes={"trading.modes": MODES[:-1]}))
    closed = few(market, on_too_few="negotiate")
    bid(market.as_buyer(), closed.lot_id, price="2.00")
    end(closed)
    answers = [run(negotiate, SYSTEM, Negotiate(event_id=one.event_id)).why for one in (alone, closed)]
    assert answers == ["nobody_bid", "trading.mode_not_offered"]
    deliver()
    assert not Succession.objects.exists()


@proves("sealed_tender.on_too_few")
def test_a_tender_that_was_never_opened_leads_to_a_negotiation(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    travel = Travel(monkeypatch)
    run(change_settings, SYSTEM, ChangeSettings(changes={"trading.modes": [*MODES, "sealed_tender"]}))
    tender = Tender(market, travel=travel, lasts_s=600, on_too_few="negotiate")
    seller, _other = two_sellers(market, tender)
    submit(seller, tender.lot_id, price={"price": "3.70"})
    tender.seal()
    assert TradingEvent.objects.get(pk=tender.event_id).final_reason == "too_few_bidders"
    travel.back()
    deliver()
    request = Succession.objects.select_related("successor").get(event_id=tender.event_id).successor
    invited = Participant.objects.filter(trading_event_id=request.pk).values_list("company_id", flat=True)
    assert (request.mode, request.side, list(invited)) == ("rfq", "buy", [market.seller])


# -- the event again -------------------------------------------------------------------------------------------------


@proves(*(f"{mode}.relist" for mode in ("english_auction", "reverse_auction", "dutch_auction", "sealed_tender")))
def test_a_failed_event_runs_again_as_often_as_the_rule_says(market: Market) -> None:
    made = sell(market, rules=RULES | {"reserve": "9.00"})
    run(join_event, market.as_buyer(), JoinEvent(event_id=made.event_id))
    bid(market.as_buyer(), made.lot_id, price="2.00")
    early = refused(lambda: run(rerun_event, market.as_seller(), RerunEvent(event_id=made.event_id)))
    assert early.code == "second_try.has_a_result"
    end(made)
    again = run(rerun_event, market.as_seller(), RerunEvent(event_id=made.event_id, changed_percent="12.5"))
    second = event(again)
    assert second.rules["start_price"] == "1.750000" and second.rules["reserve"] == "9.00"
    assert second.rules["increment"] == "0.10", "what the event had set itself comes along"
    twice = refused(lambda: run(rerun_event, market.as_seller(), RerunEvent(event_id=made.event_id)))
    assert (twice.code, twice.facts) == ("second_try.was_followed", {"successor": again.number})
    run(cancel_event, market.as_marketplace(), CancelEvent(event_id=again.event_id, reason="no_demand"))
    third = refused(lambda: run(rerun_event, market.as_seller(), RerunEvent(event_id=again.event_id)))
    assert (third.code, third.facts) == ("second_try.no_more_runs", {"most": 1})
    assert_sound()


@proves(*(f"{mode}.relist_percent" for mode in ("english_auction", "reverse_auction", "dutch_auction")))
def test_the_start_price_changes_no_further_than_the_rule_says(market: Market) -> None:
    made = sell(market, rules=RULES | {"relist_percent": "10"})
    end(made)
    for text, code in (("10.5", "too_much"), ("x", "not_a_percentage"), ("-1", "not_a_percentage"),
                       ("NaN", "not_a_percentage"), ("1.0001", "not_a_percentage")):  # fmt: skip
        wish = RerunEvent(event_id=made.event_id, changed_percent=text)
        answer = refused(lambda wish=wish: run(rerun_event, market.as_seller(), wish))  # type: ignore[misc]
        assert (answer.code, answer.field) == (f"second_try.{code}", "changed_percent")
    run(rerun_event, market.as_seller(), RerunEvent(event_id=made.event_id, changed_percent="10"))


def test_a_winner_that_does_not_pay_loses_its_deposit_and_is_kept_out(market: Market) -> None:
    by_hand()
    made = sell(market, rules=RULES | FIXED)
    for actor, company in ((market.as_buyer(), market.buyer), (market.as_other_buyer(), market.other_buyer)):
        run(join_event, actor, JoinEvent(event_id=made.event_id))
        block(market, made, company)
    bid(market.as_buyer(), made.lot_id, price="2.50")
    end(made)
    deal = Deal.objects.get(trading_event_id=made.event_id)
    deliver()
    awarded = refused(lambda: run(rerun_event, market.as_seller(), RerunEvent(event_id=made.event_id)))
    assert awarded.code == "second_try.has_a_result"
    order = find_of_deal(deal.pk)
    assert order is not None
    run(cancel_order, market.as_seller(), CancelOrder(order_id=order.id, reason="not paid"))
    deliver()
    keep = ForfeitDeposit(
        deposit_id=deposit_of(made, market.buyer).pk, reason="did_not_pay", costs=MoneyIn("30.00", "EUR")
    )
    run(forfeit_deposit, market.as_seller(), keep)
    again = run(rerun_event, market.as_seller(), RerunEvent(event_id=made.event_id))
    barred = refused(lambda: run(join_event, market.as_buyer(), JoinEvent(event_id=again.event_id)))
    assert barred.code == "trading.barred_from_rerun"
    run(join_event, market.as_other_buyer(), JoinEvent(event_id=again.event_id))
    assert list(BarredCompany.objects.values_list("company_id", flat=True)) == [market.buyer]
    assert_sound()


def test_who_is_named_is_kept_out_of_all_further_runs(market: Market) -> None:
    made = sell(market, rules=RULES | {"relist": 2}, audience="named", invite=[market.buyer, market.other_buyer])
    end(made)
    stranger = RerunEvent(event_id=made.event_id, defaulters=[market.other_seller])
    assert refused(lambda: run(rerun_event, market.as_seller(), stranger)).field == "defaulters[0]"
    second = run(rerun_event, market.as_seller(), RerunEvent(event_id=made.event_id, defaulters=[market.buyer]))
    invited = Participant.objects.filter(trading_event_id=second.event_id).values_list("company_id", flat=True)
    assert list(invited) == [market.other_buyer]
    end(second)
    third = run(rerun_event, market.as_seller(), RerunEvent(event_id=second.event_id))
    kept_out = BarredCompany.objects.filter(event_id=third.event_id).values_list("company_id", flat=True)
    assert list(kept_out) == [market.buyer]


def test_only_its_initiator_or_the_house_runs_it_again(market: Market) -> None:
    made = sell(market)
    end(made)
    wish = RerunEvent(event_id=made.event_id)
    assert refused(lambda: run(rerun_event, market.as_buyer(), wish)).code == "commands.not_allowed"
    again = run(rerun_event, market.as_marketplace(), wish)
    assert event(again).initiator_id == market.seller


def test_prices_round_towards_the_run_before() -> None:
    assert moved_price(Decimal("1"), Decimal("33.333"), "sell") == Decimal("0.66667")
    assert moved_price(Decimal("0.000001"), Decimal("20"), "sell") == Decimal("0.000001"), "never lower than allowed"
    assert moved_price(Decimal("0.000001"), Decimal("20"), "buy") == Decimal("0.000001")
    assert problem_of({"relist": 1, "relist_percent": "20"}, Decimal("5"), 0) == "no_start_price"
    assert problem_of({"relist": 0}, Decimal(0), 0) == "no_more_runs"
