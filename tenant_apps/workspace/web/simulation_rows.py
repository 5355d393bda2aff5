"""Courses and figures of a simulation as rows that two columns compare, and prices as a picture."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shared_apps.ui import formats
from shared_apps.ui.shapes import Chart, Series
from tenant_apps.trading.kernel.queries.simulations import Course, Figures, reason_text

BARS = 12


@dataclass(frozen=True, slots=True)
class Row:
    """One measure: what it means, its value without and with the draft, and how far they are apart."""

    label: str
    help: str
    before: str
    after: str
    apart: str = ""


def figure_rows(before: Figures, after: Figures | None, currency: str) -> list[Row]:
    """The measures of made-up lots; without a second set there is one column."""

    def row(label: str, text: str, value: Callable[[Figures], Any], shown: Callable[[Any], str]) -> Row:
        one, other = value(before), value(after) if after else None
        apart = _apart(one, other, shown) if after else ""
        return Row(label, text, _or_none(one, shown), _or_none(other, shown) if after else "", apart)

    def price(value: Any) -> str:
        return f"{_decimal(value, 2)} {currency}"

    return [
        row(_("Awarded"), _("Lots that ended with a winner."), lambda f: Fraction(f.awarded, f.lots), _percent),
        row(_("Price, middle"), _("Half of the awarded lots were dearer."), lambda f: f.price_median, price),
        row(_("Price, mean"), "", lambda f: f.price_mean, price),
        Row(
            _("Price, usual range"), _("From one tenth to nine tenths of the awarded lots."),
            _range(before, price), _range(after, price) if after else "",
        ),
        row(
            _("Price against the second best"),
            _("100 %: what the second best bidder would have gone to, which an ideal auction reaches."),
            lambda f: f.against_second, _percent_1,
        ),
        row(_("Best bidder won"), _("How often whoever valued it most got it."), lambda f: f.best_won, _percent),
        row(
            _("Late bidders won"), _("Beside their share of all bidders; far above it, waiting pays."),
            lambda f: f.late_won, _percent,
        ),
        row(_("Late bidders, share"), "", lambda f: f.late_share, _percent),
        row(_("Length, middle"), _("From opening to end."), lambda f: f.minutes_median, _minutes),
        row(_("Accepted bids a lot"), "", lambda f: f.bids_mean, _one_digit),
        row(_("Refused bids a lot"), "", lambda f: f.refused_mean, _one_digit),
        row(_("Changes of the lead a lot"), "", lambda f: f.lead_changes_mean, _one_digit),
        row(_("Extensions a lot"), "", lambda f: f.extensions_mean, _one_digit),
    ]  # fmt: skip


def course_rows(before: Course, after: Course | None, currency: str) -> list[Row]:
    """How one past event ran, and how it would have run with the same bids at the same times."""

    def row(label: str, text: str, shown: Callable[[Course], str]) -> Row:
        return Row(label, text, shown(before), shown(after) if after else "")

    return [
        row(_("Result"), "", lambda c: _result(c, currency)),
        row(_("Length"), _("From opening to end, pauses included."), lambda c: _length(c.duration)),
        row(_("Accepted bids"), "", lambda c: str(c.accepted)),
        row(
            _("Refused bids"),
            _("Bids are replayed as they were made; a bidder who knew the draft might have bid otherwise."),
            _refused,
        ),
        row(_("Extensions"), "", lambda c: str(c.extensions)),
        row(_("Changes of the lead"), "", lambda c: str(c.lead_changes)),
    ]


def price_chart(before: Figures, after: Figures | None) -> Chart | None:
    """How many lots ended in which price range, without and with the draft."""
    every = [*before.prices, *(after.prices if after else ())]
    if not every:
        return None
    low, high = min(every), max(every)
    width = (high - low) / BARS or Decimal(1)

    def bars(prices: tuple[Decimal, ...]) -> tuple[int, ...]:
        found = [0] * BARS
        for price in prices:
            found[min(BARS - 1, int((price - low) / width))] += 1
        return tuple(found)

    series = [Series(_("In force"), bars(before.prices))]
    if after is not None:
        series.append(Series(_("Draft"), bars(after.prices)))
    summary = "; ".join(
        ngettext("%(name)s: %(n)s lot from %(low)s to %(high)s", "%(name)s: %(n)s lots from %(low)s to %(high)s", n)
        % {"name": name, "n": n, "low": _decimal(found[0], 2), "high": _decimal(found[-1], 2)}
        for name, found in ((_("In force"), before.prices), (_("Draft"), after.prices if after else ()))
        if (n := len(found))
    )
    labels = tuple(_decimal(low + width * at, 2) for at in range(BARS))
    return Chart(summary, labels, tuple(series), kind="bar")


def _result(course: Course, currency: str) -> str:
    if not course.allocations:
        return _("No award: %(reason)s") % {"reason": course.reason or "–"}
    prices = sorted({one.unit_price for one in course.allocations})
    text = " – ".join(_decimal(price, 2) for price in dict.fromkeys((prices[0], prices[-1])))
    bids = ", ".join(str(seq) for seq in dict.fromkeys(one.seq for one in course.allocations))
    return _("bid %(bids)s at %(price)s %(currency)s a unit") % {"bids": bids, "price": text, "currency": currency}


def _refused(course: Course) -> str:
    if not course.refused:
        return "0"
    reasons = ", ".join(
        f"{reason_text(reason).rstrip('.。')}: {count}"
        for reason, count in sorted(course.refused.items(), key=lambda one: -one[1])
    )
    return f"{sum(course.refused.values())} ({reasons})"


def _range(found: Figures, price: Callable[[Any], str]) -> str:
    if found.price_low is None or found.price_high is None:
        return "–"
    return f"{_decimal(found.price_low, 2)} – {price(found.price_high)}"


def _or_none(value: Any, shown: Callable[[Any], str]) -> str:
    return "–" if value is None else shown(value)


def _apart(one: Any, other: Any, shown: Callable[[Any], str]) -> str:
    if one is None or other is None or one == other:
        return "–"
    text = shown(abs(other - one))
    return f"{'+' if other > one else '−'}{text}"


def _decimal(value: Fraction | Decimal, digits: int) -> str:
    """Rounded half up, from an exact value; grouped as the language of the page does."""
    exact, unit = Fraction(value), Decimal(1).scaleb(-digits)
    scaled = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(unit, ROUND_HALF_UP)
    return formats.number_text(scaled, digits, digits)


def _percent(value: Fraction) -> str:
    return formats.percent_text(Decimal(value.numerator) / Decimal(value.denominator))


def _percent_1(value: Fraction) -> str:
    return formats.percent_text(Decimal(value.numerator) / Decimal(value.denominator), 1)


def _one_digit(value: Fraction) -> str:
    return _decimal(value, 1)


def _minutes(value: Fraction) -> str:
    return _("%(n)s min") % {"n": _decimal(value, 1)}


def _length(value: timedelta | None) -> str:
    return "–" if value is None else _minutes(Fraction(value // timedelta(milliseconds=1), 60_000))
