"""Numbers, money, quantities and times in the language of the page.

Nothing here makes a float: amounts come as `Decimal` or whole minor units and leave as text. Times are shown in the
active time zone and always carry its name, because traders sit in several.
"""

from datetime import UTC, date, datetime
from decimal import Decimal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, format_timedelta, get_timezone_name
from babel.numbers import format_decimal, format_percent
from django.utils import timezone
from django.utils.translation import get_language, to_locale

from shared_apps.foundation.currencies import MINOR_UNITS

MINUS = "−"


def babel_locale() -> Locale:
    """The active language as Babel knows it; English where Babel knows nothing nearer."""
    try:
        return Locale.parse(to_locale(get_language() or "en"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def number_text(value: Decimal | int, decimals_min: int = 0, decimals_max: int = 6, *, sign: bool = False) -> str:
    """A number with grouping; `sign` writes the plus too. The minus is the typographic one, as wide as a digit."""
    fraction = "0" * decimals_min + "#" * max(0, decimals_max - decimals_min)
    pattern = "#,##0" + (f".{fraction}" if fraction else "")
    text = str(format_decimal(abs(Decimal(value)), format=pattern, locale=babel_locale()))
    if value < 0:
        return MINUS + text
    return f"+{text}" if sign and value > 0 else text


def amount_text(amount: Decimal, currency: str, *, sign: bool = False) -> str:
    """An amount with exactly the decimals its currency has."""
    decimals = MINOR_UNITS.get(currency, 2)
    return number_text(amount, decimals, decimals, sign=sign)


def price_text(unit_price: Decimal, currency: str) -> str:
    """A unit price: at least the decimals of its currency, at most six."""
    return number_text(unit_price, MINOR_UNITS.get(currency, 2), 6)


def percent_text(ratio: Decimal, decimals: int = 0) -> str:
    """`Decimal("0.731")` as 73 %, or 73.1 % with one decimal."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "") + "%"
    text = str(format_percent(abs(ratio), format=pattern, locale=babel_locale()))
    return MINUS + text if ratio < 0 else text


def when_text(moment: datetime | date) -> str:
    """The full date, and for a moment the time with its zone."""
    locale = babel_locale()
    if not isinstance(moment, datetime):
        return str(format_date(moment, "medium", locale=locale))
    local = timezone.localtime(moment)
    zone = get_timezone_name(local, width="short", locale=locale)
    return f"{format_datetime(local, 'medium', locale=locale)} {zone}"


def day_text(moment: datetime | date) -> str:
    """The date alone, in the active zone."""
    day = timezone.localtime(moment).date() if isinstance(moment, datetime) else moment
    return str(format_date(day, "medium", locale=babel_locale()))


def ago_text(moment: datetime, now: datetime | None = None) -> str:
    """How far away a moment is: 3 hours ago, in 2 days."""
    delta = moment - (now or timezone.now())
    return str(format_timedelta(delta, add_direction=True, locale=babel_locale(), threshold=1.2))


def utc_iso(moment: datetime | date) -> str:
    """The machine-readable form for `<time datetime>`."""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return moment.isoformat()
