"""Rules of mode 1: spot listings, selling and buying.

The engine reads them by their names without the mode; `sdk/verify` knows the same names. Quantities are in the unit of
the listing, amounts in its currency; an empty decimal means that the rule is not used.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tenant_apps.rulesets.types import BadValue, Rule, Value, declare
from tenant_apps.trading.engines.listing.decisions.sessions import read_days, read_sessions

SPOT = "spot_listing"
_YEAR = 31_622_400


def _sessions(value: Value) -> None:
    try:
        read_sessions(str(value), "", "UTC")
    except ValueError as error:
        raise BadValue(str(error)) from error


def _days(value: Value) -> None:
    try:
        read_days(str(value))
    except ValueError as error:
        raise BadValue("dates such as 2026-12-25 are needed") from error


def _zone(value: Value) -> None:
    try:
        read_sessions("", "", str(value))
    except (ValueError, KeyError, OSError) as error:
        raise BadValue("a zone such as Europe/Berlin is needed") from error


def _flag(name: str, default: bool, label: Any, text: Any, **more: Any) -> Rule:
    return Rule(f"{SPOT}.{name}", "flag", default, label, text, at_event=True, **more)


def _int(name: str, default: int, low: int, high: int, label: Any, text: Any, unit: Any = "", **more: Any) -> Rule:
    more = {"at_event": True, **more}
    return Rule(f"{SPOT}.{name}", "int", default, label, text, low=low, high=high, unit=unit, **more)


def _decimal(name: str, label: Any, text: Any, **more: Any) -> Rule:
    """A positive number, empty where the rule is not used."""
    return Rule(f"{SPOT}.{name}", "decimal", "", label, text, optional=True, least="0.000001", **more)


def _choice(name: str, default: str, label: Any, text: Any, *choices: tuple[str, Any], **more: Any) -> Rule:
    more = {"at_event": True, **more}
    return Rule(f"{SPOT}.{name}", "choice", default, label, text, choices=choices, **more)


_SIZES = (
    Rule(
        f"{SPOT}.min_take", "decimal", "1", _("Least take"),
        _("The smallest quantity that may be taken; never more than what is offered."), least="0.000001", at_event=True,
    ),
    Rule(
        f"{SPOT}.take_step", "decimal", "1", _("Step"), _("Takes grow from the least take in this step."),
        least="0.000001", at_event=True,
    ),
    _flag("whole_lot_only", False, _("Only the whole lot"), _("A take takes all of it or nothing.")),
    _choice(
        "remainder_policy", "allow", _("What is left"), _("When less is left than the least take."),
        ("allow", _("May be taken whole")),
        ("seller_keeps", _("Stays with who listed it, and the listing ends")),
        ("must_take_all", _("May not come about: such a take must take all of it")),
        depends_on=("whole_lot_only", (False,)),
    ),
    _choice(
        "mixed_batch", "none", _("Mixed baskets"),
        _("A basket from one seller may mix listings below their least takes, if all of it together is large enough."),
        ("none", _("No")), ("quantity", _("By quantity")), ("amount", _("By amount")),
    ),
    _decimal(
        "batch_min", _("Least basket"), _("From this quantity, or net amount, on. Empty: any basket."), at_event=True,
        depends_on=("mixed_batch", ("quantity", "amount")),
    ),
)  # fmt: skip

_PRICES = (
    _choice(
        "price_kind", "firm", _("Kind of price"), _("What a take may say about the price."),
        ("firm", _("Firm: taken as listed")),
        ("tiered", _("Tiered: by the quantity of the take")),
        ("negotiable", _("Negotiable: a take may propose another, which waits for an answer")),
    ),
    Rule(
        f"{SPOT}.tiers", "steps", [], _("Prices by quantity"),
        _("From this quantity on, this unit price; the first is the listed one. For example 0: 12.50, 100: 11.90."),
        at_event=True, depends_on=("price_kind", ("tiered",)),
    ),
    Rule(
        f"{SPOT}.price_band_percent", "decimal", "0", _("Price band"),
        _("How far a price may lie from the reference; 0: anywhere."), unit="%", least="0", most="1000",
    ),
    _decimal(
        "reference_price", _("Reference price"),
        _("Of one unit, best set for a category of goods. Empty: the unit price of the last deal in the same item."),
    ),
    _choice(
        "band_action", "block", _("Outside the band"), _("What happens to a listing with such a price."),
        ("block", _("It is refused")), ("approval", _("It waits for the marketplace")), at_event=False,
    ),
)  # fmt: skip

_TIMES = (
    _int(
        "validity_s", 0, 0, _YEAR, _("Validity"),
        _("How long a listing is open where it names no end; 0: until it is taken or withdrawn."), _("seconds"),
    ),
    Rule(
        f"{SPOT}.sessions", "text", "", _("Trading hours"),
        _("Takes count only then. For example Mon-Fri 09:00-11:30 13:30-15:00; Sat 10:00-12:00. Empty: always."),
        longest=400, check=_sessions, at_event=True,
    ),
    Rule(
        f"{SPOT}.holidays", "text", "", _("Days without trading"),
        _("Dates on which no hours begin, such as 2026-12-25 2027-01-01."), longest=2000, check=_days, at_event=True,
    ),
    Rule(
        f"{SPOT}.session_zone", "text", "", _("Zone of the trading hours"),
        _("Such as Asia/Shanghai. Empty: the time zone of the marketplace."), longest=64, check=_zone, at_event=True,
    ),
)  # fmt: skip

_WAITING = (
    _choice(
        "review", "none", _("Review before it opens"), _("Which listings the marketplace looks at first."),
        ("none", _("None")), ("by_value", _("Those worth more than a value")), ("always", _("All of them")),
        at_event=False,
    ),
    _decimal(
        "review_above", _("Review above"), _("Net value of all that is offered, in the currency of the listing."),
        depends_on=("review", ("by_value",)),
    ),
    _decimal(
        "approve_above", _("Approve takes above"),
        _("A take worth more than this waits for the marketplace. Empty: none does."),
    ),
    _int(
        "hold_seconds", 900, 60, 604_800, _("Held for approval"),
        _("How long a take that waits for the marketplace keeps its quantity."), _("seconds"), at_event=False,
    ),
    _choice(
        "accept", "auto", _("Acceptance"), _("Whether a take is a deal at once."),
        ("auto", _("At once")), ("seller_confirms", _("Once who listed it has confirmed")),
    ),
    _int(
        "confirm_within_h", 24, 1, 720, _("Time to confirm"),
        _("How long a take keeps its quantity while it waits for an answer; then it is released."), _("hours"),
    ),
)  # fmt: skip

declare(
    _choice(
        "audience", "all", _("Audience"), _("For whom a listing is where it names nobody."),
        ("all", _("Every company of the marketplace")), ("named", _("Only companies that it names")),
    ),
    *_SIZES, *_PRICES, *_TIMES, *_WAITING,
    _choice(
        "hide_identity", "never", _("Name of who lists"), _("Whether others read who lists before they have taken."),
        ("never", _("Shown")), ("until_take", _("Not before a deal")),
    ),
    _choice(
        "modify_while_open", "any", _("Changes while it is open"),
        _("Each change is a new version, and takes name the version they mean."),
        ("any", _("Any")), ("better_only", _("No worse prices")), ("none", _("None")),
    ),
)  # fmt: skip
