"""The formats of the clock on random histories, and vectors: turn order and timing, values where floats disagree."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest

from shared_apps.foundation import canonical
from tenant_apps.trading.engines.clock.decisions.figures import drawn
from tenant_apps.trading.engines.clock.decisions.valuation import Valuation
from tests.fixtures.auctions import (
    BASE,
    COMPANIES,
    HISTORIES,
    INITIATOR,
    OPENS,
    Lot,
    at,
    random_lot,
    rules_of,
    terms_of,
)
from tests.fixtures.brute import engine_result, result_of
from tests.fixtures.formats import FEATURES, FORMATS, SEED, random_format, seen_format
from tests.numbers import shows
from tests.sdk.test_kontor_verify import findings, resealed

pytestmark = pytest.mark.timeout(3600)
A, B, C, D = COMPANIES[:4]
SEEN = {
    "turns": {"not_your_turn", "nothing_to_cancel", "too_high", "cannot_begin", "not_started", "too_few_bidders"},
    "turns_features": {"bad_features", "features_fixed", "not_your_turn", "too_high"},
    "japanese": {"stale_tick", "already_in", "dropped_out", "too_few_bidders", "reserve_not_met"},
    "index": {"too_high", "below_own_last", "bad_price", "reserve_not_met"},
    "features": {"bad_features", "features_fixed", "too_high"},
    "parts": {"bad_quantity", "bad_least_part", "below_own_quantity", "below_own_last", "too_low", "reserve_not_met"},
    "parts_shared": {"off_part", "bad_least_part", "too_low", "reserve_not_met"},
    "priority": {"below_own_last", "too_low", "too_high", "equal_bid", "off_step", "cap_needs_confirmation"},
    "last_round": {"not_equal", "final_given", "no_final_round", "bad_price", "too_low", "cap_needs_confirmation"},
    "last_japanese": {"not_equal", "final_given", "no_final_round", "too_high", "dropped_out"},
    "explained": {"nothing_to_explain", "words_needed", "explained", "nothing_to_judge", "not_explained", "no_bids"},
    "absentee": {"nothing_due", "no_absentee", "over_max_take", "below_min_take", "insufficient_remaining"},
    "hybrid": {"not_your_turn", "nothing_to_beat", "too_low", "too_high", "stale_tick"},
}


@pytest.mark.parametrize("name", FORMATS)
def test_engine_verifier_and_brute_force_agree(name: str) -> None:
    met: Counter[str] = Counter()
    for seed in range(BASE, BASE + HISTORIES):
        lot = seen_format(seed, name)
        assert findings(lot.audit()) == [], f"seed {seed}"
        assert engine_result(lot) == result_of(lot, name), f"seed {seed}"
        met.update(verdict.reason.removeprefix("trading.") for _c, _n, verdict in lot.ledger)
        met[lot.engine.outcome(lot.state).reason or "awarded"] += 1
    if HISTORIES >= 300:
        assert SEEN[name] | {"", "awarded", "closed", "own_lot", "not_open"} <= met.keys()


@pytest.mark.parametrize("mode", ["english_auction", "reverse_auction"])
def test_lots_that_are_drawn_are_checked_too(mode: str) -> None:
    for seed in range(BASE, BASE + HISTORIES):
        lot = random_lot(seed, mode, tie_rule="lot_drawing", draw_seed=SEED)
        assert findings(lot.audit()) == [], f"seed {seed}"
        assert engine_result(lot) == result_of(lot, mode), f"seed {seed}"


@pytest.mark.parametrize("name", FORMATS)
def test_a_restart_after_every_bid_changes_nothing(name: str) -> None:
    for seed in range(BASE, BASE + HISTORIES):
        one, other = seen_format(seed, name), random_format(seed, name, reload=True)
        assert one.ledger == other.ledger and one.facts == other.facts, f"seed {seed}"
        kept = json.dumps(one.engine.dump(one.state))
        assert json.dumps(one.engine.dump(one.engine.load(json.loads(kept)))) == kept, f"seed {seed}"


@pytest.mark.parametrize("name", FORMATS)
def test_a_forged_result_is_found(name: str) -> None:
    """Another winner, or another price, with every hash made right again."""
    found = 0
    for seed in range(BASE, BASE + 60):
        audit = seen_format(seed, name).audit()
        if not audit["outcome"]["allocations"]:
            continue
        for field, value in (("company", str(INITIATOR)), ("unit_price", "0.5"), ("seq", 999)):
            forged = json.loads(canonical.dumps(audit))
            forged["outcome"]["allocations"][0][field] = value
            assert findings(resealed(forged)), f"seed {seed}"
            found += 1
    assert found > 20


@pytest.mark.parametrize("name", FORMATS)
def test_nobody_else_reads_what_is_private(name: str) -> None:
    """Facts that are for all never hold a bid that its format keeps back: the sealed and the running one."""
    for seed in range(BASE, BASE + min(HISTORIES, 200)):
        lot = seen_format(seed, name)
        if name.startswith("turns"):
            early = lot.engine.facts(lot.state, lot.state.begins - timedelta(microseconds=1))
            told = {key: value for key, value in early.items() if key != "private"}
            assert early["bidders"] is None and early["ranks"] == {} and early["under_names"]["rounds"] == []
            assert not any(str(company) in repr(told) for company in COMPANIES), f"seed {seed}"
        if name == "hybrid" and lot.state.after is not None:
            running = lot.engine.facts(lot.state, lot.state.after.base)
            told = {key: value for key, value in running.items() if key not in ("private", "initiator")}
            for company in lot.state.after.sealed:
                assert str(company) not in repr(told), f"seed {seed}"


# -- turns -----------------------------------------------------------------------------------------------------------


def turns(openings: list[tuple[UUID, str]], **rules: Any) -> Lot:
    """A lot that has begun, with these opening bids in their order."""
    given = {"format": "turns", "increment": "1", **rules}
    lot = Lot("reverse_auction", terms_of("buy", "10", 600), rules_of("reverse_auction", **given))
    for second, (company, price) in enumerate(openings):
        assert lot.bid(company, at(second), price=price).accepted
    assert lot.bid(INITIATOR, at(600), act="begin").accepted
    return lot


def order_of(lot: Lot, round_no: int) -> list[UUID]:
    """Who acts in a round, asked of the clock turn by turn."""
    starts = lot.state.round_starts(round_no)
    slots = [lot.state.slot(starts + timedelta(seconds=120 * turn)) for turn in range(lot.state.bidders)]
    return [slot.company for slot in slots]


@pytest.mark.parametrize("bidders", [2, 3, 4])
def test_the_whole_takes_nine_minutes_a_turn_for_all_in_three_rounds_and_two_minutes(bidders: int) -> None:
    lot = turns([(company, str(100 + at_)) for at_, company in enumerate(COMPANIES[:bidders])])
    assert lot.engine.end_at(lot.state) == at(600) + timedelta(minutes=9 + 3 * bidders * 2 + 2)


def test_the_timetable_of_two_bidders() -> None:
    lot = turns([(A, "100"), (B, "110")])
    minutes = {
        0: "pause",
        4.99: "pause",
        5: "turn",
        9: "pause",
        11: "turn",
        15: "pause",
        17: "turn",
        21: "announcement",
    }
    for minute, phase in minutes.items():
        assert lot.state.slot(at(600 + minute * 60)).phase == phase, minute
    assert lot.state.slot(at(600 + 23 * 60)).phase == "ended"


def test_the_worst_acts_first_and_of_equals_the_later() -> None:
    lot = turns([(A, "100"), (B, "110"), (C, "100"), (D, "105")])
    assert order_of(lot, 1) == [B, D, C, A]


def test_the_order_is_worked_out_anew_before_each_round() -> None:
    lot = turns([(A, "100"), (B, "110")])
    assert lot.bid(B, at(600 + 300), price="99").accepted
    assert order_of(lot, 2) == [A, B]
    assert lot.bid(A, at(600 + 660), price="99").accepted
    assert order_of(lot, 3) == [A, B], "equal now, and A's bid is the later one"


def test_a_bid_is_a_step_below_ones_own_last_and_may_be_replaced_and_taken_back() -> None:
    lot = turns([(A, "100"), (B, "110")])
    turn = 600 + 300
    assert lot.bid(B, at(turn), price="109.01").reason == "trading.too_high"
    assert lot.bid(B, at(turn + 1), price="109").accepted
    assert lot.bid(B, at(turn + 2), price="105").accepted
    assert lot.bid(B, at(turn + 3), price="109").accepted, "steps count from before the turn"
    assert lot.bid(B, at(turn + 4), cancel=True).accepted
    assert lot.bid(B, at(turn + 5), cancel=True).reason == "trading.nothing_to_cancel"
    assert lot.bid(A, at(turn + 6), price="90").reason == "trading.not_your_turn"
    assert lot.bid(B, at(turn + 120), price="100").reason == "trading.not_your_turn", "the turn is over to the instant"


def test_a_pause_keeps_what_was_left_of_a_turn() -> None:
    lot = turns([(A, "100"), (B, "110")])
    lot.pause(timedelta(seconds=1000))
    assert lot.bid(B, at(600 + 300 + 119 + 1000), price="90").accepted
    assert lot.bid(A, at(600 + 300 + 120 + 1000), price="90").accepted


def test_it_is_void_where_it_does_not_begin_in_time() -> None:
    given = {"format": "turns", "increment": "1"}
    lot = Lot("reverse_auction", terms_of("buy", "10", 600), rules_of("reverse_auction", **given))
    for company, price in ((A, "100"), (B, "90")):
        lot.bid(company, at(1), price=price)
    assert lot.bid(INITIATOR, at(599.9), act="begin").reason == "trading.cannot_begin"
    assert lot.bid(A, at(610), act="begin").reason == "trading.cannot_begin"
    assert lot.engine.end_at(lot.state) == at(720)
    assert lot.bid(INITIATOR, at(720), act="begin").reason == "trading.cannot_begin"
    assert lot.engine.outcome(lot.state).reason == "not_started"


# -- values ----------------------------------------------------------------------------------------------------------


def valuation(criteria: str, features: list[list[str]]) -> Valuation:
    return Valuation.read({"criteria": criteria, "features": features}, "EUR")


def test_the_coefficient_is_one_and_what_was_earned_over_what_is_left_of_one() -> None:
    meat = valuation("meat", FEATURES)
    declared = (("Energy", "A"), ("Warranty", "3 years"))
    assert meat.value(Decimal("100"), declared) == Fraction(100) / (1 + Fraction("0.17") / (1 - Fraction("0.22")))
    assert valuation("lcc", FEATURES).value(Decimal("100"), declared) == 100 + 3 + Fraction("0.333333")
    mixed = valuation("mixed", FEATURES).value(Decimal("100"), declared)
    assert mixed == Fraction(100) * Fraction(78, 95) + 3 + Fraction("0.333333")


def test_equal_values_stay_equal_where_floats_disagree() -> None:
    """0.1 + 0.2 against 0.3, and a third: the earlier bid leads, as it would not with floats."""
    features = [["X", "a", "0.1", "0.1"], ["X", "b", "0", "0"], ["Y", "a", "0.2", "0.2"], ["Y", "b", "0", "0"],
                ["Z", "a", "0.3", "0.3"], ["Z", "b", "0", "0"]]  # fmt: skip
    both, one = (("X", "a"), ("Y", "a"), ("Z", "b")), (("X", "b"), ("Y", "b"), ("Z", "a"))
    for criteria in ("meat", "lcc", "mixed"):
        worth = valuation(criteria, features)
        assert worth.value(Decimal("3"), both) == worth.value(Decimal("3"), one)
    assert 3 + 0.1 + 0.2 != 3 + 0.3
    rules = rules_of("reverse_auction", criteria="lcc", features=features, increment="0.01", start_price="10")
    lot = Lot("reverse_auction", terms_of("buy", "10"), rules)
    assert lot.bid(A, at(1), price="3", features=dict(both)).accepted
    assert lot.bid(B, at(2), price="3", features=dict(one)).accepted
    assert lot.engine.outcome(lot.state).allocations[0].company_id == A


def test_a_first_bid_that_falls_short_is_told_the_price_for_what_it_declares() -> None:
    rules = rules_of("reverse_auction", criteria="meat", features=FEATURES, increment="1", beat="market_best")
    lot = Lot("reverse_auction", terms_of("buy", "10"), rules)
    lot.bid(A, at(1), price="100", features={"Warranty": "none", "Energy": "C"})
    declared = {"Warranty": "5 years", "Energy": "A"}
    short = lot.bid(B, at(2), price="130", features=declared)
    assert short.reason == "trading.too_high"
    assert short.facts["most"] == "126.92", "99 times the coefficient, 50/39, down to a cent"
    assert lot.bid(B, at(3), price="126.93", features=declared).reason == "trading.too_high"
    assert lot.bid(B, at(4), price=short.facts["most"], features=declared).accepted


@pytest.mark.parametrize("criteria", ["meat", "lcc", "mixed"])
def test_the_price_to_name_reaches_the_value_and_a_cent_more_does_not(criteria: str) -> None:
    worth = valuation(criteria, FEATURES)
    for cents in range(2000, 9000, 37):
        for warranty in ("none", "3 years", "5 years"):
            declared = (("Energy", "C"), ("Warranty", warranty))
            value = Fraction(cents, 100)
            named = worth.named(value, declared)
            assert worth.value(named, declared) <= value < worth.value(named + Decimal("0.01"), declared)


def test_the_contract_price_of_a_percentage_is_rounded_once() -> None:
    index = Valuation.read({"format": "index", "index_value": "3.333333", "index_bid": "percent"}, "EUR")
    assert index.contract_price(Decimal("-3.5")) == Decimal("3.216666")
    assert index.contract_price(Decimal("0.00015")) == Decimal("3.333338")


# -- the others ------------------------------------------------------------------------------------------------------


def japanese(**rules: Any) -> Lot:
    given = {"format": "japanese", "start_price": "100", "floor": "90", "increment": "5", "tick_s": 30, **rules}
    return Lot("reverse_auction", terms_of("buy", "10", None), rules_of("reverse_auction", **given))


def test_the_last_one_in_wins_at_the_last_price_it_confirmed() -> None:
    lot = japanese()
    for level, (price, companies) in enumerate((("100", [A, B, C]), ("95", [A, B]), ("90", [B]))):
        for company in companies:
            assert lot.bid(company, at(level * 30 + 1), tick=level, price=price).accepted
    assert lot.bid(C, at(61), tick=2, price="90").reason == "trading.dropped_out"
    assert lot.engine.end_at(lot.state) == at(90)
    award = lot.engine.outcome(lot.state).allocations[0]
    assert (award.company_id, award.unit_price) == (B, Decimal("90"))


def test_who_all_drop_out_together_are_equal_and_lots_may_be_drawn() -> None:
    for seed, expected in (("", B), (SEED, min((A, B), key=lambda one: drawn(SEED, one, 0)))):
        drawing = {"tie_rule": "lot_drawing", "draw_seed": seed} if seed else {}
        lot = japanese(**drawing)
        for level, (price, companies) in enumerate((("100", [A, B, C]), ("95", [B, A]))):
            for company in companies:
                lot.bid(company, at(level * 30 + 1), tick=level, price=price)
        assert lot.engine.end_at(lot.state) == at(90), "nobody confirmed the third price"
        award = lot.engine.outcome(lot.state).allocations[0]
        assert (award.company_id, award.unit_price) == (expected, Decimal("95"))


def test_a_countdown_runs_once_everything_is_asked_for_and_never_past_the_session() -> None:
    rules = rules_of("english_auction", multi_unit="pay_as_bid", start_price="10", countdown_s=60)
    lot = Lot("english_auction", terms_of("sell", "10", 600), rules)
    lot.bid(A, at(100), price="10", quantity="6")
    assert lot.engine.end_at(lot.state) == at(600)
    lot.bid(B, at(200), price="10", quantity="4")
    assert lot.engine.end_at(lot.state) == at(260)
    lot.bid(C, at(255), price="11", quantity="5")
    assert lot.engine.end_at(lot.state) == at(315)
    shares = {row.company_id: row.quantity for row in lot.engine.outcome(lot.state).allocations}
    assert shares == {C: Decimal(5), B: Decimal(4)}, "6 were asked for as a whole, and 5 were left"
    refused = lot.bid(D, at(300), price="10.5", quantity="5")
    assert refused.reason == "trading.too_low"


def test_who_left_a_take_behind_is_there_before_any_press_of_its_tick() -> None:
    rules = rules_of("dutch_auction", start_price="100", floor="90", decrement="1", tick_s=30, pre_bid=True)
    lot = Lot("dutch_auction", terms_of("sell", "10", None), rules)
    assert lot.bid(A, at(-10), price="98.5", absentee=True).accepted
    assert lot.bid(B, at(-5), price="98", absentee=True).accepted
    assert lot.engine.end_at(lot.state) == at(330), "the end does not tell that anybody waits"
    assert not shows({**lot.engine.facts(lot.state, at(0)), "private": None, "initiator": None}, "98")
    assert lot.bid(INITIATOR, at(59), act="serve").reason == "trading.nothing_due"
    assert lot.bid(C, at(60.5), tick=2, price="98").reason == "trading.closed"
    assert lot.bid(INITIATOR, at(61), act="serve").accepted
    award = lot.engine.outcome(lot.state).allocations[0]
    assert (award.company_id, award.unit_price) == (A, Decimal("98")), "the price of the tick, which is the better one"
    assert lot.engine.end_at(lot.state) == at(61)


def test_a_change_of_the_clocks_changes_nothing() -> None:
    """The same history across the night in which Europe loses an hour and on a plain day."""
    for name in FORMATS:
        for seed in range(BASE, BASE + 40):
            lot = seen_format(seed, name)
            by = datetime(2026, 6, 10, 0, 50, tzinfo=UTC) - OPENS
            terms = lot.engine.start(lot.terms, lot.rules).terms
            moved = Lot(lot.mode, _moved(terms, by), lot.rules)
            shifts = {shift["after_seq"]: Decimal(shift["by_s"]) for shift in lot.shifts}
            done = set[int]()
            for command, now, verdict in lot.ledger:
                for after in sorted(shifts):
                    if after < command.seq and after not in done:
                        done.add(after)
                        moved.pause(sum((_by(one) for one in lot.shifts if one["after_seq"] == after), timedelta()))
                assert moved.bid(command.company_id, now + by, **command.payload).reason == verdict.reason
            assert moved.engine.outcome(moved.state) == lot.engine.outcome(lot.state)


def _moved(terms: Any, by: timedelta) -> Any:
    from tenant_apps.trading.engines.clock.decisions.terms import shift_terms

    return shift_terms(terms, by)


def _by(shift: dict[str, Any]) -> timedelta:
    return timedelta(microseconds=int(Decimal(shift["by_s"]) * 1_000_000))
