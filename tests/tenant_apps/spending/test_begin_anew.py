"""Budgets that begin anew: the limit of a day is the one of its period, and what is left may be carried over."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from shared_apps.commands import Context, run
from shared_apps.foundation import clock
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.refusals import Conflict, Invalid, Refusal
from shared_apps.outbox import jobs
from shared_apps.outbox.models import Job
from shared_apps.tenancy import scope
from tenant_apps.spending.commands import CloseLimit, SetBudget, close_limit, consume, set_budget
from tenant_apps.spending.commands.series import roll
from tenant_apps.spending.decisions.periods import carried, period_of
from tenant_apps.spending.models import BudgetSeries, SpendingLimit
from tenant_apps.spending.types import Spend
from tests.fixtures.trade import SYSTEM, Market, assert_sound


def test_periods_meet_without_gap_or_overlap() -> None:
    assert period_of("month", date(2028, 2, 29)) == (date(2028, 2, 1), date(2028, 2, 29))
    assert period_of("quarter", date(2026, 11, 26)) == (date(2026, 10, 1), date(2026, 12, 31))
    assert period_of("year", date(2026, 1, 1)) == (date(2026, 1, 1), date(2026, 12, 31))
    random = Random(20261126)
    for _case in range(500):
        every = random.choice(["month", "quarter", "year"])
        day = date(2020, 1, 1) + timedelta(days=random.randint(0, 9000))
        first, last = period_of(every, day)
        assert first <= day <= last
        assert period_of(every, last) == (first, last)
        assert period_of(every, last + timedelta(days=1))[0] == last + timedelta(days=1)
    assert (carried("rest", 100, 30, 20), carried("rest", 100, 130, 0), carried("none", 100, 0, 0)) == (50, 0, 0)


def budget(market: Market, **more: object) -> BudgetSeries:
    data = SetBudget(**{"currency": "EUR", "code": "K-1", "amount": "100", "every": "month", **more})  # type: ignore[arg-type]
    run(set_budget, market.as_buyer(), data)
    return BudgetSeries.objects.get(state="active")


def spent(market: Market, minor: int, at: datetime) -> None:
    spend = Spend(market.buyer, market.seller, "user:ann", "K-1", "EUR", minor)
    consume(Context(SYSTEM, at, scope.alias()), spend, "tests.order", uuid7())


def periods(series: BudgetSeries) -> list[tuple[str, int | None, int, str]]:
    rows = SpendingLimit.objects.filter(series=series).order_by("starts_on")
    return [(f"{row.starts_on:%m-%d}", row.amount_minor, row.used_minor, row.state) for row in rows]


def test_each_order_takes_of_the_period_of_its_day(market: Market) -> None:
    series = budget(market, carry_over="rest")
    now = clock.now(scope.alias())
    _first, last = period_of("month", now.astimezone(UTC).date())
    later = datetime(last.year, last.month, last.day, 12, tzinfo=UTC) + timedelta(days=1)
    spent(market, 6_000, now)
    # The next month is there before it begins, and knows nothing yet of what will be left of this one.
    spent(market, 9_900, later)
    with pytest.raises(Refusal) as over:
        spent(market, 101, later)
    assert over.value.code == "spending.over_budget"
    assert [row[1:] for row in periods(series)] == [(10_000, 6_000, "active"), (10_000, 9_900, "active")]
    assert_sound()
    assert Job.objects.get(kind="spending.begin_period").run_at == later.replace(hour=0)
    roll(Context(SYSTEM, later, scope.alias()), series)
    assert [row[1:] for row in periods(series)] == [
        (10_000, 6_000, "closed"), (14_000, 9_900, "active"), (10_000, 0, "active"),
    ]  # fmt: skip
    spent(market, 4_100, later)
    roll(Context(SYSTEM, later, scope.alias()), series)
    assert [row[1] for row in periods(series)] == [10_000, 14_000, 10_000], "again is nothing"
    assert_sound()


def test_a_job_that_slept_makes_up_for_the_months_it_missed(market: Market) -> None:
    series = budget(market, carry_over="rest")
    now = clock.now(scope.alias())
    spent(market, 2_500, now)
    roll(Context(SYSTEM, now + timedelta(days=100), scope.alias()), series)
    amounts = [row[1] for row in periods(series)]
    assert amounts[:3] == [10_000, 17_500, 27_500]
    assert amounts[-1] == 10_000
    assert {row[3] for row in periods(series)[:-2]} == {"closed"}


def test_the_amount_changes_and_the_series_ends_with_all_its_periods(market: Market) -> None:
    series = budget(market)
    budget(market, amount="250")
    assert [row[1] for row in periods(series)] == [25_000, 25_000]
    with pytest.raises(Conflict) as rhythm:
        budget(market, every="year")
    assert rhythm.value.code == "spending.other_period"
    for wrong in ({"amount": None}, {"starts_on": date(2026, 1, 1)}):
        with pytest.raises(Invalid):
            budget(market, **wrong)
    limit = SpendingLimit.objects.filter(series=series).order_by("starts_on")[0]
    run(close_limit, market.as_buyer(), CloseLimit(limit_id=limit.pk))
    assert {row[3] for row in periods(series)} == {"closed"}
    Job.objects.filter(kind="spending.begin_period").update(run_at=clock.now(scope.alias()))
    jobs.run_due()
    assert len(periods(series)) == 2, "nothing begins of a series that is closed"
    assert_sound()
