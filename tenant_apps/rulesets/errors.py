"""Refusals of rulesets."""

from uuid import UUID

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Conflict, Invalid, NotFound


def unknown_rule(key: str) -> Invalid:
    return Invalid(
        "rulesets.unknown_rule",
        _("There is no setting %(key)s.") % {"key": key},
        field=key,
        remedy=_("The settings pages list every key."),
    )


def bad_value(key: str, why: str) -> Invalid:
    return Invalid("rulesets.bad_value", why, field=key, remedy=_("Correct this value; nothing was changed."))


def stale(number: int) -> Conflict:
    return Conflict(
        "rulesets.stale_version",
        _("Somebody else changed the settings meanwhile (version %(number)s).") % {"number": number},
        remedy=_("Look at the new values and save again."),
        facts={"version": number},
    )


def version_unknown(version_id: UUID) -> NotFound:
    return NotFound(
        "rulesets.version_unknown",
        _("There is no such version."),
        remedy=_("Choose one from the list of versions."),
        facts={"version_id": str(version_id)},
    )
