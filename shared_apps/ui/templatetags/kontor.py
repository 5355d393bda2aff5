"""Template tags of Kontor: `{% load kontor %}`. Small things that stand many times on a page.

Tags rather than components where a list of a hundred rows would otherwise render a thousand templates. Every figure
comes out left-to-right inside `<bdi>`, with its unit beside it; never print a number without one of these.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect, Select, Textarea
from django.forms.boundfield import BoundWidget
from django.http import HttpRequest
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from shared_apps.foundation import masks
from shared_apps.foundation.money import Money
from shared_apps.foundation.quantity import Quantity
from shared_apps.ui import formats
from shared_apps.ui.hiding import NAMES
from shared_apps.ui.shapes import Tone
from shared_apps.ui.statuses import status_of
from shared_apps.ui.units import unit_name

register = template.Library()

NOTHING = mark_safe('<span class="k-sub">–</span>')
SPARK_WIDTH, SPARK_HEIGHT = 96, 24


@register.simple_tag
@cache
def sprite() -> str:
    """Address of the file with all symbols, found once: a page names it fifty times."""
    return static("vendor/icons.svg")


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """One symbol of the sprite, decorative: give its button a label."""
    return format_html('<svg class="k-i {}" aria-hidden="true"><use href="{}#{}"></use></svg>', css, sprite(), name)


def _figure(text: str, unit: str, css: str = "") -> SafeString:
    if not unit:
        return format_html('<bdi class="k-num {}" dir="ltr">{}</bdi>', css, text)
    return format_html('<bdi class="k-num {}" dir="ltr">{}<span class="k-unit">{}</span></bdi>', css, text, unit)


def _hidden() -> SafeString:
    """What stands where a value is hidden by the role of who reads."""
    return format_html(
        '<span class="k-sub" title="{0}"><span aria-hidden="true">{1}</span>'
        '<span class="visually-hidden">{0}</span></span>',
        _("Hidden for your role"),
        masks.BLANK,
    )


@register.simple_tag(name="hides")
def is_hidden(mask: str = "") -> bool:
    """`{% hides "prices" as no_prices %}`, for drawings that make no sense without them; `{% hides as any %}`."""
    return masks.hides(mask) if mask else bool(masks.now())


@register.simple_tag
def hidden_label(mask: str) -> str:
    """`hidden: prices and amounts`, of a kind of fields that a role hides."""
    return _("hidden: %(what)s") % {"what": NAMES.get(mask, mask)}


@register.filter
def unless_hidden(value: Any, mask: str) -> Any:
    """`{{ company.tax_id|unless_hidden:"identifiers" }}`: the value, or a dash that says why it is not shown."""
    return _hidden() if value and masks.hides(mask) else value


@register.simple_tag
def money(
    value: Money | int | Decimal | None, currency: str = "", css: str = "", sign: bool = False, kind: str = "prices"
) -> SafeString:
    """`{% money deal.total %}`, or minor units with a currency: `{% money line.amount_minor line.currency %}`.

    A `Decimal` with a currency is an amount in major units. `kind` is what a role hides to hide it.
    """
    if value is None or value == "":
        return NOTHING
    if masks.hides("prices") or masks.hides(kind):
        return _hidden()
    if isinstance(value, int):
        value = Money(value, currency)
    if isinstance(value, Money):
        return _figure(formats.amount_text(value.amount, value.currency, sign=sign), value.currency, css)
    return _figure(formats.amount_text(value, currency, sign=sign), currency, css)


@register.simple_tag
def price(unit_price: Decimal | None, currency: str, unit: str = "", css: str = "") -> SafeString:
    """A unit price, which may have more decimals than its currency: 8,946.00 EUR/t."""
    if unit_price is None or unit_price == "":
        return NOTHING
    if masks.hides("prices"):
        return _hidden()
    beside = f"{currency}/{unit_name(unit)}" if unit else currency
    return _figure(formats.price_text(unit_price, currency), beside, css)


@register.simple_tag
def bare_price(value: Decimal | int | None, decimals: int = 0, sign: bool = False, most: int = 0) -> SafeString:
    """A price or an amount whose currency stands elsewhere on the page, as `number` writes it."""
    return _hidden() if value not in (None, "") and masks.hides("prices") else number(value, decimals, sign, most)


@register.simple_tag
def quantity(value: Quantity | Decimal | int | None, unit: str = "", css: str = "") -> SafeString:
    """`{% quantity line.quantity %}`, or a number with its unit code: `{% quantity line.value line.unit %}`."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, Quantity):
        return _figure(formats.number_text(value.value), unit_name(value.unit), css)
    return _figure(formats.number_text(value), unit_name(unit) if unit else "", css)


