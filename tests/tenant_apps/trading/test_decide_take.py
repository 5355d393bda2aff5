"""The decision on a take: its checks, their order, and what a whole run of takes adds up to."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenant_apps.trading.engines.listing.decisions import decide_take, least_take
from tenant_apps.trading.engines.listing.types import ListingState, Take

NOW = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
SELLER, BUYER = uuid4(), uuid4()
OPEN = ListingState(
    version=3,
    seller_id=SELLER,
    open_from=NOW - timedelta(days=1),
    end_at=NOW + timedelta(hours=1),
    final_state="",
    remaining=Decimal(100),
    min_take=Decimal(10),
    take_step=Decimal(5),
)


def take(quantity: str, version: int = 3) -> Take:
    return Take(BUYER, version, Decimal(quantity))


@pytest.mark.parametrize("quantity", ["10", "15", "100"])
def test_a_quantity_on_the_steps_is_accepted(quantity: str) -> None:
    assert decide_take(OPEN, take(quantity), NOW).accepted


@pytest.mark.parametrize(
    ("state", "given", "reason"),
    [
        (OPEN, take("9"), "trading.below_min_take"),
        (OPEN, take("12"), "trading.bad_step"),
        (OPEN, take("101"), "trading.insufficient_remaining"),
        (OPEN, take("10", version=2), "trading.stale_version"),
        (OPEN, Take(SELLER, 3, Decimal(10)), "trading.own_listing"),
        (replace(OPEN, final_state="withdrawn"), take("10"), "trading.listing_closed"),
        (replace(OPEN, open_from=None), take("10"), "trading.listing_closed"),
        (replace(OPEN, end_at=NOW), take("10"), "trading.listing_closed"),
    ],
)
def test_each_rule_refuses_with_its_own_reason(state: ListingState, given: Take, reason: str) -> None:
    verdict = decide_take(state, given, NOW)
    assert (verdict.accepted, verdict.reason) == (False, reason)


def test_a_stale_version_is_named_before_a_wrong_quantity() -> None:
    assert decide_take(OPEN, take("1", version=2), NOW).reason == "trading.stale_version"


def test_the_refusal_says_how_much_is_left() -> None:
    assert decide_take(OPEN, take("100.5"), NOW).facts == {"remaining": "100"}


def test_the_last_of_it_may_be_taken_below_the_least_take() -> None:
    verdict = decide_take(replace(OPEN, remaining=Decimal(7)), take("7"), NOW)
    assert (verdict.accepted, verdict.sold_out) == (True, True)


def test_a_seller_may_keep_the_last_of_it() -> None:
    state = replace(OPEN, remaining=Decimal(7), remainder="seller_keeps")
    assert decide_take(state, take("7"), NOW).reason == "trading.below_min_take"
    assert decide_take(replace(state, remaining=Decimal(17)), take("10"), NOW).sold_out


@given(
    st.lists(st.integers(1, 60), max_size=40),
    st.integers(1, 200),
    st.integers(1, 20),
    st.integers(1, 10),
    st.sampled_from(["allow", "seller_keeps"]),
)
def test_no_run_of_takes_gives_away_more_than_was_offered(
    wanted: list[int], offered: int, least: int, step: int, remainder: str
) -> None:
    state = replace(
        OPEN, remaining=Decimal(offered), min_take=Decimal(least), take_step=Decimal(step), remainder=remainder
    )
    given_away = Decimal(0)
    for quantity in wanted:
        verdict = decide_take(state, take(str(quantity)), NOW)
        if verdict.accepted:
            given_away += quantity
            state = replace(state, remaining=state.remaining - quantity)
        if verdict.sold_out:
            state = replace(state, final_state="complete")
    assert given_away + state.remaining == offered
    assert state.remaining >= 0


@given(st.integers(1, 50), st.integers(1, 60), st.integers(1, 7), st.sampled_from(["allow", "seller_keeps"]))
def test_the_least_take_is_the_smallest_that_is_accepted(remaining: int, least: int, step: int, remainder: str) -> None:
    state = replace(
        OPEN, remaining=Decimal(remaining), min_take=Decimal(least), take_step=Decimal(step), remainder=remainder
    )
    by_trying = next((q for q in range(1, remaining + 1) if decide_take(state, take(str(q)), NOW).accepted), 0)
    assert least_take(state) == by_trying
