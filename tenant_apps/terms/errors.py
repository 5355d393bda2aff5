"""Refusals of payment terms."""

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Conflict, Invalid, NotFound, Refusal


def terms_unknown(field: str = "terms_id") -> Refusal:
    return NotFound(
        "terms.terms_unknown",
        _("There are no such payment terms."),
        field=field,
        remedy=_("Choose terms that the seller offers this buyer."),
    )


def no_plan() -> Refusal:
    return NotFound(
        "terms.no_plan",
        _("This order has no plan of payment."),
        field="order_id",
        remedy=_("Its invoice says when it is due."),
    )


def terms_ended(name: str, field: str = "terms_id") -> Refusal:
    return Conflict(
        "terms.terms_ended",
        _("The terms %(name)s are not offered any more.") % {"name": name},
        field=field,
        remedy=_("Choose terms that are offered."),
        facts={"name": name},
    )


def name_taken(name: str) -> Refusal:
    return Conflict(
        "terms.name_taken",
        _("There are terms named %(name)s already.") % {"name": name},
        field="name",
        remedy=_("End those first, or choose another name."),
        facts={"name": name},
    )


def bad_name() -> Refusal:
    return Invalid(
        "terms.bad_name", _("Terms need a name of up to 80 characters."), field="name", remedy=_("Write a short name.")
    )


def bad_steps(why: str) -> Refusal:
    """`why` is one of the reasons that `decisions/steps.py` finds."""
    words = {
        "none": _("Terms need at least one instalment."),
        "many": _("That is more instalments than this marketplace allows."),
        "share": _("Each share is more than zero and has at most two decimals."),
        "sum": _("The shares do not add up to 100 percent."),
        "milestone": _("An instalment waits for one of: accepted, shipped, received, invoiced, date."),
        "days": _("An instalment is due later than this marketplace allows, or before what it waits for."),
        "date": _("An instalment on a date needs its day, and no other has one."),
    }
    return Invalid(
        "terms.bad_steps", words[why], field="steps", remedy=_("Correct the instalments."), facts={"why": why}
    )


def bad_discount() -> Refusal:
    return Invalid(
        "terms.bad_discount",
        _("A discount for early payment is a percentage up to what this marketplace allows, with days from 1 on."),
        field="discount_percent",
        remedy=_("Lower the percentage, or leave both empty."),
    )


def too_late_to_choose(number: str) -> Refusal:
    return Conflict(
        "terms.too_late_to_choose",
        _("Something of %(number)s has left or is paid already.") % {"number": number},
        field="order_id",
        remedy=_("Its terms stay as they are."),
        facts={"number": number},
    )


def seller_chooses(field: str = "terms_id") -> Refusal:
    return Conflict(
        "terms.seller_chooses",
        _("In this marketplace the seller alone chooses payment terms."),
        field=field,
        remedy=_("Ask the seller."),
    )
