"""What follows the bidding and what equals mean, end to end to settled books: the right of first refusal, shared parts,
the last round, prices that have to be explained."""

from decimal import Decimal
from types import ModuleType
from typing import Any

import pytest

from shared_apps.commands import run
from shared_apps.outbox.models import Job
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.trading.engines.clock.commands import (
    ExplainPrice,
    JudgeExplanation,
    explain_price,
    judge_explanation,
)
from tenant_apps.trading.kernel.commands import EventResult, JoinEvent, join_event
from tenant_apps.trading.kernel.models import Bid, Deal, Participant, TradingEvent
from tenant_apps.trading.kernel.queries.audit_file import audit_file
from tests.fixtures.trade import SYSTEM, Market
from tests.tenant_apps.trading.test_events import (
    MODES,
    QUIET,
    assert_settled,
    look,
    refused,
    sell,
    verifier,
    wait_and_close,
)
from tests.tenant_apps.trading.test_formats import bid, buy, close, move_back, one_deal, sleep_until, two_sellers

__all__ = ["verifier"]


@pytest.fixture(autouse=True)
def modes(market: Market) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={"trading.modes": MODES}))


def english(market: Market, lasts_s: float = 2.5, **told: Any) -> EventResult:
    rules = {"start_price": "2.00", "increment": "0.10", **QUIET, **told.pop("rules", {})}
    made = sell(market, lasts_s=lasts_s, rules=rules, **told)
    for buyer in (market.as_buyer(), market.as_other_buyer()):
        run(join_event, buyer, JoinEvent(event_id=made.event_id))
    return made


def holds(verifier: ModuleType, market: Market, made: EventResult) -> None:
    found, _audit = verifier.verify(audit_file(market.as_seller(), made.lot_id))
    assert found == []


# -- the right of first refusal ---------------------------------------------------------------------------------------


def test_who_has_the_right_of_first_refusal_matches_and_wins(market: Market, verifier: ModuleType) -> None:
    made = english(market, rules={"priority_right": True, "increment": "0.50"}, priority_codes=["BUYER2"])
    assert Participant.objects.get(company_id=market.other_buyer).priority == 1
    bid(market.as_buyer(), made, price="3.00")
    mine, others, house = (look(one, made).facts for one in
                           (market.as_other_buyer(), market.as_buyer(), market.as_seller()))  # fmt: skip
    assert (mine["own_priority"], mine["own_may_match"], mine["own_next"]) == (1, True, Decimal("3.00"))
    assert others["priority"] == 1 and "priority_order" not in others, "who it is, others do not learn"
    assert house["priority_order"][0]["company"]
    low = refused(lambda: bid(market.as_other_buyer(), made, price="3.20"))
    assert low.code == "trading.too_low", "between the price now and the next step there is nothing"
    bid(market.as_other_buyer(), made, price="3.00")
    assert look(market.as_other_buyer(), made).facts["own_rank"] == 1
    assert refused(lambda: bid(market.as_buyer(), made, price="3.00")).code == "trading.below_own_last"
    wait_and_close(made)
    deal = one_deal(made)
    assert (deal.buyer_id, deal.net_minor) == (market.other_buyer, 30000)
    assert_settled(market, deal)
    holds(verifier, market, made)


def test_without_the_rule_nobody_is_named_and_hidden_prices_cannot_be_matched(market: Market) -> None:
    plain = refused(lambda: english(market, priority=[market.buyer]))
    assert (plain.code, plain.field) == ("trading.rules_do_not_fit", "rules.priority_right")
    hidden = {"priority_right": True, "visibility": "rank_only"}
    blind = refused(lambda: english(market, rules=hidden, priority=[market.buyer]))
    assert blind.field == "rules.visibility"
    own = refused(lambda: english(market, rules={"priority_right": True}, priority=[market.seller]))
    assert own.field == "priority[0]"


# -- parts that equals share ------------------------------------------------------------------------------------------


