"""Trading hours: days, holidays, nights, and the two days a year that are no twenty-four hours long."""

from datetime import UTC, datetime

import pytest

from tenant_apps.trading.engines.listing.decisions.sessions import read_sessions

DAYTIME = "Mon-Fri 09:00-11:30 13:30-15:00"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "zone", "moment", "is_open"),
    [
        ("", "UTC", "2026-03-28T03:00", True),
        (DAYTIME, "UTC", "2026-03-27T11:29:59", True),
        (DAYTIME, "UTC", "2026-03-27T11:30", False),
        (DAYTIME, "Asia/Shanghai", "2026-03-27T01:00", True),
        (DAYTIME, "UTC", "2026-03-28T10:00", False),
        ("Fri 21:00-02:30", "UTC", "2026-03-28T02:29", True),
        ("Fri 21:00-02:30", "UTC", "2026-03-27T02:29", False),
        ("Sat-Mon 10:00-24:00", "UTC", "2026-03-29T23:59", True),
        # Berlin's clocks go from 2 to 3 at 01:00 UTC on the 29th: the night session is an hour shorter.
        ("Sat 22:00-04:00", "Europe/Berlin", "2026-03-29T01:59", True),
        ("Sat 22:00-04:00", "Europe/Berlin", "2026-03-29T02:00", False),
        # And from 3 to 2 at 01:00 UTC on 25 October: an hour longer.
        ("Sat 22:00-04:00", "Europe/Berlin", "2026-10-25T02:59", True),
    ],
)
def test_hours_are_those_on_the_wall(text: str, zone: str, moment: str, is_open: bool) -> None:
    assert read_sessions(text, "", zone).is_open(at(moment)) == is_open


def test_a_holiday_takes_away_what_begins_on_it() -> None:
    hours = read_sessions("Fri-Sat 21:00-02:00", "2026-03-28", "UTC")
    assert hours.is_open(at("2026-03-28T01:00")) and not hours.is_open(at("2026-03-28T22:00"))


def test_the_next_change_is_the_end_of_this_session_or_the_begin_of_the_next() -> None:
    hours = read_sessions(DAYTIME, "2026-03-30", "Europe/Berlin")
    assert hours.next_change(at("2026-03-27T08:30")) == at("2026-03-27T10:30")
    assert hours.next_change(at("2026-03-27T10:30")) == at("2026-03-27T12:30")
    assert hours.next_change(at("2026-03-27T15:00")) == at("2026-03-31T07:00")
    assert read_sessions("", "", "UTC").next_change(at("2026-03-27T15:00")) is None


def test_sessions_that_touch_are_one() -> None:
    hours = read_sessions("Mon 09:00-10:00 10:00-11:00", "", "UTC")
    assert hours.next_change(at("2026-03-30T09:30")) == at("2026-03-30T11:00")


@pytest.mark.parametrize("text", ["Mon", "Mun 09:00-10:00", "Mon 9-10", "Mon 09:00-24:30", "Mon-Foo 09:00-10:00"])
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"as in|after"):
        read_sessions(text, "", "UTC")
