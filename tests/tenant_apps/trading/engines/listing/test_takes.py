"""The decision on a take and on what waits: the checks, their order, what a whole run of takes adds up to."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.listings import COMPANIES, INITIATOR, OPENS, Listing, rules_of, terms_of

A, B = COMPANIES[:2]
AT = OPENS + timedelta(hours=1)
STEPS = {"min_take": "10", "take_step": "5"}


def listing(quantity: str = "100", side: str = "sell", ends_in: timedelta | None = None, **rules: Any) -> Listing:
    return Listing(terms_of(quantity, side, ends_in), rules_of(**{**STEPS, **rules}))


@pytest.mark.parametrize("quantity", ["10", "15", "100"])
def test_a_quantity_on_the_steps_is_accepted(quantity: str) -> None:
    assert listing().take(A, AT, quantity).accepted


@pytest.mark.parametrize(
    ("more", "reason", "facts"),
    [
        ({"quantity": "9"}, "below_min_take", {"min_take": "10"}),
        ({"quantity": "12"}, "bad_step", {"min_take": "10", "take_step": "5"}),
        ({"quantity": "100.5"}, "insufficient_remaining", {"remaining": "100"}),
        ({"quantity": "1", "version": 2}, "stale_version", {"version": 1}),
        ({"quantity": "10", "unit": "TNE"}, "bad_quantity", {"unit": "KGM"}),
        ({"quantity": "-1"}, "bad_quantity", {"unit": "KGM"}),
        ({"quantity": "10", "unit_price": "2"}, "price_is_firm", {"unit_price": "2.5"}),
        ({"quantity": "10", "item": "x"}, "no_item_needed", {}),
    ],
)
def test_each_rule_refuses_with_its_own_reason(more: dict[str, Any], reason: str, facts: dict[str, Any]) -> None:
    verdict = listing().take(A, AT, **more)
    assert (verdict.accepted, verdict.reason, verdict.facts) == (False, f"trading.{reason}", facts)


def test_nobody_takes_from_itself_before_the_opening_or_after_the_end() -> None:
    assert listing().take(INITIATOR, AT, "10").reason == "trading.own_listing"
    early, late = OPENS - timedelta(microseconds=1), OPENS + timedelta(hours=1)
    assert listing().take(A, early, "10").reason == "trading.listing_closed"
    assert listing(ends_in=timedelta(hours=1)).take(A, late, "10").reason == "trading.listing_closed"


def test_outside_trading_hours_the_refusal_says_when_they_begin() -> None:
    lot = listing(sessions="Mon-Fri 09:00-17:00", session_zone="Europe/Berlin")
    verdict = lot.take(A, AT, "10")
    assert verdict.reason == "trading.out_of_session"
    # Monday, the first day of summer time.
    assert verdict.facts == {"opens_at": "2026-03-30T07:00:00+00:00"}


@pytest.mark.parametrize(
    ("policy", "taken", "reason", "ends"),
    [
        ("allow", ("95", "5"), "", True),
        ("seller_keeps", ("95",), "", True),
        ("must_take_all", ("95",), "trading.must_take_all", False),
        ("must_take_all", ("100",), "", True),
    ],
)
def test_what_becomes_of_too_small_a_rest(policy: str, taken: tuple[str, ...], reason: str, ends: bool) -> None:
    lot = listing(remainder_policy=policy)
    assert [lot.take(A, AT, quantity).reason for quantity in taken][-1] == reason
    assert (lot.state.ended_as == "complete") == ends


def test_a_price_changed_meanwhile_is_never_the_old_one() -> None:
    lot = listing()
    assert lot.act(INITIATOR, AT, act="change", version=1, unit_price="2.75").accepted
    assert lot.take(A, AT, "10", version=1).reason == "trading.stale_version"
    assert lot.take(A, AT, "10").accepted
    assert [price for *_rest, price in lot.sold()] == [Decimal("2.75")]


def test_a_tier_prices_the_whole_take() -> None:
    lot = listing(price_kind="tiered", tiers=[["0", "2.5"], ["20", "2.25"]])
    lot.take(A, AT, "15")
    lot.take(B, AT, "20")
    assert [(quantity, price) for _c, _s, quantity, price in lot.sold()] == [
        (Decimal(15), Decimal("2.5")), (Decimal(20), Decimal("2.25")),
    ]  # fmt: skip


def test_what_waits_cannot_be_taken_by_others_and_comes_back_by_itself() -> None:
    lot = listing(accept="seller_confirms", confirm_within_h=2)
    assert lot.take(A, AT, "60").accepted and lot.sold() == []
    assert lot.take(B, AT, "50").facts == {"remaining": "40"}
    late = AT + timedelta(hours=2)
    assert lot.act(INITIATOR, late, act="confirm", take=2).reason == "trading.take_does_not_wait"
    assert lot.take(B, late, "50").accepted
    assert lot.act(INITIATOR, late, act="confirm", take=5).accepted
    assert lot.act(A, late, act="release", take=2).accepted
    assert [seq for _c, seq, *_rest in lot.sold()] == [5]


def test_the_marketplace_approves_before_the_seller_confirms() -> None:
    lot = listing(accept="seller_confirms", approve_above="100", hold_seconds=600)
    lot.take(A, AT, "50")
    assert lot.act(INITIATOR, AT, act="confirm", take=2).reason == "trading.take_does_not_wait"
    assert lot.act(B, AT, act="approve", take=2).reason == "trading.take_does_not_wait"
    assert lot.act(A, AT, act="approve", take=2).accepted and lot.sold() == []
    assert lot.act(INITIATOR, AT, act="confirm", take=2).accepted
    assert len(lot.sold()) == 1


def test_a_proposed_price_waits_for_an_answer_and_is_the_price() -> None:
    lot = listing(price_kind="negotiable")
    lot.take(A, AT, "10", unit_price="2.5")
    lot.take(A, AT, "10", unit_price="2.25")
    assert [price for *_rest, price in lot.sold()] == [Decimal("2.5")]
    lot.act(INITIATOR, AT, act="confirm", take=3)
    assert [price for *_rest, price in lot.sold()] == [Decimal("2.5"), Decimal("2.25")]


def test_a_basket_large_enough_may_take_less_than_the_least() -> None:
    lot = listing(mixed_batch="amount", batch_min="40")
    small, large = {"amount": "39.99"}, {"amount": "40"}
    assert lot.take(A, AT, "5", basket=small).reason == "trading.below_min_take"
    assert lot.take(A, AT, "5", basket=large).accepted
    assert lot.take(A, AT, "6", basket=large).reason == "trading.bad_step"


@pytest.mark.parametrize(("side", "better", "worse"), [("sell", "2.4", "2.6"), ("buy", "2.6", "2.4")])
def test_only_better_prices_may_follow_where_the_rules_say_so(side: str, better: str, worse: str) -> None:
    lot = listing(side=side, modify_while_open="better_only")
    assert lot.act(INITIATOR, AT, act="change", version=1, unit_price=worse).reason == "trading.not_better"
    assert lot.act(INITIATOR, AT, act="change", version=1, unit_price=better).accepted


def test_a_purchase_is_served_by_an_item_of_the_taker() -> None:
    lot = listing(side="buy")
    assert lot.take(A, AT, "10", item=None).reason == "trading.item_needed"
    assert lot.take(A, AT, "10").accepted


@given(
    st.lists(st.integers(1, 60), max_size=40),
    st.integers(1, 200),
    st.integers(1, 20),
    st.integers(1, 10),
    st.sampled_from(["allow", "seller_keeps", "must_take_all"]),
    st.booleans(),
)
def test_no_run_of_takes_gives_away_more_than_was_offered(
    wanted: list[int], offered: int, least: int, step: int, remainder: str, waits: bool
) -> None:
    lot = listing(
        str(offered), min_take=str(least), take_step=str(step), remainder_policy=remainder,
        accept="seller_confirms" if waits else "auto", confirm_within_h=1,
    )  # fmt: skip
    for number, quantity in enumerate(wanted):
        now = AT + timedelta(minutes=7 * number)
        lot.take(A, now, str(quantity))
        lot.act(INITIATOR, now, act="confirm", take=len(lot.ledger) - number % 3)
        assert sum(row[2] for row in lot.sold()) + lot.state.held(now) <= offered


@given(
    st.integers(1, 50), st.integers(1, 60), st.integers(1, 7),
    st.sampled_from(["allow", "seller_keeps", "must_take_all"]), st.booleans(),
)  # fmt: skip
def test_the_least_take_is_the_smallest_that_is_accepted(
    offered: int, least: int, step: int, remainder: str, whole: bool
) -> None:
    rules: dict[str, Any] = {
        "min_take": str(least), "take_step": str(step), "remainder_policy": remainder, "whole_lot_only": whole,
    }  # fmt: skip
    accepted = (
        quantity
        for quantity in range(1, offered + 1)
        if listing(str(offered), **rules).take(A, AT, str(quantity)).accepted
    )
    assert listing(str(offered), **rules).state.least(AT) == next(accepted, 0)
