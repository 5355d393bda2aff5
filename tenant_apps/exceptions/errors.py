"""Refusals of exceptions."""

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Conflict, Invalid, NotAllowed, NotFound, Refusal


def unknown(field: str = "exception_id") -> Refusal:
    return NotFound(
        "exceptions.unknown",
        _("There is no such exception."),
        field=field,
        remedy=_("Open it from the list of exceptions."),
    )


def over(number: str) -> Refusal:
    return Conflict(
        "exceptions.over",
        _("%(number)s is closed already.") % {"number": number},
        remedy=_("If the cause comes back, it is opened anew."),
    )


def not_yours(number: str) -> Refusal:
    return NotAllowed(
        "exceptions.not_yours",
        _("%(number)s is for the other company to work on.") % {"number": number},
        remedy=_("Do one of the steps that are open to you, or write to the other company."),
    )


def no_such_step(code: str) -> Refusal:
    return Invalid(
        "exceptions.no_such_step",
        _("The playbook has no step %(code)s that is done here.") % {"code": code},
        field="step",
        remedy=_("Choose one of the steps that the exception lists."),
    )


def not_for_you(title: str) -> Refusal:
    return NotAllowed(
        "exceptions.step_not_for_you",
        _("“%(title)s” is not for your company to do.") % {"title": title},
        remedy=_("The exception says which steps are yours."),
    )


def text_needed(field: str) -> Refusal:
    return Invalid(
        "exceptions.text_needed",
        _("Write 3 to 300 characters."),
        field=field,
        remedy=_("Whoever looks later must understand what was done and why."),
    )


def bad_moment() -> Refusal:
    return Invalid(
        "exceptions.bad_moment",
        _("It can rest until a moment within the next 90 days."),
        field="until",
        remedy=_("Choose a later day, or close the exception."),
    )


def no_member() -> Refusal:
    return Invalid(
        "exceptions.no_member",
        _("This person does not work for the company whose exception it is."),
        field="handler_id",
        remedy=_("Choose one of its people."),
    )