@register.simple_tag
def number(value: Decimal | int | None, decimals: int = 0, sign: bool = False, most: int = 0) -> SafeString:
    """A bare count, grouped; write what it counts beside it. `most` lets it have more decimals where it has them."""
    if value is None or value == "":
        return NOTHING
    return _figure(formats.number_text(value, decimals, max(decimals, most), sign=sign), "")


@register.simple_tag
def percent(ratio: Decimal | None, decimals: int = 0) -> SafeString:
    """A ratio as percent: `Decimal("0.73")` is 73 %."""
    if ratio is None or ratio == "":
        return NOTHING
    return _figure(formats.percent_text(ratio, decimals), "")


@register.simple_tag
def rate(ratio: Decimal | None) -> SafeString:
    """A rate with the decimals it needs and no more: 19 %, 5.5 %."""
    if ratio is None or ratio == "":
        return NOTHING
    exponent = (ratio * 100).normalize().as_tuple().exponent
    return _figure(formats.percent_text(ratio, max(0, -exponent if isinstance(exponent, int) else 0)), "")


@register.simple_tag
def timeago(moment: datetime | None) -> SafeString:
    """Relative in lists; the absolute time with its zone on hover."""
    if not moment:
        return NOTHING
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        formats.utc_iso(moment),
        formats.when_text(moment),
        formats.ago_text(moment),
    )


@register.simple_tag
def when(moment: datetime | date | None) -> SafeString:
    """Absolute, with the zone."""
    if not moment:
        return NOTHING
    return format_html('<time datetime="{}">{}</time>', formats.utc_iso(moment), formats.when_text(moment))


@register.simple_tag
def day(moment: datetime | date | None) -> SafeString:
    """The date; for a moment the full time on hover."""
    if not moment:
        return NOTHING
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        formats.utc_iso(moment),
        formats.when_text(moment),
        formats.day_text(moment),
    )


@register.simple_tag
def pill(text: str, tone: Tone = "mute", icon_name: str = "circle") -> SafeString:
    """A pill with glyph and word: colour is never the only signal."""
    return format_html(
        '<span class="k-pill k-pill-{}"><svg class="k-i" aria-hidden="true"><use href="{}#{}"></use></svg>{}</span>',
        tone,
        sprite(),
        icon_name,
        text,
    )


@register.simple_tag
def pill_for(kind: str, code: str) -> SafeString:
    """The pill of a stored status: `{% pill_for "orders.order" order.status %}`."""
    status = status_of(kind, str(code))
    return pill(str(status.label), status.tone, status.icon)


@register.simple_tag
def status_label(kind: str, code: str) -> str:
    """Only the word of a status, for running text and select boxes."""
    return str(status_of(kind, str(code)).label)


@register.filter
def unit(code: str) -> str:
    """The unit as people write it: `{{ "KGM"|unit }}` is kg."""
    return unit_name(code)


@register.simple_tag
def share(value: int | Decimal | None, maximum: int | Decimal | None) -> int:
    """Whole percent of `value` in `maximum`, from 0 to 100; for bars, which need attributes instead of styles."""
    if not value or not maximum:
        return 0
    return max(0, min(100, int(Decimal(value) * 100 / Decimal(maximum))))


