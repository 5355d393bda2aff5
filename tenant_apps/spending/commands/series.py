"""Budgets that begin anew each month, quarter or year. Each period is a limit of its own, there before it begins.

So an order finds the limit of its day as it finds any other, and no order ever waits for the turn of a month.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.faults import faultpoint
from shared_apps.outbox import jobs
from tenant_apps.spending import errors
from tenant_apps.spending.decisions.periods import carried, period_of
from tenant_apps.spending.models import BudgetSeries, SpendingLimit

BEGIN_JOB = "spending.begin_period"


class BeginPeriod(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    series_id: UUID


class PeriodAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The limit of the period that today lies in; none once the series is closed."""

    limit_id: UUID | None


@command("spending.begin_period", input=BeginPeriod, system_only=True)
def begin_period(ctx: Context, data: BeginPeriod) -> PeriodAnswer:
    """Begin the period of today: carry over what is left, make the next one, close those that are over.

    Again is nothing. Locks the series, then its limits in the order of their ids.
    """
    series = BudgetSeries.objects.select_for_update().get(pk=data.series_id)
    if series.state != "active":
        ctx.audit(target="spending.series", target_id=series.pk, facts={"state": series.state})
        return PeriodAnswer(limit_id=None)
    row = roll(ctx, series)
    faultpoint("spending.begin_period.before_commit")
    ctx.audit(
        target="spending.series", target_id=series.pk,
        facts={"starts_on": str(row.starts_on), "carried_minor": row.carried_minor},
    )  # fmt: skip
    return PeriodAnswer(limit_id=row.pk)


def set_series(ctx: Context, key: Mapping[str, Any], every: str, carry_over: str, amount: int) -> SpendingLimit:
    """Make a series or change the one that there is; return the limit of today. The company is locked by the caller."""
    same = {name: key[name] for name in ("kind", "company_id", "code", "principal", "currency")}
    series = BudgetSeries.objects.select_for_update().filter(**same, state="active").first()
    if series is None:
        series = BudgetSeries(
            **same, every=every, carry_over=carry_over, amount_minor=amount, state="active", created_at=ctx.now
        )
        series.save(force_insert=True)
    elif series.every != every:
        raise errors.other_period()
    else:
        series.amount_minor, series.carry_over = amount, carry_over
        series.save(update_fields=["amount_minor", "carry_over"])
    return roll(ctx, series)


def roll(ctx: Context, series: BudgetSeries) -> SpendingLimit:
    """Bring a series up to today and the period after; return the limit of today."""
    today = ctx.now.astimezone(UTC).date()
    rows = {
        row.starts_on: row
        for row in SpendingLimit.objects.select_for_update().filter(series=series, state="active").order_by("id")
    }
    last: SpendingLimit | None = None
    day = min((start for start in rows if start is not None), default=today)
    while True:
        first, ends = period_of(series.every, day)
        row = rows.get(first) or _make(ctx, series, first, ends)
        if first <= today and row.carried_minor is None:
            left = (last.amount_minor or 0, last.used_minor, last.reserved_minor) if last is not None else (0, 0, 0)
            row.carried_minor = carried(series.carry_over, *left)
            row.amount_minor = series.amount_minor + row.carried_minor
        elif ends >= today:
            row.amount_minor = series.amount_minor + (row.carried_minor or 0)
        if ends < today:
            row.state = "closed"
        row.save(update_fields=["carried_minor", "amount_minor", "state"])
        if first > today:
            _owe(ctx, series, first)
            break
        last, day = row, ends + timedelta(days=1)
    assert last is not None
    return last


def end_series(series_id: UUID) -> None:
    """Close a series with every limit of it."""
    BudgetSeries.objects.filter(pk=series_id).update(state="closed")
    SpendingLimit.objects.filter(series_id=series_id, state="active").update(state="closed")


def _make(ctx: Context, series: BudgetSeries, first: date, ends: date) -> SpendingLimit:
    return SpendingLimit.objects.create(
        kind=series.kind, company_id=series.company_id, code=series.code, principal=series.principal,
        currency=series.currency, starts_on=first, ends_on=ends, amount_minor=series.amount_minor, series=series,
        created_at=ctx.now,
    )  # fmt: skip


def _owe(ctx: Context, series: BudgetSeries, first: date) -> None:
    payload = {"series_id": str(series.pk), "first": first.isoformat()}
    if not jobs.is_owed(BEGIN_JOB, payload):
        jobs.enqueue(BEGIN_JOB, f"Budget from {first.isoformat()} on", payload, at=datetime.combine(first, time(), UTC))
