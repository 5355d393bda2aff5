"""English and reverse auctions, bid by bid: verdicts with the facts that help, proxies, and the end."""

from typing import Any

import pytest

from tenant_apps.trading.kernel.decisions.engine import Verdict
from tests.fixtures.auctions import COMPANIES, INITIATOR, Lot, at, rules_of, terms_of

A, B, C = COMPANIES[:3]


def english(**rules: Any) -> Lot:
    return Lot("english_auction", terms_of("sell"), rules_of("english_auction", start_price="100", **rules))


def reverse(**rules: Any) -> Lot:
    return Lot("reverse_auction", terms_of("buy"), rules_of("reverse_auction", **{"start_price": "100", **rules}))


def shown(lot: Lot) -> tuple[Any, Any]:
    return lot.facts["price_now"], lot.facts["leader_seq"]


def refused(verdict: Verdict, reason: str, **facts: Any) -> None:
    assert verdict.reason == f"trading.{reason}"
    assert {name: verdict.facts.get(name) for name in facts} == facts


def test_time_own_lot_and_spelling() -> None:
    lot = english()
    refused(lot.bid(A, at(-0.000001), price="100"), "not_open")
    refused(lot.bid(INITIATOR, at(0), price="100"), "own_lot")
    for price in (None, "", "0", "-1", "1e2", "100.1234567", 100, "١٠٠", "9" * 15):
        refused(lot.bid(A, at(0), price=price), "bad_price", field="price")
    refused(lot.bid(A, at(0), price="100", maximum="99"), "bad_price", field="maximum")
    refused(lot.bid(A, at(3600), price="100"), "closed")
    assert lot.facts["bids"] == 0
    assert lot.bid(A, at(3599.999999), price="100").accepted


def test_refusals_name_the_next_valid_price() -> None:
    lot = english(increment="5")
    refused(lot.bid(A, at(1), price="99.99"), "too_low", least="100")
    assert lot.bid(A, at(2), price="100").accepted
    refused(lot.bid(B, at(3), price="104.99"), "too_low", least="105")
    refused(lot.bid(A, at(3), price="100"), "below_own_last", least="105", own_last="100")
    lot = reverse(increment="5", beat="market_best")
    refused(lot.bid(A, at(1), price="100.01"), "too_high", most="100")
    assert lot.bid(A, at(2), price="100").accepted
    refused(lot.bid(B, at(3), price="95.01"), "too_high", most="95")


def test_whole_steps_name_both_neighbours() -> None:
    lot = english(increment="5", multiple_of_step=True)
    assert lot.bid(A, at(1), price="100").accepted
    refused(lot.bid(B, at(2), price="112"), "off_step", lower="110", upper="115", field="price")
    refused(lot.bid(B, at(2), price="110", maximum="121"), "off_step", lower="120", upper="125", field="maximum")
    down = reverse(increment="5", multiple_of_step=True)
    refused(down.bid(A, at(1), price="88"), "off_step", lower="85", upper="90")


def test_a_jump_asks_back_once() -> None:
    lot = english(bid_cap_percent="20")
    refused(lot.bid(A, at(1), price="120.01"), "cap_needs_confirmation", reference="100", percent="20")
    assert lot.bid(A, at(1), price="120").accepted
    refused(lot.bid(B, at(2), price="121", maximum="144.01"), "cap_needs_confirmation", price="144.01")
    refused(lot.bid(B, at(2), price="150", confirmed="yes"), "cap_needs_confirmation")
    assert lot.bid(B, at(2), price="150", confirmed=True).accepted


def test_equal_prices() -> None:
    lot = english(increment_kind="none")
    assert lot.bid(A, at(1), price="100").accepted and lot.bid(B, at(2), price="100").accepted
    assert shown(lot) == ("100", 1) and lot.facts["ranks"] == {str(A): 1, str(B): 2}
    strict = reverse(tie_rule="reject_equal", increment="5")
    assert strict.bid(A, at(1), price="90").accepted and strict.bid(B, at(2), price="95").accepted
    refused(strict.bid(C, at(3), price="90"), "equal_bid", most="100")
    refused(strict.bid(B, at(3), price="90"), "equal_bid", most="85")


def test_proxy_bids_go_no_further_than_needed() -> None:
    lot = english(increment="5")
    assert lot.bid(A, at(1), price="100", maximum="200").accepted and shown(lot) == ("100", 1)
    assert lot.bid(B, at(2), price="120").accepted and shown(lot) == ("125", 1)
    assert lot.bid(A, at(3), price="130", maximum="220").accepted and shown(lot) == ("125", 3)
    assert lot.bid(B, at(4), price="130", maximum="218").accepted and shown(lot) == ("220", 3)
    assert lot.bid(C, at(5), price="225", maximum="300").accepted and shown(lot) == ("225", 5)
    refused(lot.bid(C, at(6), price="230", maximum="300"), "below_own_last", own_last="300", least="305")


def test_of_equal_limits_the_earlier_leads_at_that_limit() -> None:
    lot = english(increment="5")
    lot.bid(A, at(1), price="100", maximum="150")
    assert lot.bid(B, at(2), price="105", maximum="150").accepted
    assert shown(lot) == ("150", 1)
    lot.bid(A, at(3), price="160")
    lot.bid(B, at(4), price="155", maximum="160")
    assert shown(lot) == ("160", 3)


