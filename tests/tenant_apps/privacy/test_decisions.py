"""Periods, courses, the gate, retention and clocks of breaches, without a database."""

import re
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from shared_apps.foundation.days import PLAIN, days_of
from tenant_apps.privacy.decisions import breaches, course, gate, retaining
from tenant_apps.privacy.decisions.calendar import (
    Periods,
    ack_by,
    add_months,
    due_by,
    last_day,
    resumed,
)
from tenant_apps.privacy.types import REQUEST_KINDS, Candidate

GDPR = Periods(due=30, extend=60, ack=10, months=True)
CCPA = Periods(due=45, extend=45, ack=10)
PIPL = Periods(due=15, extend=0, ack=10, working=True)
A, B = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("received", "periods", "days", "last"),
    [
        # A month from 31 January ends in February; thirty days would be later.
        (date(2027, 1, 31), GDPR, 30, date(2027, 2, 28)),
        (date(2028, 1, 31), GDPR, 30, date(2028, 2, 29)),
        (date(2027, 2, 1), GDPR, 30, date(2027, 3, 1)),
        # A month of 31 days: thirty days end first.
        (date(2027, 3, 1), GDPR, 30, date(2027, 3, 31)),
        # Three months from 30 November: the last day of February.
        (date(2026, 11, 30), GDPR, 90, date(2027, 2, 28)),
        (date(2026, 11, 30), CCPA, 45, date(2027, 1, 14)),
        (date(2026, 11, 30), CCPA, 90, date(2027, 2, 28)),
        # Fifteen working days from a Friday: three weeks.
        (date(2026, 11, 27), PIPL, 15, date(2026, 12, 18)),
    ],
)
def test_periods_end_as_the_law_counts(received: date, periods: Periods, days: int, last: date) -> None:
    assert last_day(received, days, periods) == last


def test_a_period_ends_with_its_last_day_in_the_zone_of_the_marketplace() -> None:
    late = datetime(2026, 11, 27, 23, 30, tzinfo=UTC)  # already the 28th in Shanghai, a Saturday
    tick = timedelta(microseconds=1)
    assert due_by(late, CCPA, "UTC") + tick == datetime(2027, 1, 12, tzinfo=UTC)
    assert due_by(late, CCPA, "Asia/Shanghai") + tick == datetime(2027, 1, 12, 16, tzinfo=UTC)
    assert ack_by(late, CCPA, "Asia/Shanghai") + tick == datetime(2026, 12, 11, 16, tzinfo=UTC)
    assert due_by(late, GDPR, "UTC", extended=True) + tick == datetime(2027, 2, 26, tzinfo=UTC)


def test_working_days_skip_weekends_and_months_clip() -> None:
    assert PLAIN.after(date(2026, 11, 28), 1) == date(2026, 11, 30)
    assert PLAIN.after(date(2026, 11, 27), 0) == date(2026, 11, 27)
    assert add_months(date(2026, 12, 31), 2) == date(2027, 2, 28)
    assert add_months(date(2027, 1, 15), -2) == date(2026, 11, 15)


