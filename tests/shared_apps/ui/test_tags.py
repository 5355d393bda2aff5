"""Figures, times and statuses as people read them, in both languages."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.template import engines
from django.utils import timezone, translation

from shared_apps.foundation.money import Money
from shared_apps.foundation.quantity import Quantity
from shared_apps.ui import statuses


def drawn(source: str, **context: Any) -> str:
    return engines["django"].from_string("{% load kontor %}" + source).render(context)


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (123_456_750, "EUR", "1,234,567.50"),
        (0, "EUR", "0.00"),
        (-4_050, "EUR", "−40.50"),
        (1_250_000, "JPY", "1,250,000"),
        (1_234_567, "KWD", "1,234.567"),
    ],
)
def test_money_has_the_decimals_of_its_currency(minor: int, currency: str, text: str) -> None:
    expected = f'<bdi class="k-num " dir="ltr">{text}<span class="k-unit">{currency}</span></bdi>'
    assert drawn("{% money value %}", value=Money(minor, currency)) == expected
    assert drawn("{% money minor currency %}", minor=minor, currency=currency) == expected


def test_money_takes_no_float() -> None:
    with pytest.raises((TypeError, AttributeError, ValueError)):
        drawn("{% money value 'EUR' %}", value=object())


def test_a_large_amount_is_exact() -> None:
    assert "9,007,199,254,740,993.01" in drawn("{% money value %}", value=Money(900_719_925_474_099_301, "EUR"))


def test_a_sign_is_written_when_asked() -> None:
    assert ">+1.00<" in drawn("{% money value sign=True %}", value=Money(100, "EUR"))


def test_a_unit_price_keeps_its_decimals() -> None:
    assert "0.0035" in drawn('{% price value "EUR" "KGM" %}', value=Decimal("0.003500"))
    assert "8,946.00<" in drawn('{% price value "EUR" "TNE" %}', value=Decimal("8946"))
    assert "EUR/kg" in drawn('{% price value "EUR" "KGM" %}', value=Decimal("1"))


def test_a_quantity_has_no_trailing_zeros_and_its_unit_by_name() -> None:
    assert drawn("{% quantity value %}", value=Quantity(Decimal("149.600000"), "TNE")).count("149.6<") == 1
    with translation.override("zh-hans"):
        assert "件" in drawn('{% quantity value "C62" %}', value=Decimal("12"))


@pytest.mark.parametrize("tag", ["money value", "price value 'EUR'", "quantity value", "number value", "timeago value"])
def test_nothing_is_a_dash(tag: str) -> None:
    assert drawn("{% " + tag + " %}", value=None) == '<span class="k-sub">–</span>'


def test_a_ratio_is_a_percentage() -> None:
    assert "73.1%" in drawn("{% percent value 1 %}", value=Decimal("0.731"))


def test_relative_time_carries_the_absolute_one_with_its_zone() -> None:
    moment = timezone.now() - timedelta(hours=3)
    with timezone.override("Asia/Shanghai"):
        text = drawn("{% timeago value %}", value=moment)
    assert ">3 hours ago<" in text
    assert 'datetime="' + moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") in text
    assert "title=" in text


def test_a_day_is_the_day_of_the_active_zone() -> None:
    moment = datetime(2026, 11, 26, 20, 0, tzinfo=UTC)
    with timezone.override("Asia/Shanghai"):
        assert "Nov 27, 2026" in drawn("{% day value %}", value=moment)
    assert "Nov 26, 2026" in drawn("{% day value %}", value=date(2026, 11, 26))


def test_a_status_has_word_tone_and_glyph() -> None:
    statuses.register("tests.thing", {"odd": statuses.Status("Odd", "warn", icon="clock")})
    text = drawn('{% pill_for "tests.thing" "odd" %}')
    assert "k-pill-warn" in text
    assert "#clock" in text
    assert text.endswith("Odd</span>")


def test_an_unknown_status_is_plain_words() -> None:
    assert drawn('{% status_label "tests.thing" "half_way_there" %}') == "Half way there"


def test_names_are_escaped() -> None:
    assert "<script>" not in drawn("{% pill value %}", value="<script>")


def test_a_sparkline_says_in_words_what_it_shows() -> None:
    text = drawn('{% spark values "rising" %}', values=[1, 2, 3])
    assert 'aria-label="rising"' in text
    assert "style=" not in text


@pytest.mark.parametrize(("value", "maximum", "percent"), [(73, 100, "73"), (5, 0, "0"), (9, 3, "100"), (-1, 3, "0")])
def test_a_share_stays_within_its_bar(value: int, maximum: int, percent: str) -> None:
    assert drawn("{% share value maximum %}", value=value, maximum=maximum) == percent
