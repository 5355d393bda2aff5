"""Refusals of parties."""

from uuid import UUID

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Conflict, Invalid, NotAllowed, NotFound


def company_unknown(company_id: UUID) -> NotFound:
    return NotFound(
        "parties.company_unknown",
        _("There is no such company."),
        field="company_id",
        remedy=_("Choose one from the list of companies."),
        facts={"company_id": str(company_id)},
    )


def code_taken(code: str) -> Conflict:
    return Conflict(
        "parties.code_taken",
        _("Another company has the code %(code)s.") % {"code": code},
        field="code",
        remedy=_("Choose another code, or leave it empty and we choose one."),
    )


def bad_country() -> Invalid:
    return Invalid(
        "parties.bad_country",
        _("This is not a country."),
        field="country",
        remedy=_("Use a two-letter code of ISO 3166, for example NO."),
    )


def only_the_marketplace() -> NotAllowed:
    return NotAllowed(
        "parties.only_the_marketplace",
        _("Only the marketplace itself decides who trades."),
        remedy=_("Ask an administrator of the marketplace."),
    )
