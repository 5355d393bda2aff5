"""Every rule of the three modes changes what happens: the same bids under two values never read the same."""

from dataclasses import replace
from typing import Any, NamedTuple

import pytest

from tenant_apps.rulesets.types import list_rules
from tests.fixtures.auctions import COMPANIES, INITIATOR, MODES, Lot, at, rules_of, terms_of
from tests.fixtures.formats import FEATURES

A, B, C = range(3)


class Case(NamedTuple):
    """Rules on which the one under test depends, its other value, and the bids: who, when, what."""

    given: dict[str, Any]
    other: Any
    bids: list[tuple[int, float, dict[str, Any]]]
    priority: tuple[int, ...] = ()


TWO: list[Any] = [(A, 1, {"price": "100"}), (B, 2, {"price": "110"})]
DOWN: list[Any] = [(A, 1, {"price": "100"}), (B, 2, {"price": "90"})]
LATE: list[Any] = [(A, 3500, {"price": "100"}), (B, 3550, {"price": "90"}), (B, 3590, {"price": "80"})]
UP_LATE: list[Any] = [(A, 3500, {"price": "100"}), (B, 3550, {"price": "120"}), (B, 3590, {"price": "130"})]
TABLE = [["0", "20"]]
# The third bid, late, changes who the best two are but not who leads.
THIRD: dict[str, list[Any]] = {
    "english_auction": [
        (A, 1, {"price": "100"}),
        (B, 2, {"price": "110", "maximum": "200"}),
        (C, 3590, {"price": "120"}),
    ],
    "reverse_auction": [(A, 1, {"price": "80"}), (B, 2, {"price": "90"}), (C, 3590, {"price": "85"})],
}
EQUAL: list[Any] = [(A, 1, {"price": "100"}), (B, 2, {"price": "100"})]
INITIATES = 6


def both(mode: str, bids: list[Any], late: list[Any]) -> dict[str, Case]:
    """Cases of the rules that English and reverse auctions share."""
    plain = {"proxy_bidding": False} if mode == "english_auction" else {}
    shared = {
        "reserve": Case({}, "500" if mode == "english_auction" else "5", bids),
        "reserve_visible": Case({"reserve": "95"}, True, bids),
        "reserve_met_shown": Case({}, False, bids),
        "increment_kind": Case({"increment": "3"}, "percent_of_current", bids),
        "increment": Case({}, "15", bids),
        "increment_table": Case({"increment_kind": "table"}, TABLE, bids),
        "multiple_of_step": Case({"increment": "3"}, True, [*bids, (A, 3, {"price": "116"}), (A, 4, {"price": "85"})]),
        "extension_window_s": Case({}, 5, late),
        "extension_s": Case({}, 60, late),
        "extension_base": Case({}, "from_end", late),
        "extension_trigger": Case({"proxy_bidding": False} if mode == "english_auction" else {}, "lead_change", late),
        "extension_top_k": Case({"extension_trigger": "top_k_change"}, 1, THIRD[mode]),
        "draw_seed": Case(
            {"tie_rule": "lot_drawing", "draw_seed": "one", "increment_kind": "none", **plain}, "2", EQUAL
        ),
        "max_extensions": Case({}, 1, late),
        "hard_end_after_s": Case({}, 100, late),
        "tie_rule": Case({"increment_kind": "none"}, "reject_equal", [bids[0], (B, 2, {"price": "100"})]),
        "final_round_s": Case({"tie_rule": "best_and_final_round"}, 30, bids),
        "priority_right": Case({"increment": "5"}, True, [bids[1], (A, 3, {"price": bids[1][2]["price"]})], (A,)),
        "abnormal_mean_percent": Case({}, "5", bids),
        "abnormal_next_percent": Case(plain, "5", bids),
        "explain_s": Case({"abnormal_mean_percent": "5"}, 60, bids),
        "judge_s": Case({"abnormal_mean_percent": "5"}, 60, [*bids, (B, 3700, {"act": "explain", "text": "Bulk."})]),
        "min_bidders": Case({}, 3, bids),
        "bid_cap_percent": Case({}, "5", bids),
        "duration_s": Case({}, 60, bids),
        "visibility": Case({}, "sealed", bids),
    }
    return {f"{mode}.{name}": case for name, case in shared.items()}


