"""Orders that come again: the days of a rhythm, each placed once, and what happens when one cannot be."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from shared_apps.commands import run
from shared_apps.foundation import faults
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import Refusal
from shared_apps.outbox import jobs
from tenant_apps.orders.commands import (
    NameRecurring,
    OrderLineIn,
    PlaceOrder,
    RetryDay,
    SkipDay,
    StartRecurring,
    pause_recurring,
    place_order,
    resume_recurring,
    retry_recurring_day,
    skip_recurring_day,
    start_recurring,
)
from tenant_apps.orders.decisions.recurrence import Rhythm, next_run, runs
from tenant_apps.orders.models import Order, RecurringOrder, RecurringRun
from tenant_apps.pricing.commands import PriceLine, SetPrices, set_prices
from tests.fixtures.people import person, signed_in
from tests.fixtures.trade import SYSTEM, Market, assert_sound, kilos

FIRST = date(2099, 1, 5)


def days(**terms: Any) -> list[date | None]:
    rhythm = Rhythm(**{"every": 1, "period": "month", "starts_on": date(2027, 1, 31), "times": 4, **terms})  # type: ignore[arg-type]
    return [due.on for due in runs(rhythm)]


def test_the_days_of_a_rhythm() -> None:
    assert days(day=31) == [date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30)]
    assert days(day=15)[:2] == [date(2027, 2, 15), date(2027, 3, 15)]
    assert days(period="week", weekday=0, every=2)[:2] == [date(2027, 2, 1), date(2027, 2, 15)]
    assert days(period="day", every=10)[1] == date(2027, 2, 10)
    assert days(ends_on=date(2027, 3, 1), day=31) == [date(2027, 1, 31), date(2027, 2, 28)]


def test_closed_days_are_shifted_or_left_out_and_the_rhythm_stays() -> None:
    saturday = {"starts_on": date(2027, 1, 2), "period": "week", "times": 2}
    assert days(**saturday, on_closed="before") == [date(2027, 1, 1), date(2027, 1, 8)]
    closed = frozenset({date(2027, 1, 1)})
    assert days(**saturday, on_closed="before", closed=closed)[0] == date(2026, 12, 31)
    assert days(**saturday, on_closed="after") == [date(2027, 1, 4), date(2027, 1, 11)]
    assert days(**saturday, on_closed="skip") == [None, None]
    rhythm = Rhythm(every=1, period="day", starts_on=date(2027, 1, 1), on_closed="skip", times=5)
    found = next_run(rhythm, date(2027, 1, 1), date(2027, 1, 1))
    assert found is not None and found.on == date(2027, 1, 4)


@contextmanager
def armed(text: str) -> Iterator[None]:
    faults.arm(text)
    try:
        yield
    finally:
        faults.arm("")


@pytest.fixture
def who(market: Market) -> Actor:
    made = person("company_admin", "again@buyer.example", company_id=market.buyer)
    return replace(market.as_buyer(), id=str(made.id), user_id=made.id)


@pytest.fixture
def recurring(market: Market, who: Actor) -> RecurringOrder:
    lines = [OrderLineIn(sku="steel", quantity=kilos("10"))]
    order = run(place_order, who, PlaceOrder(seller_id=market.seller, currency="EUR", lines=lines))
    terms = StartRecurring(
        order_id=order.order_id, name="Steel", every=1, period="day", starts_on=FIRST, times=3, tolerance_percent="5"
    )
    return RecurringOrder.objects.get(pk=run(start_recurring, who, terms).recurring_id)


def let_it_come(row: RecurringOrder) -> None:
    """The next day is today: its job runs now, and so does the mail that may follow."""
    jobs.Job.objects.filter(kind__startswith="orders.", state="owed").update(run_at="2020-01-01T00:00Z")
    jobs.run_due()
    row.refresh_from_db()


def price(market: Market, text: str) -> None:
    line = PriceLine(item_id=market.items["steel"], min_quantity="1", unit_price=text)
    run(set_prices, SYSTEM, SetPrices(supplier_id=market.seller, currency="EUR", lines=[line]))


def test_each_day_is_placed_once_whatever_dies(market: Market, recurring: RecurringOrder) -> None:
    for name in ("orders.after_recurring_run", "orders.run_recurring.before_commit"):
        with armed(f"{name}=fail"):
            let_it_come(recurring)
        assert Order.objects.count() == 1
    with armed("orders.run_recurring.after_commit=fail"):
        let_it_come(recurring)
    let_it_come(recurring)
    let_it_come(recurring)
    let_it_come(recurring)
    assert [one.state for one in RecurringRun.objects.order_by("due_on")] == ["placed"] * 3
    assert Order.objects.count() == 4
    assert (recurring.state, recurring.next_due) == ("ended", None)
    assert Order.objects.filter(client_reference=f"{recurring.number}/2099-01-05").count() == 1
    assert_sound()


def test_a_price_within_the_bound_is_paid_and_beyond_it_somebody_is_asked(
    market: Market, recurring: RecurringOrder, who: Actor
) -> None:
    price(market, "2.60")
    let_it_come(recurring)
    assert RecurringRun.objects.get().state == "placed"
    price(market, "2.90")
    let_it_come(recurring)
    let_it_come(recurring)
    asking = RecurringRun.objects.get(due_on=FIRST + timedelta(days=1))
    assert (asking.state, asking.code) == ("asking", "orders.recurring_price_moved")
    assert any(one.to == ["again@buyer.example"] and recurring.number in one.subject for one in mail.outbox)
    told = run(
        retry_recurring_day, who, RetryDay(recurring_id=recurring.pk, due_on=asking.due_on, at_todays_price=True)
    )
    assert told.state == "placed"
    line = Order.objects.get(number=told.order_number).lines.get()
    assert line.unit_price == Decimal("2.90")
    with pytest.raises(Refusal, match="run_unknown"):
        run(retry_recurring_day, who, RetryDay(recurring_id=recurring.pk, due_on=asking.due_on))


def test_whoever_may_not_order_any_more_orders_no_more(market: Market, recurring: RecurringOrder, who: Actor) -> None:
    RecurringOrder.objects.update(owner_id=market.items["steel"])
    let_it_come(recurring)
    assert RecurringRun.objects.get().code == "orders.recurring_owner_gone"
    assert Order.objects.count() == 1
    told = run(retry_recurring_day, who, RetryDay(recurring_id=recurring.pk, due_on=FIRST))
    assert told.state == "placed"


def test_it_rests_goes_on_and_leaves_a_day_out(market: Market, recurring: RecurringOrder, who: Actor) -> None:
    named = NameRecurring(recurring_id=recurring.pk)
    run(pause_recurring, who, named)
    let_it_come(recurring)
    assert not RecurringRun.objects.exists()
    assert run(resume_recurring, who, named).next_due == FIRST
    assert run(skip_recurring_day, who, SkipDay(recurring_id=recurring.pk, due_on=FIRST)).next_due == date(2099, 1, 6)
    let_it_come(recurring)
    assert list(RecurringRun.objects.order_by("due_on").values_list("state", flat=True))[:2] == ["skipped", "placed"]
    with pytest.raises(Refusal, match="recurring_unknown"):
        run(pause_recurring, market.as_other_buyer(), named)


def test_pages(market: Market, recurring: RecurringOrder, tenant_a: Any, client_of: Any) -> None:
    buyer: Client = signed_in(client_of(tenant_a), person("buyer", "p@buyer.example", company_id=market.buyer))
    page = buyer.get(f"/orders/recurring/{recurring.pk}/").content.decode()
    assert "Every day" in page and "2099" in page
    assert recurring.number in buyer.get("/orders/recurring/").content.decode()
    order = Order.objects.get()
    form = {"name": "Steel", "every": "1", "period": "month", "starts_on": "2099-02-01", "day": "31",
            "on_closed": "before", "closed": "2099-12-25", "tolerance_percent": "2.5"}  # fmt: skip
    made = buyer.post(f"/orders/{order.pk}/recurring/", form)
    assert made.status_code == 302
    assert "on its last day" in buyer.get(made.headers["Location"]).content.decode()
    assert buyer.post(f"/orders/{order.pk}/recurring/", form | {"starts_on": "2001-01-01"}).status_code == 422
    buyer.post(f"/orders/recurring/{recurring.pk}/pause/")
    recurring.refresh_from_db()
    assert recurring.state == "paused"