@register.simple_tag
def spark(values: Iterable[int | Decimal], label: str, tone: str = "") -> SafeString:
    """A sparkline drawn on the server. `label` says what it shows, in words."""
    points = [Decimal(value) for value in values]
    if len(points) < 2:
        return NOTHING
    low, high = min(points), max(points)
    span, usable = (high - low) or Decimal(1), Decimal(SPARK_HEIGHT - 4)
    places = [
        (f"{Decimal(SPARK_WIDTH - 3) * at / (len(points) - 1):.1f}", f"{2 + usable * (high - point) / span:.1f}")
        for at, point in enumerate(points)
    ]
    line = "M" + "L".join(f"{x} {y}" for x, y in places)
    last_x, last_y = places[-1]
    return format_html(
        '<svg class="k-spark {}" width="{}" height="{}" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<path class="a" d="{}L{} {}L0 {}z"/><path d="{}"/><circle cx="{}" cy="{}" r="2"/></svg>',
        f"k-spark-{tone}" if tone else "",
        *(SPARK_WIDTH, SPARK_HEIGHT, SPARK_WIDTH, SPARK_HEIGHT, label),
        *(line, last_x, SPARK_HEIGHT, SPARK_HEIGHT, line, last_x, last_y),
    )


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """The present address with some parameters changed; an empty value removes one. A change resets the cursor."""
    request: HttpRequest = context["request"]
    parameters = request.GET.copy()
    for name in ("cursor", "before", "after"):
        if name not in changes:
            parameters.pop(name, None)
    for name, value in changes.items():
        if value in (None, ""):
            parameters.pop(name, None)
        else:
            parameters[name] = str(value)
    return f"?{parameters.urlencode()}"


# -- form fields -----------------------------------------------------------------------------------------------------


def _described_by(field: BoundField) -> str:
    ids = [f"{field.auto_id}_error"] if field.errors else []
    return " ".join([*ids, f"{field.auto_id}_help"] if field.help_text else ids)


@register.simple_tag
def field_widget(field: BoundField, css: str = "", **attrs: str) -> SafeString:
    """The input of a field in our style, tied to its help and its error for screen readers."""
    widget = field.field.widget
    if not field.form.is_bound and masks.hides(masks.kind_of(field.name)):
        # As it was before is not shown; what somebody writes themselves is.
        field.initial = None
    style = "form-control"
    if isinstance(widget, CheckboxInput | CheckboxSelectMultiple | RadioSelect):
        style = "form-check-input"
    elif isinstance(widget, Select):
        style = "form-select"
    own = str(widget.attrs.get("class", ""))
    given: dict[str, Any] = {name.replace("_", "-"): value for name, value in attrs.items() if value}
    given["class"] = " ".join(part for part in (style, own, css, "is-invalid" if field.errors else "") if part)
    described = _described_by(field)
    if described:
        given["aria-describedby"] = described
    if field.errors:
        given["aria-invalid"] = "true"
    return mark_safe(field.as_widget(attrs=given))


@register.simple_tag
def choice_widget(choice: BoundWidget) -> SafeString:
    """One radio button or tick box of a group."""
    choice.data["attrs"]["class"] = "form-check-input"
    return choice.tag()


@register.simple_tag
def widget_kind_of(field: BoundField) -> str:
    """`check`, `choices`, `select`, `text`, `area` or `file`: how the field is laid out."""
    widget = field.field.widget
    if isinstance(widget, CheckboxSelectMultiple | RadioSelect):
        return "choices"
    if isinstance(widget, CheckboxInput):
        return "check"
    if isinstance(widget, Select):
        return "select"
    if isinstance(widget, Textarea):
        return "area"
    return "file" if isinstance(widget, FileInput) else "text"


@register.simple_tag
def field_errors(field: BoundField) -> SafeString:
    return format_html_join(" ", "{}", ((error,) for error in field.errors))
