"""Decisions about locking."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared_apps.accounts.decisions.lockout import ACCOUNT, ADDRESS, decide_count, decide_lock
from shared_apps.accounts.throttling import network_of

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def test_four_failures_cost_nothing_and_the_fifth_locks_for_a_quarter_of_an_hour() -> None:
    assert [decide_lock(ACCOUNT, n) for n in (1, 4)] == [timedelta(0)] * 2
    assert decide_lock(ACCOUNT, 5) == timedelta(minutes=15)


@given(st.integers(min_value=1, max_value=10_000))
def test_the_wait_never_shrinks_and_never_passes_its_end(failed: int) -> None:
    for limit in (ACCOUNT, ADDRESS):
        assert decide_lock(limit, failed) <= decide_lock(limit, failed + 1) <= limit.longest_lock


def test_old_failures_are_forgotten() -> None:
    assert decide_count(ACCOUNT, 4, NOW - timedelta(hours=47), NOW) == 5
    assert decide_count(ACCOUNT, 4, NOW - timedelta(hours=49), NOW) == 1


def test_all_addresses_of_one_ipv6_subnet_count_as_one() -> None:
    assert network_of("2001:db8:1:2::5") == network_of("2001:db8:1:2:ffff::9") == "2001:db8:1:2::/64"
    assert network_of("203.0.113.7") == "203.0.113.7"
