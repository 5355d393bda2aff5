"""Refusals of second tries."""

from typing import Any

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Conflict, Invalid, Refusal


def has_a_result(number: str) -> Refusal:
    return Conflict(
        "second_try.has_a_result",
        _("%(number)s has not ended without a result.") % {"number": number},
        field="event_id",
        remedy=_("Run it again once it has failed, or once its deals are cancelled."),
    )


def was_followed(number: str, successor: str) -> Refusal:
    return Conflict(
        "second_try.was_followed",
        _("%(number)s was followed by %(successor)s already.") % {"number": number, "successor": successor},
        field="event_id",
        remedy=_("Look at that event."),
        facts={"successor": successor},
    )


def no_more_runs(most: Any) -> Refusal:
    return Conflict(
        "second_try.no_more_runs",
        _("The rules let this event run again %(most)s times.") % {"most": most},
        field="event_id",
        remedy=_("Publish a new event."),
        facts={"most": most},
    )


def too_much(most: Any) -> Refusal:
    return Invalid(
        "second_try.too_much",
        _("The start price may change by at most %(most)s per cent.") % {"most": most},
        field="changed_percent",
        remedy=_("Choose a smaller change."),
        facts={"most": str(most)},
    )


def no_start_price() -> Refusal:
    return Invalid(
        "second_try.no_start_price",
        _("This event has no start price that could change."),
        field="changed_percent",
        remedy=_("Leave it at 0."),
    )


def not_a_percentage() -> Refusal:
    return Invalid(
        "second_try.not_a_percentage",
        _("This is no percentage."),
        field="changed_percent",
        remedy=_("Give a number from 0, with at most 3 decimals, such as 12.5."),
    )


def took_no_part(field: str) -> Refusal:
    return Invalid(
        "second_try.took_no_part",
        _("This company took no part in the event."),
        field=field,
        remedy=_("Name companies that bid in it."),
    )


def has_no_time_to_extend() -> Refusal:
    return Invalid(
        "second_try.has_no_time_to_extend",
        _("Only an auction for the whole lot whose end is a time can go on."),
        field="rules.on_too_few",
        remedy=_("Let it fail, or negotiate."),
    )


def barred_from_rerun() -> Refusal:
    return Conflict(
        "trading.barred_from_rerun",
        _("Your company defaulted in the event that this one repeats."),
        field="company_id",
        remedy=_("The marketplace can tell why; this event stays closed to it."),
    )
