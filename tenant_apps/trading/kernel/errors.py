"""Refusals of the kernel that every mode shares."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Conflict, Invalid, NotFound, Refusal


def company_needed(field: str) -> Refusal:
    return Invalid(
        "trading.company_needed",
        _("Say which company this is for."),
        field=field,
        remedy=_("Switch to a company, or name one."),
    )


def company_unknown(field: str, company_id: UUID) -> Refusal:
    return NotFound(
        "trading.company_unknown",
        _("There is no such company in this marketplace."),
        field=field,
        remedy=_("Check the id against the list of companies."),
        facts={"company_id": str(company_id)},
    )


def company_suspended(field: str, name: str) -> Refusal:
    return Conflict(
        "trading.company_suspended",
        _("%(company)s is suspended and cannot start new deals.") % {"company": name},
        field=field,
        remedy=_("The administrators of the marketplace can lift the suspension."),
    )


def company_may_not(field: str, name: str, *, sell: bool) -> Refusal:
    text = _("%(company)s may not sell here.") if sell else _("%(company)s may not buy here.")
    return Conflict(
        "trading.company_may_not_sell" if sell else "trading.company_may_not_buy",
        text % {"company": name},
        field=field,
        remedy=_("The administrators of the marketplace decide who buys and who sells."),
    )


def same_company(field: str) -> Refusal:
    return Conflict(
        "trading.same_company",
        _("A company cannot trade with itself."),
        field=field,
        remedy=_("Switch to the company that buys."),
    )


def deal_unknown(deal_id: Any) -> Refusal:
    return NotFound(
        "trading.deal_unknown",
        _("There is no such deal."),
        remedy=_("Open it from the list of deals."),
        facts={"deal_id": str(deal_id)},
    )


def deal_over(number: str) -> Refusal:
    return Conflict(
        "trading.deal_over",
        _("Deal %(number)s is already settled or cancelled.") % {"number": number},
        remedy=_("Nothing more needs to be done for it."),
    )


def amount_too_large(field: str) -> Refusal:
    return Invalid(
        "trading.amount_too_large",
        _("The amount of this line is too large."),
        field=field,
        remedy=_("Check the quantity and the price."),
    )
