"""Refusals of prepayment."""

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Conflict, NotFound, Refusal


def unknown() -> Refusal:
    return NotFound(
        "prepayment.unknown",
        _("There is no such prepaid order."),
        field="prepayment_id",
        remedy=_("Open it from the list of prepayments."),
    )


def not_paid_in_time(number: str) -> Refusal:
    return Conflict(
        "prepayment.not_paid_in_time",
        _("%(number)s was not paid in time.") % {"number": number},
        remedy=_("Order again; what was paid is on account."),
        facts={"number": number},
    )


def too_late(number: str) -> Refusal:
    return Conflict(
        "prepayment.too_late",
        _("%(number)s is paid or over; it cannot be withdrawn any more.") % {"number": number},
        field="prepayment_id",
        remedy=_("Cancel the order that came of it."),
        facts={"number": number},
    )
