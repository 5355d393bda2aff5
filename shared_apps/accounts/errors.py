"""Refusals of accounts that more than one command gives."""

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Conflict, Invalid, NotAllowed, NotFound


def sign_in_first() -> NotAllowed:
    return NotAllowed(
        "accounts.sign_in_first", _("Nobody is signed in."), remedy=_("Sign in and try again."), status=401
    )


def link_dead() -> NotFound:
    return NotFound(
        "accounts.link_dead",
        _("This link does not work (any more)."),
        remedy=_("Links work once and for a limited time. Ask for a new one."),
    )


def kind_not_taken(kind: str) -> Conflict:
    return Conflict(
        "accounts.factor_not_taken",
        _("This kind of second factor does not count here."),
        remedy=_("Set up another kind; the page of your account shows which."),
        facts={"kind": kind},
    )


def wrong_code(field: str = "code") -> Invalid:
    return Invalid(
        "accounts.wrong_code",
        _("This code is not right, or was used already."),
        field=field,
        remedy=_("Wait for the next code in your authenticator and type that one."),
    )


def wrong_passkey() -> Invalid:
    return Invalid(
        "accounts.wrong_passkey",
        _("The answer of your device could not be checked."),
        field="credential",
        remedy=_("Try again; the question is new each time and waits five minutes."),
    )
