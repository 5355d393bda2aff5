"""Refusals of transfers."""

from uuid import UUID

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Conflict, Invalid, NotAllowed, NotFound


def house_only() -> NotAllowed:
    return NotAllowed(
        "transfers.house_only",
        _("Transfers abroad are decided by people of the marketplace, not for a company."),
        remedy=_("Switch to the marketplace, or ask somebody who acts for it."),
    )


def bad(field: str, why: str, remedy: str = "") -> Invalid:
    return Invalid(f"transfers.{field}", why, field=field, remedy=remedy or _("Correct it and send it again."))


def unknown(what_id: UUID | int) -> NotFound:
    return NotFound(
        "transfers.unknown", _("There is no %(id)s here.") % {"id": what_id}, remedy=_("Load the page again.")
    )


def at_home(country: str) -> Invalid:
    return Invalid(
        "transfers.at_home",
        _("%(country)s is at home for this region: nothing is transferred abroad.") % {"country": country},
        field="country",
        remedy=_("Choose a country abroad."),
    )


def not_admitted(mechanism: str) -> Invalid:
    return Invalid(
        "transfers.not_admitted",
        _("The laws of this marketplace do not admit this mechanism."),
        field="mechanism",
        remedy=_("Choose one of those that the rule “Mechanisms for transfers abroad” lists."),
        facts={"mechanism": mechanism},
    )


def proposal_waits(country: str) -> Conflict:
    return Conflict(
        "transfers.proposal_waits",
        _("A proposal for %(country)s waits already.") % {"country": country},
        field="country",
        remedy=_("Approve or reject it first."),
    )


def moved(edition: int) -> Conflict:
    return Conflict(
        "transfers.moved",
        _("It was changed or decided since you saw it."),
        field="edition",
        remedy=_("Look at it again, then decide."),
        facts={"edition": edition},
    )


def own_proposal() -> NotAllowed:
    return NotAllowed(
        "transfers.own_proposal",
        _("You took part in this, so you cannot be its second person."),
        remedy=_("Ask another person of the marketplace."),
    )


def person_needed() -> NotAllowed:
    return NotAllowed(
        "transfers.person_needed",
        _("Only a person decides this."),
        remedy=_("Sign in; a key and Kontor itself cannot."),
    )


def not_counting(why: str) -> Conflict:
    texts = {
        "route": _("The laws of this marketplace do not admit it any more."),
        "over": _("It has run out."),
        "document": _("Its document is missing."),
        "filing": _("It was not filed in time."),
    }
    return Conflict(
        "transfers.not_counting",
        texts.get(why, _("It would not count.")),
        remedy=_("Reject it and propose it anew with what is missing."),
        facts={"why": why},
    )


def not_open(state: str) -> Conflict:
    return Conflict(
        "transfers.not_open",
        _("This request is decided already."),
        remedy=_("Load the page again."),
        facts={"state": state},
    )


def not_approved() -> Conflict:
    return Conflict(
        "transfers.not_approved",
        _("Nothing is handed over before it has its document and all approvals."),
        remedy=_("Let the people who may approve it decide first."),
    )
