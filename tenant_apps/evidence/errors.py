"""Refusals of evidence."""

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Conflict, Invalid, NotFound, Refusal


def unknown() -> Refusal:
    return NotFound(
        "evidence.unknown", _("There is no such evidence pack."), field="pack_id", remedy=_("Open it from the list.")
    )


def no_reason() -> Refusal:
    return Invalid(
        "evidence.no_reason", _("Say in 1 to 300 characters what the pack is for."), field="reason",
        remedy=_("Name the audit or who asked for it."),
    )  # fmt: skip


def bad_days(most: int) -> Refusal:
    return Invalid(
        "evidence.bad_days", _("A pack goes back 1 to %(most)s days.") % {"most": most}, field="days",
        remedy=_("Take fewer days; older acts are in the log."),
    )  # fmt: skip


def under_way() -> Refusal:
    return Conflict(
        "evidence.under_way", _("A pack is being made."), field="reason",
        remedy=_("Wait until it is there; it takes a minute at most."),
    )  # fmt: skip


def not_made() -> Refusal:
    return Conflict(
        "evidence.not_made", _("This pack is not there yet."), field="pack_id", remedy=_("Try again in a few seconds.")
    )


def nothing_sealed() -> Refusal:
    return Conflict(
        "evidence.nothing_sealed", _("The log of acts has no signed head yet."), field="reason",
        remedy=_("Try again in a few seconds; if that goes on, the sealer of this region is not running."),
    )  # fmt: skip


def no_such_drill() -> Refusal:
    return NotFound(
        "evidence.no_such_drill", _("There is no such drill."), field="drill_id", remedy=_("Open it from the list.")
    )
