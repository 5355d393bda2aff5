"""Refusals of anomalies."""

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Conflict, Invalid, NotAllowed, NotFound, Refusal


def unknown() -> Refusal:
    return NotFound(
        "anomalies.unknown",
        _("There is no such alert."),
        field="alert_id",
        remedy=_("Open it from the list of alerts."),
    )


def over(number: str) -> Refusal:
    return Conflict(
        "anomalies.over",
        _("%(number)s is decided already.") % {"number": number},
        remedy=_("If it happens again, a new alert is raised."),
    )


def about_you(number: str) -> Refusal:
    return NotAllowed(
        "anomalies.about_you",
        _("%(number)s is about what you did yourself.") % {"number": number},
        remedy=_("A second person has to decide it."),
    )


def text_needed() -> Refusal:
    return Invalid(
        "anomalies.text_needed",
        _("Write 3 to 300 characters."),
        field="note",
        remedy=_("Whoever looks later must understand why it was decided so."),
    )


def held(number: str) -> Refusal:
    return Conflict(
        "anomalies.held",
        _("Money is held here until alert %(number)s is decided.") % {"number": number},
        remedy=_("Ask the marketplace to look at the alert."),
        facts={"alert": number},
    )
