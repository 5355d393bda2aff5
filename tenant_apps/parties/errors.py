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


def qualification_unknown(qualification_id: UUID) -> NotFound:
    return NotFound(
        "parties.qualification_unknown",
        _("There is no such qualification."),
        field="qualification_id",
        remedy=_("Choose one of the company's page."),
        facts={"qualification_id": str(qualification_id)},
    )


def qualification_revoked() -> Conflict:
    return Conflict(
        "parties.qualification_revoked",
        _("This qualification is revoked already."),
        remedy=_("Record a new one if it holds again."),
    )


def qualification_judged() -> Conflict:
    return Conflict(
        "parties.qualification_judged",
        _("This qualification does not wait for a decision."),
        remedy=_("Look at its state on the company's page."),
    )


def bad_kind() -> Invalid:
    return Invalid(
        "parties.bad_kind",
        _("The kind of a qualification has 2 to 40 small letters, digits, hyphens or underscores."),
        field="kind",
        remedy=_("For example iso9001 or chemical-trade; rules of events name it."),
    )


def ends_before_it_begins() -> Invalid:
    return Invalid(
        "parties.ends_before_it_begins",
        _("The last day lies before the first."),
        field="valid_until",
        remedy=_("Choose a later last day, or none."),
    )


def reason_needed() -> Invalid:
    return Invalid(
        "parties.reason_needed",
        _("Say why."),
        field="reason",
        remedy=_("The company reads it."),
    )


def bar_in_the_past() -> Invalid:
    return Invalid(
        "parties.bar_in_the_past",
        _("This day is over."),
        field="until",
        remedy=_("Choose today or later, or no day to lift the bar."),
    )


def parent_unknown() -> Invalid:
    return Invalid(
        "parties.parent_unknown",
        _("There is no such company to stand above."),
        field="parent_id",
        remedy=_("Choose one of the marketplace's companies, or none."),
    )


def division_alone() -> Invalid:
    return Invalid(
        "parties.division_alone",
        _("A division is a part of another company."),
        field="parent_id",
        remedy=_("Choose the company it belongs to, or call it a legal entity."),
    )


def own_parent() -> Invalid:
    return Invalid(
        "parties.own_parent",
        _("A company cannot stand below itself."),
        field="parent_id",
        remedy=_("Choose a company that does not stand below this one."),
    )


def too_deep(most: int) -> Invalid:
    return Invalid(
        "parties.too_deep",
        _("A group has at most %(most)s levels.") % {"most": most + 1},
        field="parent_id",
        remedy=_("Choose a company further up."),
    )
