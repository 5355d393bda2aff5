"""The words of exceptions: where they stand, how they ended, what happened to them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.ui.statuses import Status
from shared_apps.ui.statuses import register as declare


def register() -> None:
    """Declare everything; called once at start."""
    declare(
        "exceptions.exception",
        {
            "open": Status(pgettext_lazy("exception", "Nobody’s yet"), "warn", icon="circle-dot"),
            "working": Status(pgettext_lazy("exception", "Being worked on"), "info", icon="loader-2"),
            "waiting": Status(pgettext_lazy("exception", "Resting"), "brass", icon="clock"),
            "solved": Status(pgettext_lazy("exception", "Solved"), "good", icon="circle-check"),
            "dismissed": Status(pgettext_lazy("exception", "Dismissed"), "mute", icon="ban"),
        },
    )
    declare(
        "exceptions.how",
        {
            "solved": Status(pgettext_lazy("exception", "Solved by a person")),
            "dismissed": Status(pgettext_lazy("exception", "Said to be none")),
            "cleared": Status(pgettext_lazy("exception", "Its cause has gone")),
        },
    )
    declare(
        "exceptions.severity",
        {
            "low": Status(pgettext_lazy("exception", "minor"), "mute", icon="arrow-down"),
            "normal": Status(pgettext_lazy("exception", "normal"), "info", icon="circle-dot"),
            "high": Status(pgettext_lazy("exception", "urgent"), "bad", icon="alert-triangle"),
        },
    )
    declare(
        "exceptions.moment",
        {
            "found": Status(pgettext_lazy("exception", "Found")),
            "first": Status(pgettext_lazy("exception", "Done by itself:")),
            "step": Status(pgettext_lazy("exception", "Step done:")),
            "refused": Status(pgettext_lazy("exception", "Could not be done by itself:")),
            "ended": Status(pgettext_lazy("exception", "Done because it is over:")),
            "taken": Status(pgettext_lazy("exception", "Taken")),
            "assigned": Status(pgettext_lazy("exception", "Given to")),
            "waits": Status(pgettext_lazy("exception", "Laid to rest")),
            "woken": Status(pgettext_lazy("exception", "There again")),
            "noted": Status(pgettext_lazy("exception", "Written")),
            "late": Status(pgettext_lazy("exception", "Deadline passed")),
            "solved": Status(pgettext_lazy("exception", "Solved")),
            "dismissed": Status(pgettext_lazy("exception", "Dismissed")),
            "cleared": Status(pgettext_lazy("exception", "Its cause has gone")),
        },
    )
    declare(
        "audit.action",
        {
            "exceptions.take_exception": Status(_("Exception taken")),
            "exceptions.assign_exception": Status(_("Exception given to a person")),
            "exceptions.do_step": Status(_("Step against an exception done")),
            "exceptions.rest_exception": Status(_("Exception laid to rest")),
            "exceptions.write_on_exception": Status(_("Written on an exception")),
            "exceptions.solve_exception": Status(_("Exception solved")),
            "exceptions.dismiss_exception": Status(_("Exception dismissed")),
            "exceptions.send_reminder": Status(_("Letter about an exception")),
            "exceptions.first_step": Status(_("First step against an exception done")),
            "logistics.hold_shipment": Status(_("Shipment held")),
            "logistics.release_shipment": Status(_("Shipment released")),
            "logistics.report_lost": Status(_("Reported lost")),
            "logistics.report_surplus": Status(_("Surplus reported")),
            "logistics.end_surplus": Status(_("Surplus settled")),
        },
    )
