"""Refusals of requests for quotation that come before the engine is asked."""

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Conflict, Invalid, NotFound, Refusal
from tenant_apps.trading.kernel.errors import item_not_for_sale, item_not_yours, other_unit

__all__ = ["item_not_for_sale", "item_not_yours", "other_unit"]


def nobody_under(number: int) -> Refusal:
    return NotFound(
        "thread.nobody_under",
        _("Nobody takes part under the number %(number)s.") % {"number": number},
        field="number",
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
