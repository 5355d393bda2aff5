"""What counts as a number that is shown."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from tests.numbers import shows


@pytest.mark.parametrize(
    "thing",
    [
        "at 2026-11-26T23:35:15.251574+00:00",
        datetime(2026, 11, 26, 23, 35, 5, 200000, tzinfo=UTC),
        "23:35:05.2",
        {"price": "15.2", "other": "5.25", "third": "0.5.2"},
        UUID("01a21a36-975d-5255-9a56-de4e6d7a1db7"),
        "token=a5.2",
    ],
)
def test_a_number_inside_another_a_time_or_an_id_is_not_shown(thing: object) -> None:
    assert not shows(thing, "5.2")
    assert not shows(thing, "525")


@pytest.mark.parametrize("thing", ["5.2", "for 5.20 EUR", {"price": "5.200"}, "<td>5.2</td>", ["5.2"], "it was 5.2."])
def test_a_number_of_its_own_is_shown(thing: object) -> None:
    assert shows(thing, "5.20") and shows(thing, "5.2")


def test_a_whole_number_is_shown_with_decimals_too() -> None:
    assert shows("EUR 700.00", "700") and shows("700", "700") and not shows("1700 or 7001 or 700.5", "700")