PRESSES: list[Any] = [
    (A, 1, {"tick": 0, "price": "100", "quantity": "4"}),
    (B, 30.5, {"tick": 0, "price": "100", "quantity": "4"}),
    (B, 31, {"tick": 1, "price": "99", "quantity": "4"}),
]
PARTS = {"multi_unit": True}
INDEX = {"format": "index", "index_name": "LME, 1 March", "index_value": "100"}
TURNS: list[Any] = [
    (A, 1, {"price": "100"}),
    (B, 2, {"price": "90"}),
    (INITIATES, 615, {"act": "begin"}),
    (A, 601 + 300, {"price": "80"}),
    (B, 601 + 420, {"price": "70"}),
    (A, 601 + 661, {"price": "60"}),
]
STAYS: list[Any] = [(A, 1, {"tick": 0, "price": "100"}), (B, 2, {"tick": 0, "price": "100"}),
                    (A, 61, {"tick": 1, "price": "95"})]  # fmt: skip
DECLARED: list[Any] = [(A, 1, {"price": "90", "features": {"Warranty": "5 years", "Energy": "C"}})]
PARTS_BIDS: list[Any] = [(A, 1, {"price": "100", "quantity": "10"}), (B, 30, {"price": "110", "quantity": "3"})]
PRESSED: list[Any] = [(A, 1, {"tick": 0, "price": "100"}), (B, 50, {"price": "101"}), (A, 700, {"price": "105"})]
CASES: dict[str, Case] = {
    **both("english_auction", TWO, UP_LATE),
    "english_auction.start_price": Case({}, "105", TWO),
    "english_auction.first_bid_may_equal_start": Case({}, False, TWO),
    "english_auction.proxy_bidding": Case({}, False, [(A, 1, {"price": "100", "maximum": "200"}), TWO[1]]),
    "english_auction.buy_now": Case({}, "150", [(A, 1, {"buy_now": True})]),
    "english_auction.buy_now_until": Case(
        {"buy_now": "150", "reserve": "140"}, "reserve_met", [TWO[0], (B, 2, {"buy_now": True})]
    ),
    **both("reverse_auction", DOWN, LATE),
    "reverse_auction.start_price": Case({}, "95", DOWN),
    "reverse_auction.beat": Case({}, "market_best", [*DOWN, (A, 3, {"price": "95"})]),
    "reverse_auction.lead_buffer": Case({}, "12", DOWN),
    "reverse_auction.format": Case({}, "turns", DOWN),
    **{
        f"reverse_auction.{name}": Case({"format": "turns", "duration_s": 600}, other, TURNS)
        for name, other in {
            "rounds": 1,
            "turn_s": 60,
            "first_pause_s": 10,
            "round_pause_s": 10,
            "announcement_s": 10,
            "latency_guard_s": 10,
        }.items()
    },
    **{
        f"reverse_auction.{name}": Case({"format": "japanese", "floor": "90", "increment": "5"}, other, STAYS)
        for name, other in {"tick_s": 10, "floor": "97", "floor_visible": True}.items()
    },
    "reverse_auction.index_name": Case(INDEX, "SHFE, 1 March", []),
    "reverse_auction.index_value": Case(INDEX, "90", [(A, 1, {"offset": "-2"})]),
    "reverse_auction.index_bid": Case({**INDEX, "index_value": "50"}, "percent", [(A, 1, {"offset": "-2"})]),
    "reverse_auction.criteria": Case({"criteria": "meat", "features": FEATURES}, "lcc", DECLARED),
    "reverse_auction.features": Case(
        {"criteria": "lcc", "features": FEATURES}, [["Warranty", "none", "0", "1"]], DECLARED
    ),
    "english_auction.multi_unit": Case({}, "pay_as_bid", TWO),
    "english_auction.split_step": Case(
        {"multi_unit": "pay_as_bid", "tie_rule": "split_pro_rata", "split_step": "1"}, "2", PARTS_BIDS
    ),
    "english_auction.countdown_s": Case({"multi_unit": "uniform"}, 5, PARTS_BIDS),
    "dutch_auction.hybrid": Case({}, True, PRESSED),
    "dutch_auction.pre_bid": Case({}, True, [(A, -5, {"absentee": True, "price": "99"}), *PRESSED]),
    **{
        f"dutch_auction.{name}": Case({"hybrid": True}, 10, PRESSED)
        for name in ("sealed_s", "best_bid_s", "phase_pause_s")
    },
    "dutch_auction.start_price": Case(PARTS, "99", PRESSES),
    "dutch_auction.decrement_kind": Case({**PARTS, "decrement": "3", "start_price": "50", "floor": "10"}, "table", []),
    "dutch_auction.decrement": Case(PARTS, "2", PRESSES),
    "dutch_auction.decrement_table": Case({**PARTS, "decrement_kind": "table"}, TABLE, PRESSES),
    "dutch_auction.tick_s": Case(PARTS, 60, PRESSES),
    "dutch_auction.floor": Case(PARTS, "99.5", PRESSES),
    "dutch_auction.floor_visible": Case(PARTS, True, PRESSES),
    "dutch_auction.multi_unit": Case({}, True, PRESSES),
    "dutch_auction.pricing": Case(PARTS, "uniform_last_price", PRESSES),
    "dutch_auction.max_take_per_company": Case(PARTS, "3", PRESSES),
    "dutch_auction.min_take": Case(PARTS, "5", PRESSES),
    "dutch_auction.grace_ms": Case(PARTS, 1000, PRESSES),
}
START = {
    "english_auction": {"start_price": "100"},
    "reverse_auction": {"start_price": "100"},
    "dutch_auction": {"start_price": "100", "floor": "90"},
}


