"""Refusals of requests for quotation that come before the engine is asked."""

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Conflict, Invalid, NotFound, Refusal
from tenant_apps.trading.kernel.errors import item_not_for_sale, item_not_yours, other_unit

__all__ = ["item_not_for_sale", "item_not_yours", "other_unit"]


def nobody_under(number: int | str, field: str = "number") -> Refusal:
    return NotFound(
        "thread.nobody_under",
        _("Nobody takes part under the number %(number)s.") % {"number": number},
        field=field,
        remedy=_("Take a number from the comparison sheet."),
    )


def other_dimension(field: str, given: str, wanted: str) -> Refusal:
    return Invalid(
        "thread.other_dimension",
        _("%(given)s cannot be converted to %(wanted)s.") % {"given": given, "wanted": wanted},
        field=field,
        remedy=_("Quote in the unit of the line."),
    )


def not_exact(field: str, given: str, wanted: str) -> Refusal:
    return Invalid(
        "thread.not_exact",
        _("From %(given)s to %(wanted)s this does not come out exactly.") % {"given": given, "wanted": wanted},
        field=field,
        remedy=_("Quote in the unit of the line."),
    )


def winner_unavailable(name: str, code: str) -> Refusal:
    return Conflict(
        "thread.winner_unavailable",
        _("%(company)s cannot be awarded now.") % {"company": name},
        field="lines",
        remedy=_("Award the others, or ask the company: it is suspended, or its goods are not there."),
        facts={"reason": code},
    )


def no_guests() -> Refusal:
    return Conflict(
        "thread.no_guests",
        _("The rules of this request know no guests."),
        remedy=_("Invite companies of the marketplace, or allow guests with the next request."),
    )


def guest_asked_already() -> Refusal:
    return Conflict(
        "thread.guest_asked_already",
        _("This address was invited to the request already."),
        field="email",
        remedy=_("Send the link once more from the list of guests."),
    )


def guest_is_member(code: str) -> Refusal:
    return Conflict(
        "thread.guest_is_member",
        _("This guest is a company of the marketplace now."),
        field="email",
        remedy=_("Invite it under its code %(code)s.") % {"code": code},
    )


def too_many_guests(most: int) -> Refusal:
    return Invalid(
        "thread.too_many_guests",
        _("At most %(most)s guests can be invited to one request.") % {"most": most},
        field="email",
        remedy=_("Publish another request to ask more of them."),
    )


def too_many_mails() -> Refusal:
    return Conflict(
        "thread.too_many_mails",
        _("The link was sent several times already."),
        remedy=_("Wait a while, and ask the guest to look into its spam folder."),
    )


def guest_unknown() -> Refusal:
    return NotFound(
        "thread.guest_unknown",
        _("There is no such guest."),
        field="guest_id",
        remedy=_("Choose one from the list of guests."),
    )


def only_guests() -> str:
    return _("Only a guest who came by a link does this.")


def bad_tax() -> Refusal:
    return Invalid(
        "thread.bad_tax",
        _("The tax must be a percentage from 0 to less than 100."),
        field="tax_percent",
        remedy=_("Write a number such as 19."),
    )


def too_few_invited(least: int) -> Refusal:
    return Invalid(
        "thread.too_few_invited",
        _("The rules ask for at least %(least)s invited companies.") % {"least": least},
        field="invite",
        remedy=_("Invite more companies, or change the rule where that is allowed."),
    )
