"""Refusals of support."""

from uuid import UUID

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Conflict, Invalid, NotAllowed, NotFound


def house_only() -> NotAllowed:
    return NotAllowed(
        "support.house_only",
        _("Support is let in by people of the marketplace, not for a company."),
        remedy=_("Switch to the marketplace, or ask somebody who acts for it."),
    )


def person_needed() -> NotAllowed:
    return NotAllowed(
        "support.person_needed",
        _("Only a person lets support in: it sees what that person sees."),
        remedy=_("Sign in; a key and Kontor itself cannot."),
    )


def unknown(visit_id: UUID) -> NotFound:
    return NotFound(
        "support.unknown", _("There is no visit %(id)s.") % {"id": visit_id}, remedy=_("Load the page again.")
    )


def not_asked(state: str) -> Conflict:
    return Conflict(
        "support.not_asked",
        _("This question is answered already."),
        remedy=_("Load the page again."),
        facts={"state": state},
    )


def never() -> Conflict:
    return Conflict(
        "support.never",
        _("The rules of this marketplace let nobody of the platform in."),
        remedy=_("Change the rule “Who lets the platform’s support in” first."),
    )


def bad(field: str, why: str, remedy: str = "") -> Invalid:
    return Invalid(f"support.{field}", why, field=field, remedy=remedy or _("Correct it and send it again."))


def no_member() -> Invalid:
    return bad("member_id", _("There is no such active person here."), _("Choose one from the list."))


def not_open() -> Conflict:
    return Conflict(
        "support.not_open",
        _("This visit is not open any more, or the way in was used."),
        remedy=_("Go back to the console and begin anew."),
    )
