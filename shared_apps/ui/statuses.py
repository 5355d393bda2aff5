"""How a stored status code is shown: its word, its tone, its glyph. Codes themselves never reach people.

Apps add their own by kind, once, when they load: `statuses.register("orders.order", {"open": Status(...)})`. A code the
kind does not know falls back to the common list, so only what differs has to be declared.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shared_apps.ui.shapes import Tone


@dataclass(frozen=True, slots=True)
class Status:
    label: str | Promise
    tone: Tone = "mute"
    icon: str = "circle"


_known: dict[str, dict[str, Status]] = {}
COMMON = "*"


def register(kind: str, table: Mapping[str, Status]) -> None:
    """Declare the statuses of one kind, named `<app>.<noun>`. Declaring again adds and replaces."""
    _known.setdefault(kind, {}).update(table)


def status_of(kind: str, code: str) -> Status:
    """The status to show; an unknown code is shown as plain words rather than hidden."""
    for table in (_known.get(kind, {}), _known.get(COMMON, {})):
        if code in table:
            return table[code]
    return Status(code.replace("_", " ").capitalize())


def register_common() -> None:
    register("ui.job", {"done": Status(_("Finished"), "good", icon="circle-check")})
    register(
        COMMON,
        {
            "draft": Status(_("Draft"), "brass", icon="pencil"),
            "planned": Status(_("Planned"), "mute", icon="calendar"),
            "pending": Status(_("Pending"), "warn", icon="clock"),
            "waiting": Status(_("Waiting"), "mute", icon="clock"),
            "requested": Status(_("Requested"), "mute", icon="clock"),
            "to_approve": Status(_("To approve"), "warn", icon="clock"),
            "open": Status(_("Open"), "info", icon="circle-dot"),
            "published": Status(_("Published"), "info", icon="circle-dot"),
            "live": Status(_("Live"), "good", icon="activity"),
            "active": Status(_("Active"), "good", icon="circle-check"),
            "invited": Status(_("Invited"), "info", icon="mail"),
            "running": Status(_("Running"), "brass", icon="loader-2"),
            "provisioning": Status(_("Opening"), "brass", icon="loader-2"),
            "accepted": Status(_("Accepted"), "good", icon="check"),
            "approved": Status(_("Approved"), "good", icon="check"),
            "confirmed": Status(_("Confirmed"), "good", icon="check"),
            "awarded": Status(_("Awarded"), "good", icon="award"),
            "formed": Status(_("Formed"), "info", icon="circle-check"),
            "reserved": Status(_("Reserved"), "info", icon="lock"),
            "allocated": Status(_("Reserved"), "info", icon="lock"),
            "shipped": Status(_("In delivery"), "info", icon="truck"),
            "in_delivery": Status(_("In delivery"), "info", icon="truck"),
            "part_shipped": Status(_("Part shipped"), "info", icon="truck"),
            "delivered": Status(_("Delivered"), "good", icon="package-import"),
            "part_received": Status(_("Part received"), "mute", icon="packages"),
            "received": Status(_("Received"), "good", icon="package-import"),
            "issued": Status(_("Issued"), "info", icon="file-invoice"),
            "invoiced": Status(_("Invoiced"), "info", icon="file-invoice"),
            "due": Status(_("Due"), "warn", icon="clock"),
            "overdue": Status(_("Overdue"), "bad", icon="alert-triangle"),
            "late": Status(_("Late"), "bad", icon="alert-triangle"),
            "part_paid": Status(_("Part paid"), "info", icon="cash"),
            "paid": Status(_("Paid"), "good", icon="cash"),
            "settled": Status(_("Settled"), "good", icon="checks"),
            "done": Status(_("Done"), "good", icon="circle-check"),
            "completed": Status(_("Completed"), "good", icon="checks"),
            "closed": Status(_("Closed"), "mute", icon="lock"),
            "sold_out": Status(_("Sold out"), "mute", icon="circle-check"),
            "expired": Status(_("Expired"), "mute", icon="clock-off"),
            "withdrawn": Status(_("Withdrawn"), "mute", icon="arrow-back-up"),
            "returned": Status(_("Returned"), "warn", icon="arrow-back-up"),
            "cancelled": Status(_("Cancelled"), "mute", icon="ban"),
            "rejected": Status(_("Rejected"), "bad", icon="x"),
            "refused": Status(_("Refused"), "bad", icon="x"),
            "failed": Status(_("Failed"), "bad", icon="alert-triangle"),
            "rolled_back": Status(_("Rolled back"), "bad", icon="arrow-back-up"),
            "suspended": Status(_("Suspended"), "bad", icon="player-pause"),
            "locked": Status(_("Locked"), "bad", icon="lock"),
            "inactive": Status(_("Inactive"), "mute", icon="circle-dashed"),
            "revoked": Status(_("Revoked"), "mute", icon="ban"),
            "healthy": Status(_("Healthy"), "good", icon="circle-check"),
            "degraded": Status(_("Degraded"), "warn", icon="alert-triangle"),
            "down": Status(_("Down"), "bad", icon="alert-triangle"),
        },
    )