def test_a_limit_above_the_reserve_lifts_the_price_to_it() -> None:
    lot = english(reserve="130", increment="5")
    lot.bid(A, at(1), price="100", maximum="129")
    assert shown(lot) == ("100", 1) and not lot.facts["reserve_met"]
    assert lot.engine.outcome(lot.state).reason == "reserve_not_met"
    lot.bid(A, at(2), price="129.5", maximum="140")
    assert shown(lot) == ("130", 2) and lot.facts["reserve_met"]


def test_buy_now_ends_the_lot_and_goes_away() -> None:
    lot = english(buy_now="180", buy_now_until="reserve_met", reserve="150")
    lot.bid(A, at(1), price="149")
    assert lot.bid(B, at(2), buy_now=True).accepted
    assert lot.facts["phase"] == "ended" and lot.engine.end_at(lot.state) == at(2)
    refused(lot.bid(A, at(2), price="200"), "closed")
    assert str(lot.engine.outcome(lot.state).allocations[0].unit_price) == "180"
    gone = english(buy_now="180")
    gone.bid(A, at(1), price="100")
    refused(gone.bid(B, at(2), buy_now=True), "no_buy_now", least="101")


def test_lead_buffer_protects_the_leader_only() -> None:
    lot = reverse(lead_buffer="10", increment="1")
    assert lot.bid(A, at(1), price="80").accepted and lot.bid(B, at(2), price="85").accepted
    refused(lot.bid(B, at(3), price="79"), "too_high", most="84")
    refused(lot.bid(B, at(3), price="70.01"), "too_high", most="84")
    assert lot.bid(B, at(3), price="80.5").accepted
    assert lot.bid(B, at(4), price="70").accepted and lot.bid(B, at(5), price="69").accepted


def test_extension() -> None:
    lot = english()
    lot.bid(A, at(3299.999999), price="100")
    assert lot.engine.end_at(lot.state) == at(3600)
    lot.bid(B, at(3300), price="101")
    assert lot.engine.end_at(lot.state) == at(3600) and lot.facts["extensions"] == 0
    lot.bid(A, at(3599), price="102")
    assert lot.engine.end_at(lot.state) == at(3899) and lot.facts["extensions"] == 1
    refused(lot.bid(B, at(3898), price="102"), "too_low")
    lot.bid(A, at(3898), price="500")  # the leader raises his limit
    assert lot.engine.end_at(lot.state) == at(3899)


@pytest.mark.parametrize(
    ("rules", "end"),
    [
        ({"extension_base": "from_end"}, 3900),
        ({"extension_base": "from_end", "max_extensions": 1}, 3900),
        ({"hard_end_after_s": 60}, 3660),
        ({"extension_s": 0}, 3600),
        ({"extension_window_s": 0}, 3600),
        ({"extension_window_s": 10}, 3890),
    ],
)
def test_extension_rules(rules: dict[str, Any], end: int) -> None:
    lot = english(**rules)
    lot.bid(A, at(3590), price="100")
    assert lot.engine.end_at(lot.state) == at(end)


def test_percentages_round_up_to_the_minor_unit() -> None:
    lot = english(increment_kind="percent_of_current", increment="3.333")
    lot.bid(A, at(1), price="100.01")
    assert lot.facts["next_valid"] == "103.35"  # 100.01 x 3.333 % = 3.3333333
    yen = Lot(
        "english_auction",
        terms_of("sell", currency="JPY"),
        rules_of("english_auction", start_price="100", increment_kind="percent_of_current", increment="0.1"),
    )
    yen.bid(A, at(1), price="100")
    assert yen.facts["next_valid"] == "101"


def test_the_published_table_of_steps() -> None:
    """Above 1000: 200; 801 to 1000: 70; 701 to 800: 50; up to 700: 30."""
    table = [["0", "30"], ["701", "50"], ["801", "70"], ["1001", "200"]]
    lot = reverse(start_price="1200", increment_kind="table", increment_table=table, beat="market_best")
    lot.bid(A, at(1), price="1200")
    for price in ("1000", "930", "860", "790", "740", "690", "660"):
        assert lot.facts["next_valid"] == price
        assert lot.bid(A, at(2), price=price).accepted


def test_a_row_of_the_table_begins_at_its_price() -> None:
    lot = english(increment_kind="table", increment_table=[["0", "1"], ["105", "5"]])
    lot.bid(A, at(1), price="104.99")
    assert lot.facts["next_valid"] == "105.99"
    other = english(increment_kind="table", increment_table=[["0", "1"], ["105", "5"]])
    other.bid(A, at(1), price="105")
    assert other.facts["next_valid"] == "110"


def test_a_pause_moves_the_hard_end_too() -> None:
    lot = english(hard_end_after_s=60)
    lot.pause(at(100) - at(0))
    lot.bid(A, at(3690), price="100")
    assert lot.engine.end_at(lot.state) == at(3760)


def test_rules_that_cannot_run_are_named() -> None:
    with pytest.raises(ValueError, match="start_price: required"):
        Lot("english_auction", terms_of("sell"), rules_of("english_auction"))
    with pytest.raises(ValueError, match="buy_now: worse_than_reserve"):
        english(buy_now="120", reserve="130")
