"""What both sides may do in a request, word by word: turns, rounds, promises, best and final offers, the award."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tenant_apps.trading.engines.thread.decisions.engine import ENGINE
from tenant_apps.trading.engines.thread.decisions.threads import read_threads
from tests.fixtures.requests import COMPANIES, DAY, INITIATOR, OPENS, Request, line_of, rules_of, terms_of

A, B, C = COMPANIES[:3]
SOON, LATER, AFTER = OPENS + timedelta(hours=1), OPENS + 2 * DAY, OPENS + 8 * DAY


def request(*quantities: str, side: str = "buy", **rules: Any) -> Request:
    return Request(terms_of(side, *quantities), rules_of(**rules))


def current(found: Request, company: Any) -> Any:
    return read_threads(found.state)[company].current


def test_a_new_quote_supersedes_and_never_stacks() -> None:
    found = request("10")
    found.quote(A, SOON, "5")
    found.quote(A, LATER, "6")
    assert current(found, A).lines[0].unit_price == 6
    assert found.award(AFTER, (1, 1)).reason == "trading.stale_quote"
    assert found.award(AFTER, (2, 1)).accepted
    (only,) = ENGINE.outcome(found.state).allocations
    assert (only.seq, only.unit_price, only.quantity) == (2, Decimal(6), Decimal(10))


def test_an_accepted_counter_offer_is_a_version_that_binds() -> None:
    found = request("10")
    found.quote(A, SOON, "5")
    found.act(INITIATOR, SOON, "counter", company=str(A), lines=[{"line": 1, "unit_price": "4.50"}], payment_days=30)
    assert found.act(A, LATER, "accept", counter=1).reason == "trading.stale_counter"
    assert found.act(A, LATER, "accept", counter=2).accepted
    version = current(found, A)
    assert (version.lines[0].unit_price, version.payment_days, version.agreed) == (Decimal("4.50"), 30, True)
    assert found.act(A, LATER, "withdraw").reason == "trading.quote_is_firm"
    assert found.quote(A, LATER, "4.60").reason == "trading.quote_is_firm"
    assert found.quote(A, LATER, "4.40", payment_days=30).accepted, "a better price keeps the promise"


def test_an_expired_quote_cannot_be_awarded_though_the_page_was_open() -> None:
    found = request("10", quote_validity_days=10)
    found.quote(A, SOON, "5")
    assert found.award(SOON + 10 * DAY, (1, 1)).reason == "trading.quote_expired"
    assert found.award(SOON + 10 * DAY - timedelta(microseconds=1), (1, 1)).accepted


def test_revision_loops_have_no_end_unless_a_rule_sets_one() -> None:
    found = request("10")
    for turn in range(60):
        assert found.quote(A, SOON + turn * timedelta(minutes=1), f"{100 - turn}").accepted
    short = request("10", max_rounds=2)
    assert [short.quote(A, SOON, "5").reason for _turn in range(3)] == ["", "", "trading.no_rounds_left"]


def test_strict_turns_let_nobody_speak_twice() -> None:
    found = request("10", turn="strict")
    wish: dict[str, Any] = {"company": str(A), "lines": [{"line": 1, "unit_price": "4"}]}
    assert found.act(INITIATOR, SOON, "counter", **wish).reason == "trading.not_your_turn"
    assert found.quote(A, SOON, "5").accepted
    assert found.quote(A, SOON, "4.9").reason == "trading.not_your_turn"
    assert found.act(INITIATOR, SOON, "counter", **wish).accepted
    assert found.act(INITIATOR, SOON, "counter", **wish).reason == "trading.not_your_turn"
    assert found.quote(A, SOON, "4.5").accepted


def test_a_hard_deadline_lets_only_answers_pass() -> None:
    found = request("10")
    found.quote(A, SOON, "5")
    assert found.quote(A, AFTER, "4").reason == "trading.too_late"
    found.act(INITIATOR, AFTER, "counter", company=str(A), lines=[{"line": 1, "unit_price": "4"}])
    assert found.quote(A, AFTER, "4.2").accepted
    soft = request("10", deadline="soft")
    assert soft.quote(B, AFTER, "4").accepted
    assert current(soft, B).is_late


def test_best_and_final_offers_are_one_each_and_the_last_word() -> None:
    found = request("10")
    found.quote(A, SOON, "5")
    found.quote(B, SOON, "6")
    until = (AFTER + DAY).isoformat()
    assert found.act(INITIATOR, AFTER, "bafo", until=until).accepted
    assert found.quote(A, AFTER, "4").accepted
    assert found.quote(A, AFTER, "3").reason == "trading.bafo_answered"
    assert found.act(INITIATOR, AFTER, "counter", company=str(B), text="less?").reason == "trading.after_bafo"
    assert found.award(AFTER, (4, 1)).reason == "trading.bafo_running"
    assert found.quote(B, AFTER + DAY, "3").reason == "trading.bafo_over"
    assert found.act(INITIATOR, AFTER + DAY, "bafo", until=(AFTER + 2 * DAY).isoformat()).reason == (
        "trading.no_bafo_left"
    )
    assert found.award(AFTER + DAY, (4, 1)).accepted


def test_an_award_by_line_and_by_quantity_is_kept_to() -> None:
    found = request("10", "4")
    found.quote(A, SOON, "5", "9")
    found.quote(B, SOON, "6", "8")
    assert found.award(AFTER, (1, 1, "4"), (2, 1, "6")).reason == "trading.no_split"
    assert found.award(AFTER, (1, 1), (2, 1)).reason == "trading.over_quantity"
    assert found.award(AFTER, (1, 1), (2, 2)).accepted
    parts = request("10", award_split="by_quantity")
    parts.quote(A, SOON, "5", lines=[line_of(parts, 1, "5", quantity="6")])
    parts.quote(B, SOON, "7")
    assert parts.award(AFTER, (1, 1, "7"), (2, 1, "3")).reason == "trading.bad_quantity"
    assert parts.award(AFTER, (1, 1, "5"), (2, 1, "5")).reason == "trading.award_reason_needed"
    assert parts.award(AFTER, (1, 1, "6"), (2, 1, "4")).accepted
    whole = request("10", "4", award_split="whole")
    whole.quote(A, SOON, "5", "9")
    whole.quote(B, SOON, "6", "8")
    assert whole.award(AFTER, (1, 1), (2, 2)).reason == "trading.no_split"
    assert whole.award(AFTER, (2, 1), (2, 2)).reason == "trading.award_reason_needed"
    assert whole.award(AFTER, (1, 1), (1, 2)).accepted


def test_rates_and_payment_terms_decide_exactly_who_is_best() -> None:
    found = request("10", currency_policy="any", annual_rate="3.65")
    found.quote(A, SOON, "100")
    found.quote(B, SOON, "101", payment_days=100)
    # 101 / (1 + 0.0365 × 100 / 365) = 101 / 1.01 = 100 exactly: neither is better.
    assert found.award(AFTER, (2, 1)).accepted
    usd = request("10", currency_policy="any")
    usd.quote(A, SOON, "10")
    usd.quote(B, SOON, "11", currency="USD")
    assert usd.award(AFTER, (2, 1)).reason == "trading.award_reason_needed", "no rate is stated"
    usd.act(INITIATOR, AFTER, "basis", rates={"USD": "0.9"})
    assert usd.award(AFTER, (2, 1)).accepted, "9.90 is less than 10"


def test_the_seller_takes_the_highest_and_names_no_items() -> None:
    found = request("10", side="sell")
    found.quote(A, SOON, "5")
    found.quote(B, SOON, "6")
    assert found.act(C, SOON, "quote", lines=[{"line": 1, "unit_price": "5", "item": str(A)}]).reason == (
        "trading.no_item_needed"
    )
    assert found.award(AFTER, (1, 1)).reason == "trading.award_reason_needed"
    assert found.award(AFTER, (2, 1)).accepted


def test_parts_of_a_price_add_up_exactly() -> None:
    found = request("10", components=["goods", "freight"])
    bad = line_of(found, 1, "5", components={"goods": "4.5", "freight": "0.6"})
    assert found.quote(A, SOON, lines=[bad]).reason == "trading.bad_components"
    assert found.quote(A, SOON, "5").reason == "trading.components_missing"
    good = line_of(found, 1, "5", components={"goods": "4.5", "freight": "0.5"})
    assert found.quote(A, SOON, lines=[good]).accepted


def test_a_request_for_information_awards_nothing() -> None:
    found = request("10", kind="rfi")
    assert found.quote(A, SOON, lines=[{"line": 1}], text="We can do that.").accepted
    assert found.award(AFTER, (1, 1)).reason == "trading.no_award_in_rfi"
    assert found.act(INITIATOR, AFTER, "close", reason="information_only").accepted
    assert ENGINE.outcome(found.state).reason == "information_only"


def test_nobody_acts_for_the_other_side() -> None:
    found = request("10")
    assert found.quote(INITIATOR, SOON, "5").reason == "trading.own_lot"
    assert found.act(A, SOON, "award", lines=[]).reason == "trading.only_initiator"
    found.quote(A, SOON, "5")
    found.act(INITIATOR, AFTER, "close", reason="no_demand")
    assert found.quote(A, AFTER, "4").reason == "trading.closed"


def test_a_firm_quote_binds_until_its_day_and_no_longer() -> None:
    found = request("10", deadline="soft")
    found.quote(A, SOON, "5", firm_until=(SOON + DAY).isoformat())
    assert found.act(A, SOON, "decline").reason == "trading.quote_is_firm"
    assert found.quote(A, SOON, "5.01", firm_until=(SOON + DAY).isoformat()).reason == "trading.quote_is_firm"
    assert found.quote(A, SOON, "5").reason == "", "firm for longer is no worse"
    free = request("10")
    free.quote(A, SOON, "5", firm_until=(SOON + DAY).isoformat())
    assert free.act(A, SOON + DAY, "withdraw").accepted


@pytest.mark.parametrize("by", [timedelta(hours=3), timedelta(days=2)])
def test_a_pause_moves_the_deadline_and_nothing_a_company_said(by: timedelta) -> None:
    found = request("10")
    found.quote(A, SOON, "5", firm_until=(SOON + 9 * DAY).isoformat())
    firm = current(found, A).firm_until
    found.pause(by)
    assert ENGINE.bids_until(found.state) == OPENS + 7 * DAY + by
    assert current(found, A).firm_until == firm