def played(mode: str, rules: dict[str, Any], bids: list[Any], priority: tuple[int, ...] = ()) -> Any:
    """All that can be seen of a lot after these bids, or why its rules do not run."""
    ends_in = None if mode == "dutch_auction" or "duration_s" in rules else 3600
    side = "buy" if mode == "reverse_auction" else "sell"
    if priority:
        rules = {**rules, "visibility": "open"}
    terms = replace(terms_of(side, "10", ends_in), priority=tuple(COMPANIES[at] for at in priority))
    try:
        lot = Lot(mode, terms, rules_of(mode, **{**START[mode], **rules}))
    except ValueError as error:
        return str(error)
    verdicts = [lot.bid([*COMPANIES, INITIATOR][who], at(when), **payload) for who, when, payload in bids]
    shown = [lot.engine.facts(lot.state, at(when)) for when in (0, 40, 700, 4000)]
    return verdicts, shown, lot.engine.outcome(lot.state), lot.engine.end_at(lot.state)


@pytest.mark.parametrize("key", sorted(CASES))
def test_the_rule_changes_what_happens(key: str) -> None:
    mode, name = key.split(".")
    case = CASES[key]
    before = case.given | ({"duration_s": 3600} if name == "duration_s" else {})
    one = played(mode, before, case.bids, case.priority)
    other = played(mode, {**before, name: case.other}, case.bids, case.priority)
    assert one != other
    assert not isinstance(other, str), "the other value has to run"


def test_every_case_is_that_of_a_rule() -> None:
    """That every rule has a case or a proof, those of the apps around events too, is counted for all modes at once."""
    declared = {rule.key for mode in MODES for rule in list_rules(mode)}
    assert declared >= CASES.keys()
