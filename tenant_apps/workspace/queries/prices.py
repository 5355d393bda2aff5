"""What was paid in deals for the items a company trades most, as a chart and a table.

Prices are drawn as change since the first deal in the window, because items with different units share one chart. A
stretch without a deal repeats the last price: nothing is known to have changed. Before an item's first deal nothing
is known at all, and nothing is drawn.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from shared_apps.foundation.actor import Actor
from shared_apps.ui import formats
from shared_apps.ui.shapes import Chart, Series
from tenant_apps.trading.kernel.queries.pages import price_points

WINDOWS = {"30d": (30, 10), "12w": (84, 12), "1y": (364, 13)}
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class PriceLine:
    """One item: its last deal price, and the change over the window in percent (None with a single deal)."""

    name: str
    unit: str
    currency: str
    last: Decimal
    change: Decimal | None
    deals: int

    @property
    def change_ratio(self) -> Decimal | None:
        return None if self.change is None else self.change / 100


@dataclass(frozen=True, slots=True)
class PriceView:
    """`chart` is None until some item has two deals to draw a line between."""

    lines: Sequence[PriceLine]
    chart: Chart | None
    since: datetime


def price_view(actor: Actor, now: datetime, window: str) -> PriceView:
    """Deal prices over `30d`, `12w` or `1y`."""
    days, buckets = WINDOWS.get(window, WINDOWS["12w"])
    since = now - timedelta(days=days)
    found = price_points(actor, since)
    # A young marketplace would spend most of the axis on days before its first deal.
    drawn = [points[0][0] for _name, _unit, _currency, points in found if len(points) > 1]
    start = min(drawn, default=since)
    step = (now - start) / (buckets - 1)
    ends = [*(start + step * at for at in range(buckets - 1)), now]
    lines, series = [], []
    for name, unit, currency, points in found:
        first, last = points[0][1], points[-1][1]
        change = _percent(first, last) if len(points) > 1 else None
        lines.append(PriceLine(name, unit, currency, last, change, len(points)))
        if len(points) > 1:
            known = [_known(points, end) for end in ends]
            drawn_points = tuple("–" if one is None else str(_percent(first, one)) for one in known)
            series.append(Series(_short(name), drawn_points))
    if not series:
        return PriceView(lines, None, since)
    by_day = now - start >= timedelta(days=buckets)
    labels = _once(formats.day_text(end) if by_day else _moment(end) for end in ends)
    summary = "; ".join(f"{line.name}: {line.change:+} %" for line in lines if line.change is not None)
    return PriceView(lines, Chart(summary or _("Prices"), labels, tuple(series), unit="%"), since)


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%m-%d %H:%M}"


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    """The labels, each written where it begins and not again."""
    labels: list[str] = []
    last = ""
    for text in texts:
        labels.append("" if text == last else text)
        last = text
    return tuple(labels)


def _known(points: Sequence[tuple[datetime, Decimal]], at: datetime) -> Decimal | None:
    """The last price at that time; None before the first deal."""
    found = None
    for moment, price in points:
        if moment > at:
            break
        found = price
    return found


def _percent(first: Decimal, price: Decimal) -> Decimal:
    return ((price - first) * 100 / first).quantize(TENTH, rounding=ROUND_HALF_UP) + Decimal(0)


def _short(name: str) -> str:
    return name if len(name) <= 14 else name[:13].rstrip() + "…"
