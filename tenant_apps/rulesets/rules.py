"""The marketplace's general keys, branding, and the rules for changing rules: those that no single app owns."""

from functools import cache
from zoneinfo import available_timezones

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from shared_apps.foundation.currencies import MINOR_UNITS
from tenant_apps.rulesets.types import BadValue, Rule, Value, declare


def _known_currency(value: Value) -> None:
    if value not in MINOR_UNITS:
        raise BadValue("a currency code such as EUR or CNY is needed")


@cache
def _zones() -> frozenset[str]:
    """Python reads a file for each zone it names, six hundred of them, and a page asks at every request."""
    return frozenset(available_timezones())


def _known_zone(value: Value) -> None:
    if value not in _zones():
        raise BadValue("a time zone such as Europe/Berlin is needed")


declare(
    Rule("general.name", "text", "", _("Name"), _("What people see as the name of the marketplace."), longest=120),
    Rule("general.tagline", "text", "", _("Line under the name"), _("A few words, shown in the side bar."), longest=60),
    Rule(
        "general.currency", "text", "EUR", _("Currency"), _("Proposed for new prices."), longest=3,
        check=_known_currency,
    ),
    Rule(
        "general.time_zone", "text", "UTC", _("Time zone"), _("Dates and times are shown in it."), longest=64,
        check=_known_zone,
    ),
    Rule(
        "general.languages", "codes", ["en", "zh-hans"], _("Languages"), _("Offered to people, the first is usual."),
        choices=tuple((code, name) for code, name in settings.LANGUAGES),
    ),
    Rule(
        "general.default_tax_rate", "decimal", "0", _("Usual tax rate"),
        _("Proposed for new items, as a fraction: 0.19 is 19 %."),
    ),
    Rule(
        "rules.notice_days", "int", 0, _("Notice of changed trading rules"),
        _("Days between the publication of a changed trading rule and its effect; 0: at once."),
        unit=_("days"), low=0, high=90, law=("CN E-Commerce Law 34",), risk="high",
    ),
    Rule("branding.accent", "colour", "", _("Accent colour"), _("Empty for the colour of Kontor.")),
    Rule("branding.logo_document", "text", "", _("Logo"), _("A PNG or JPEG file, square."), longest=36),
)  # fmt: skip
