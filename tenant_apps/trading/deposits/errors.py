"""Refusals of deposits."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.foundation.refusals import Conflict, Invalid, NotAllowed, NotFound, Refusal


def deposit_unknown(deposit_id: Any) -> Refusal:
    return NotFound(
        "deposits.deposit_unknown",
        _("There is no such deposit."),
        field="deposit_id",
        remedy=_("Open it from the list of deposits."),
        facts={"deposit_id": str(deposit_id)},
    )


def not_in_state(number: str, state: str) -> Refusal:
    return Conflict(
        "deposits.not_in_state",
        _("Deposit %(number)s is past this step.") % {"number": number},
        remedy=_("Look at where it stands now."),
        facts={"state": state},
    )


def only_the_payer(number: str) -> Refusal:
    return NotAllowed(
        "deposits.only_the_payer",
        _("Only the company that gives deposit %(number)s says that it has paid.") % {"number": number},
        remedy=_("Confirm it once the money has arrived."),
    )


def only_the_receiver(number: str) -> Refusal:
    return NotAllowed(
        "deposits.only_the_receiver",
        _("Only the company that gets deposit %(number)s, or the marketplace, decides this.") % {"number": number},
        remedy=_("Ask the other side."),
    )


def reference_needed() -> Refusal:
    return Invalid(
        "deposits.reference_needed",
        _("Say under which reference it was paid, or the number of the guarantee."),
        field="reference",
        remedy=_("It lets the other side find it."),
    )


def still_running(number: str) -> Refusal:
    return Conflict(
        "deposits.still_running",
        _("The event of deposit %(number)s has not ended.") % {"number": number},
        remedy=_("Wait for its end: until then the deposit stands behind the bids."),
    )


def over_what_is_left(field: str, left: str) -> Refusal:
    return Invalid(
        "deposits.over_what_is_left",
        _("Only %(left)s of this deposit is still blocked.") % {"left": left},
        field=field,
        remedy=_("Keep that much or less."),
        facts={"left": left},
    )


def nothing_kept() -> Refusal:
    return Invalid(
        "deposits.nothing_kept",
        _("It is not said how much is kept."),
        field="costs",
        remedy=_("Name costs, a price gap or a debt, or release the deposit."),
    )


def nothing_owed(number: str) -> Refusal:
    return Conflict(
        "deposits.nothing_owed",
        _("Nothing has to be paid for deposit %(number)s.") % {"number": number},
        remedy=_("Money moves for it only after a release, or where a guarantee was forfeited."),
    )


def less_than_asked(asked: str) -> Refusal:
    return Invalid(
        "deposits.less_than_asked",
        _("%(asked)s was asked for.") % {"asked": asked},
        field="received",
        remedy=_("Confirm it once all of it has arrived."),
        facts={"asked": asked},
    )


def no_excess() -> Refusal:
    return Invalid(
        "deposits.no_excess",
        _("More than what was asked for counts as paid in advance with earnest money alone."),
        field="received",
        remedy=_("Leave it out, and pay back what is too much."),
    )


def only_earnest(number: str) -> Refusal:
    return Conflict(
        "deposits.only_earnest",
        _("Deposit %(number)s is no earnest money; nobody owes it twice.") % {"number": number},
        remedy=_("Release it."),
    )


def other_currency(field: str, currency: str) -> Refusal:
    return Invalid(
        "deposits.other_currency",
        _("This deposit is in %(currency)s.") % {"currency": currency},
        field=field,
        remedy=_("Give the amount in that currency."),
    )


def deposit_missing(number: str) -> Refusal:
    return Conflict(
        "trading.deposit_missing",
        _("The deposit for %(number)s is not blocked.") % {"number": number},
        field="deposit",
        remedy=_("Pay it and let the other side confirm it."),
    )


_PROBLEMS = {
    "no_base": (
        gettext_lazy("A percentage needs a price to be reckoned from."),
        gettext_lazy("Set a start price or a price limit, or ask for a fixed amount."),
    ),
    "not_an_amount": (
        gettext_lazy("The deposit is no amount of the event's currency."),
        gettext_lazy("Use no more decimals than the currency has."),
    ),
    "nothing": (
        gettext_lazy("A fixed deposit needs an amount."),
        gettext_lazy("Set the amount, or ask for no deposit."),
    ),
    "over_estimate": (
        gettext_lazy("A tender may ask for at most two per cent of its estimate as a deposit."),
        gettext_lazy("Lower the amount, or state the estimate it belongs to."),
    ),
}


def rules_do_not_fit(name: str, why: str) -> Refusal:
    message, remedy = _PROBLEMS[why]
    return Invalid(f"deposits.{why}", message, field=f"rules.{name}", remedy=remedy)
