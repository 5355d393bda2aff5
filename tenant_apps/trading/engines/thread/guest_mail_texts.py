"""Texts of the mails to guests, in the language that is active when they are composed.

Names come from people: they are put in by `%`, never by a template, and the text is plain.
"""

from typing import Literal

from django.utils.translation import gettext as _


def compose(purpose: Literal["invitation", "code", "reminder", "awarded"], **facts: str) -> tuple[str, str]:
    """Subject and body."""
    subject, paragraphs = {"invitation": _invitation, "code": _code, "reminder": _reminder, "awarded": _awarded}[
        purpose
    ]()
    greeting = _("Hello %(name)s,")
    return subject % facts, "\n\n".join(text % facts for text in [greeting, *paragraphs, "%(place)s"]) + "\n"


def _invitation() -> tuple[str, list[str]]:
    return _("%(by)s asks for your quote: %(title)s"), [
        _("%(by)s asks you for a quote on %(place)s (%(number)s). You need no account. Open the request here:"),
        "%(url)s",
        _("The page sends a code to this address and shows the request once you have typed it. Answers are taken until"
          " %(until)s."),
        _("Nobody else who answers sees what you write. If you did not expect this, do nothing."),
    ]  # fmt: skip


def _code() -> tuple[str, list[str]]:
    return _("Your code for %(number)s: %(code)s"), [
        _("Type this code to open the request “%(title)s”:"),
        "%(code)s",
        _("It works for ten minutes. If you did not ask for it, do nothing: without it nobody opens the request."),
    ]


def _reminder() -> tuple[str, list[str]]:
    return _("Answers to “%(title)s” are taken until %(until)s"), [
        _("%(by)s has asked you for a quote (%(number)s) and has no answer from you. Open the request here:"),
        "%(url)s",
        _("Answers are taken until %(until)s. If you do not want to quote, decline there. You are reminded only once."),
    ]


def _awarded() -> tuple[str, list[str]]:
    return _("Your quote for “%(title)s” is accepted"), [
        _("%(by)s has accepted your quote (%(number)s). The deal is made at exactly the prices you quoted."),
        _("To deliver, invoice and be paid on %(place)s you need an account there. Ask for it on this page:"),
        "%(url)s",
    ]