def test_listed_days_are_no_working_days_and_a_weekend_may_be_one() -> None:
    """The national days of 2026 in the mainland: a week off, and the Saturday after it worked."""
    listed = days_of("2026-10-01..2026-10-07, +2026-10-10\n2026-12-25")
    assert listed.after(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert listed.after(date(2026, 9, 30), 3) == date(2026, 10, 10)
    assert listed.after(date(2026, 12, 24), 1) == date(2026, 12, 28) and days_of("") == PLAIN
    for wrong in ("25.12.2026", "2026-02-30", "2026-10-07..2026-10-01", "2026-01-01..2026-12-31", "++2026-10-10"):
        with pytest.raises(ValueError, match=re.escape(wrong)):
            days_of(f"2026-12-25 {wrong}")


def test_the_clock_stops_only_where_the_rules_say() -> None:
    due = datetime(2027, 1, 1, tzinfo=UTC)
    paused, now = due - timedelta(days=10), due - timedelta(days=7)
    assert resumed(due, paused, now, stops=True) == due + timedelta(days=3)
    assert resumed(due, paused, now, stops=False) == due


@pytest.mark.parametrize("kind", REQUEST_KINDS)
def test_a_request_is_answered_when_nothing_is_left_to_do(kind: str) -> None:
    collected, done, seen, state = False, False, [], "received"
    while state != "answered":
        step = course.next_step(kind, state, collected=collected, done=done)
        assert course.may(step, state)
        seen.append(step)
        state = {"confirm_identity": "working", "answer": "answered"}.get(step, state)
        collected, done = collected or step == "collect", done or step == "carry_out"
    assert course.next_step(kind, state, collected=collected, done=done) == ""
    assert not any(course.may(step, state) for step in course.FROM)
    assert ("collect" in seen) == (kind in ("access", "copy", "port"))
    assert ("carry_out" in seen) == (kind in course.DEEDS)


@pytest.mark.parametrize(
    ("basis", "act", "same", "restricted", "allowed", "why"),
    [
        ("consent", "given", True, False, True, "consent"),
        ("consent", "given", False, False, False, "text_changed"),
        ("consent", "withdrawn", True, False, False, "withdrawn"),
        ("consent", "", False, False, False, "no_consent"),
        ("interest", "", False, False, True, "interest"),
        ("interest", "objected", True, False, False, "objected"),
        ("interest", "lifted", True, False, True, "interest"),
        ("contract", "objected", True, False, True, "contract"),
        ("contract", "", False, True, False, "restricted"),
        ("consent", "given", True, True, False, "restricted"),
        ("duty", "", False, True, True, "duty"),
        (None, "given", True, False, False, "no_purpose"),
    ],
)
def test_the_gate(basis: str | None, act: str, same: bool, restricted: bool, allowed: bool, why: str) -> None:
    found = gate.verdict(
        basis, retired=False, last_act=act, same_text=same, restricted=restricted, purpose="letters", version=1
    )
    assert (found.allowed, found.why) == (allowed, why)


def test_a_retired_purpose_may_use_nothing() -> None:
    found = gate.verdict(
        "contract", retired=True, last_act="", same_text=False, restricted=False, purpose="letters", version=1
    )
    assert not found.allowed


def test_holds_keep_what_they_name_and_nothing_else() -> None:
    old = datetime(2020, 1, 1, tzinfo=UTC)
    mine, theirs = Candidate(UUID(int=10), old, A, (B,)), Candidate(UUID(int=11), old, B, ())
    holds = [retaining.Hold("LH-1", "person", A)]
    found = retaining.sort("accounts", [mine, theirs], holds)
    assert (found.go, found.held) == ((theirs,), ((mine, "LH-1"),))
    assert retaining.held_by("accounts", mine, [retaining.Hold("LH-2", "company", B)]) == "LH-2"
    assert retaining.held_by("accounts", theirs, [retaining.Hold("LH-2", "company", B)]) == ""
    assert retaining.held_by("accounts", theirs, [retaining.Hold("LH-3", "class", None, "accounts")]) == "LH-3"
    assert retaining.held_by("requests", theirs, [retaining.Hold("LH-3", "class", None, "accounts")]) == ""
    today = date(2026, 11, 27)
    assert retaining.stands(None, False, today) and retaining.stands(today, False, today)
    assert not retaining.stands(None, True, today) and not retaining.stands(date(2026, 11, 26), False, today)


def test_times_of_classes_are_counted_in_their_units() -> None:
    now = datetime(2027, 3, 31, 12, tzinfo=UTC)
    assert retaining.before(now, 1, "months") == datetime(2027, 2, 28, 12, tzinfo=UTC)
    assert retaining.before(now, 3, "years") == datetime(2024, 3, 31, 12, tzinfo=UTC)
    assert retaining.before(now, 2, "days") == datetime(2027, 3, 29, 12, tzinfo=UTC)


AWARE = datetime(2026, 11, 27, 8, tzinfo=UTC)
EU = breaches.Clocks(authority_hours=72, controller_hours=24, final_days=30)
CHINA = breaches.Clocks(authority_hours=4, controller_hours=24, final_days=30)
CRITICAL = breaches.Clocks(authority_hours=4, controller_hours=24, final_days=30, critical=True)


@pytest.mark.parametrize(
    ("clocks", "role", "risk", "major", "hours"),
    [
        (EU, "controller", "risk", False, {"authority": 72, "final": 720}),
        (EU, "controller", "high", False, {"authority": 72, "final": 720, "subjects": 72}),
        (EU, "controller", "unlikely", False, {}),
        (EU, "processor", "high", True, {"controller": 24}),
        (CHINA, "controller", "unlikely", True, {"authority": 4, "final": 720}),
        (CHINA, "controller", "high", True, {"authority": 4, "final": 720, "subjects": 24}),
        (CRITICAL, "controller", "risk", True, {"authority": 1, "final": 720}),
        (CRITICAL, "controller", "risk", False, {"authority": 4, "final": 720}),
    ],
)
def test_clocks_of_a_breach(clocks: breaches.Clocks, role: str, risk: str, major: bool, hours: dict[str, int]) -> None:
    found = breaches.duties(role, risk, is_major=major, aware_at=AWARE, clocks=clocks)
    assert found == {duty: AWARE + timedelta(hours=one) for duty, one in hours.items()}


def test_a_report_says_what_it_still_lacks() -> None:
    facts = {"what": "x", "kinds": ["contact"], "persons": 0, "records": None, "consequences": "", "measures": "m",
             "contact_point": "office"}  # fmt: skip
    assert breaches.missing(facts) == ["records", "consequences"]
