"""Refusals of changes of orders."""

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Conflict, Invalid, NotFound, Refusal


def amendment_unknown() -> Refusal:
    return NotFound(
        "orders.amendment_unknown",
        _("There is no such change of an order."),
        field="amendment_id",
        remedy=_("Open it from the order."),
    )


def version_changed(number: str, version: int) -> Refusal:
    return Conflict(
        "orders.version_changed",
        _("Order %(number)s is at version %(version)s by now.") % {"number": number, "version": version},
        field="version",
        remedy=_("Look at it as it is now, then propose the change again."),
        facts={"number": number, "version": version},
    )


def amendment_open(number: str) -> Refusal:
    return Conflict(
        "orders.amendment_open",
        _("A change of order %(number)s waits for an answer.") % {"number": number},
        field="order_id",
        remedy=_("Wait for the answer, or withdraw it first."),
        facts={"number": number},
    )


def amendment_waits(number: str) -> Refusal:
    return Conflict(
        "orders.amendment_waits",
        _("The change of order %(number)s waits for approval in the buyer’s company.") % {"number": number},
        field="amendment_id",
        remedy=_("It goes on by itself once it is approved."),
        facts={"number": number},
    )


def amendment_over(state: str) -> Refusal:
    return Conflict(
        "orders.amendment_over",
        _("This change is answered, withdrawn or expired already."),
        field="amendment_id",
        remedy=_("Propose it anew if it is still wanted."),
        facts={"state": state},
    )


def own_amendment() -> Refusal:
    return Conflict(
        "orders.own_amendment",
        _("Your company proposed this change; the other side answers it."),
        field="amendment_id",
        remedy=_("Withdraw it if it is not wanted any more."),
    )


def not_proposer() -> Refusal:
    return Conflict(
        "orders.not_proposer",
        _("The other side proposed this change and alone withdraws it."),
        field="amendment_id",
        remedy=_("Accept or refuse it."),
    )


def formed_in_event(number: str) -> Refusal:
    return Conflict(
        "orders.formed_in_event",
        _("Prices and articles of order %(number)s were formed in a trading event.") % {"number": number},
        field="lines",
        remedy=_("Change quantities within the event’s tolerance, or reference, place or day; order more separately."),
        facts={"number": number},
    )


def beyond_tolerance(field: str, percent: str, least: str, most: str, unit: str) -> Refusal:
    words = {"percent": percent, "least": least, "most": most, "unit": unit}
    return Conflict(
        "orders.beyond_tolerance",
        _("The event lets quantities differ by %(percent)s%% from what was awarded: %(least)s to %(most)s %(unit)s.")
        % words,
        field=field,
        remedy=_("Stay within it; order more separately, or close the rest once something has left."),
        facts=words,
    )


def bad_amendment(why: str, field: str) -> Refusal:
    """`why` is one of the reasons that `decisions/amending.py` finds, or `nothing`, `side`, `buyers`."""
    words = {
        "line": _("The order has no such line."),
        "twice": _("A line is changed once at most."),
        "both": _("A line is either removed or changed."),
        "quantity": _("Quantities are more than zero; remove the line instead."),
        "price": _("The seller alone proposes another price, of zero or more."),
        "empty": _("An order keeps at least one line; cancel it instead."),
        "part": _("The order has no such part that has not left."),
        "left": _("What has left of a line stays; less than that is not possible."),
        "price_left": _("Something of this line has left at its price already."),
        "close": _("A rest is closed by itself, without another change."),
        "nothing": _("Nothing would be different."),
        "side": _("Say whether buyer or seller proposes it."),
        "buyers": _("Reference, cost centre, note, place and day are the buyer’s to change."),
    }
    return Invalid("orders.bad_amendment", words[why], field=field, remedy=_("Correct the change."), facts={"why": why})
