"""Refusals about recurring orders."""

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Conflict, Invalid, NotFound, Refusal


def bad_rhythm(field: str, why: str) -> Refusal:
    return Invalid("orders.bad_rhythm", why, field=field, remedy=_("Correct this field; nothing was written."))


def recurring_unknown() -> Refusal:
    return NotFound(
        "orders.recurring_unknown",
        _("There is no such recurring order of your company."),
        field="recurring_id",
        remedy=_("Open it from the list of recurring orders."),
    )


def not_in_state(number: str, state: str) -> Refusal:
    return Conflict(
        "orders.recurring_state",
        _("This is not possible with %(number)s as it stands.") % {"number": number},
        remedy=_("Open it again to see where it stands."),
        facts={"number": number, "state": state},
    )


def run_unknown() -> Refusal:
    return Conflict(
        "orders.recurring_run_unknown",
        _("There is no run of that day to do this with."),
        field="due_on",
        remedy=_("Open the recurring order again to see its days."),
    )


def people_only() -> Refusal:
    return Invalid(
        "orders.recurring_people_only",
        _("A recurring order belongs to a person, who is told when it cannot be placed."),
        remedy=_("Start it signed in as a person, not with a key."),
    )


def owner_gone() -> Refusal:
    return Conflict(
        "orders.recurring_owner_gone",
        _("Whoever started it may not order for the company any more."),
        remedy=_("End it, and start it again in your own name."),
    )


def price_moved(item: str, agreed: str, now: str, currency: str) -> Refusal:
    return Conflict(
        "orders.recurring_price_moved",
        _("%(item)s costs %(now)s %(currency)s now, %(agreed)s were agreed.")
        % {"item": item, "now": now, "agreed": agreed, "currency": currency},
        remedy=_("Order at the price of today, or leave this day out."),
        facts={"item": item, "agreed": agreed, "now": now, "currency": currency},
    )
