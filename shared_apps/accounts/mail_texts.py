"""Texts of the mails to people, in the language that is active when they are composed.

Names come from people: they are put in by `%`, never by a template, and the text is plain.
"""

from typing import Literal

from django.utils.translation import gettext as _


def compose(
    purpose: Literal[
        "invitation", "reset", "password_changed", "added", "confirm_mail", "mail_asked", "mail_changed", "undo_mail"
    ],
    *,
    name: str,
    place: str,
    url: str,
    by: str,
) -> tuple[str, str]:
    """Subject and body."""
    facts = {"name": name, "place": place, "url": url, "by": by or place}
    subject, paragraphs = {
        "invitation": _invitation,
        "reset": _reset,
        "password_changed": _password_changed,
        "added": _added,
        "confirm_mail": _confirm_mail,
        "mail_asked": _mail_asked,
        "mail_changed": _mail_changed,
        "undo_mail": _undo_mail,
    }[purpose]()
    greeting = _("Hello %(name)s,") % facts
    return subject % facts, "\n\n".join([greeting, *(text % facts for text in paragraphs), place]) + "\n"


def _invitation() -> tuple[str, list[str]]:
    return _("Your access to %(place)s"), [
        _("%(by)s has invited you to %(place)s. Choose a password here, and you are in:"),
        "%(url)s",
        _("The link works once and for seven days. If you did not expect it, do nothing."),
    ]


def _reset() -> tuple[str, list[str]]:
    return _("A new password for %(place)s"), [
        _("Somebody, most likely you, asked for a new password for %(place)s. Choose it here:"),
        "%(url)s",
        _("The link works once and for one hour. If it was not you, do nothing: your password stays as it is."),
    ]


def _password_changed() -> tuple[str, list[str]]:
    return _("Your password for %(place)s was changed"), [
        _("Your password was changed just now, and all other browsers were signed out."),
        _("If it was not you, ask for a new password at once and tell your administrator: %(url)s"),
    ]


def _added() -> tuple[str, list[str]]:
    return _("You have a new role at %(place)s"), [
        _("%(by)s gave you a new role at %(place)s. Sign in as usual:"),
        "%(url)s",
    ]


def _confirm_mail() -> tuple[str, list[str]]:
    return _("Your new e-mail address for %(place)s"), [
        _("You asked to sign in to %(place)s with this address. Confirm it here:"),
        "%(url)s",
        _("The link works once and for a day. If it was not you, do nothing."),
    ]


def _mail_asked() -> tuple[str, list[str]]:
    return _("A new e-mail address for %(place)s was asked for"), [
        _("Somebody, most likely you, asked to sign in to %(place)s with another address. It waits to be confirmed."),
        _("If it was not you, change your password at once and tell your administrator: %(url)s"),
    ]


def _mail_changed() -> tuple[str, list[str]]:
    return _("Your e-mail address for %(place)s is changed"), [
        _("From now on you sign in to %(place)s with this address. All browsers were signed out: %(url)s"),
    ]


def _undo_mail() -> tuple[str, list[str]]:
    return _("Your e-mail address for %(place)s was changed"), [
        _("You sign in to %(place)s with another address now. If it was not you, take it back here:"),
        "%(url)s",
        _("Then nobody gets in with the old password, and you choose a new one by a link to this address."),
    ]