def test_equal_bids_share_parts_in_proportion(market: Market, verifier: ModuleType) -> None:
    rules = {"multi_unit": "pay_as_bid", "tie_rule": "split_pro_rata", "split_step": "10", "countdown_s": 3600}
    made = english(market, rules=rules)
    bid(market.as_buyer(), made, price="2.50", quantity="90", min_accept="10")
    odd = refused(lambda: bid(market.as_other_buyer(), made, price="2.50", quantity="55"))
    assert (odd.code, odd.facts["step"]) == ("trading.off_part", "10")
    bid(market.as_other_buyer(), made, price="2.50", quantity="60", min_accept="10")
    assert look(market.as_buyer(), made).facts["own_share"] == Decimal(60)
    wait_and_close(made)
    deals = {deal.buyer_id: deal.net_minor for deal in Deal.objects.filter(trading_event_id=made.event_id)}
    assert deals == {market.buyer: 15000, market.other_buyer: 10000}, "60 and 40 of 100, as 90 is to 60"
    for deal in Deal.objects.filter(trading_event_id=made.event_id):
        assert_settled(market, deal)
    holds(verifier, market, made)


# -- the last round ---------------------------------------------------------------------------------------------------


def test_equals_name_a_last_price_unseen(market: Market) -> None:
    made = buy(market, 600, tie_rule="best_and_final_round", final_round_s=300, visibility="open")
    seller, other = two_sellers(market, made)
    bid(seller, made, price="3.50")
    bid(other, made, price="3.50")
    event = TradingEvent.objects.get(pk=made.event_id)
    assert event.bids_end_at == event.scheduled_end_at, "what people wait for is the end of the bidding"
    assert refused(lambda: bid(seller, made, price="3.40", final=True)).code == "trading.no_final_round"
    move_back(made, 600)
    room = look(seller, made)
    assert room.state == "evaluation"
    assert (room.facts["own_equal"], room.facts["own_acts"], room.facts["own_next"]) == (True, True, Decimal("3.50"))
    assert refused(lambda: bid(seller, made, price="3.40")).code == "trading.closed", "a late bid burns no last price"
    assert refused(lambda: bid(seller, made, price="3.60", final=True)).code == "trading.too_high"
    bid(other, made, price="3.40", final=True)
    assert refused(lambda: bid(other, made, price="3.30", final=True)).code == "trading.final_given"
    for viewer in (seller, market.as_buyer(), market.as_marketplace()):
        seen = look(viewer, made)
        assert seen.facts["price_now"] == Decimal("3.50")
        assert not any(row.price == "3.40" and row.verdict == "accepted" for row in seen.ladder), viewer.company_id
        assert {row.price for row in seen.ladder if row.verdict == "accepted"} == {"3.50"}, (
            "the bids before it are there"
        )
        assert seen.last_seq == 0
    assert look(other, made).facts["own_final"] == Decimal("3.40")
    move_back(made, 300)
    close(made)
    deal = one_deal(made)
    assert (deal.seller_id, deal.net_minor) == (market.other_seller, 17000)
    assert look(seller, made).facts["price_now"] == Decimal("3.40")
    assert any(row.price == "3.40" for row in look(seller, made).ladder), "afterwards it is told"
    assert_settled(market, deal)


def test_a_last_round_after_the_last_level(market: Market) -> None:
    rules = {"format": "japanese", "floor": "3.80", "increment": "0.20", "tick_s": 30}
    made = buy(market, None, tie_rule="best_and_final_round", final_round_s=60, **rules)
    seller, other = two_sellers(market, made)
    for tick, price in enumerate(("4.00", "3.80")):
        for actor in (seller, other):
            bid(actor, made, tick=tick, price=price)
        move_back(made, 30)
    assert look(seller, made).facts["own_equal"] is True
    bid(other, made, price="3.75", final=True)
    move_back(made, 60)
    close(made)
    assert (one_deal(made).seller_id, one_deal(made).net_minor) == (market.other_seller, 18750)


# -- prices that have to be explained ---------------------------------------------------------------------------------


def cheap(market: Market) -> tuple[EventResult, Any, Any]:
    """Over, with a winner at less than 70 % of the next."""
    made = buy(market, 1.5, abnormal_next_percent="30", explain_s=600, judge_s=600)
    seller, other = two_sellers(market, made)
    bid(seller, made, price="2.00", confirmed=True)
    bid(other, made, price="3.80")
    ends = TradingEvent.objects.get(pk=made.event_id).bids_end_at
    assert ends is not None
    sleep_until(ends)
    close(made)
    assert not TradingEvent.objects.get(pk=made.event_id).final_state, "it waits"
    return made, seller, other


def explain(actor: Any, made: EventResult, text: str = "Our own mine.") -> Any:
    return run(explain_price, actor, ExplainPrice(lot_id=made.lot_id, text=text))


def judge(actor: Any, made: EventResult, accepted: bool, reason: str = "Checked.", number: int = 1) -> Any:
    return run(
        judge_explanation, actor, JudgeExplanation(lot_id=made.lot_id, bid=number, accepted=accepted, reason=reason)
    )


def test_an_explained_price_that_is_accepted_wins_at_once(market: Market, verifier: ModuleType) -> None:
    made, seller, other = cheap(market)
    assert look(seller, made).facts["own_to_justify"]["flags"] == ["next"]
    assert look(seller, made).state == "evaluation"
    shown = look(other, made).facts
    assert shown["evaluation"]["waits_for"] == "bidder" and "explanation" not in shown
    assert refused(lambda: explain(other, made)).code == "trading.nothing_to_explain"
    assert refused(lambda: judge(market.as_buyer(), made, True)).code == "trading.not_explained"
    assert refused(lambda: explain(seller, made, " ")).code == "trading.words_needed"
    explain(seller, made)
    assert refused(lambda: explain(seller, made)).code == "trading.explained"
    assert look(market.as_buyer(), made).facts["explanation"]["said"] == "Our own mine."
    assert refused(lambda: judge(market.as_buyer(), made, True, reason="")).code == "trading.words_needed"
    assert refused(lambda: judge(market.as_buyer(), made, True, number=2)).code == "trading.nothing_to_judge"
    judge(market.as_buyer(), made, True)
    deal = one_deal(made)
    assert (deal.seller_id, deal.net_minor) == (market.seller, 10000)
    assert Bid.objects.filter(lot_id=made.lot_id, verdict="refused").count() >= 4, "refused acts stand there too"
    assert_settled(market, deal)
    found, _audit = verifier.verify(audit_file(market.as_buyer(), made.lot_id))
    assert found == []


def test_a_rejected_explanation_turns_to_the_next(market: Market, verifier: ModuleType) -> None:
    made, seller, _other = cheap(market)
    explain(seller, made)
    judge(market.as_buyer(), made, False, "No mine of that name exists.")
    deal = one_deal(made)
    assert (deal.seller_id, deal.net_minor) == (market.other_seller, 19000)
    found, _audit = verifier.verify(audit_file(market.as_buyer(), made.lot_id))
    assert found == []


def test_who_does_not_explain_its_price_in_time_is_out(market: Market) -> None:
    made, _seller, _other = cheap(market)
    move_back(made, 600)
    close(made)
    assert one_deal(made).seller_id == market.other_seller


def test_an_explanation_that_nobody_judges_stands(market: Market) -> None:
    made, seller, _other = cheap(market)
    explain(seller, made)
    assert Job.objects.filter(kind="trading.close_lot").exists()
    move_back(made, 1200)
    close(made)
    assert one_deal(made).seller_id == market.seller


def test_where_nothing_is_explained_the_acts_are_refused(market: Market) -> None:
    made = buy(market, 600)
    seller, _other = two_sellers(market, made)
    assert refused(lambda: explain(seller, made)).code == "trading.nothing_to_explain"
    assert not Bid.objects.filter(lot_id=made.lot_id).exists()
