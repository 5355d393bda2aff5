"""How a stored status code is shown: its word, its tone, its glyph. Codes themselves never reach people.

Apps add their own by kind, once, when they load: `statuses.register("orders.order", {"open": Status(...)})`. A code the
kind does not know falls back to the common list, so only what differs has to be declared.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

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
    register("ui.job", {"done": Status(pgettext_lazy("status", "Finished"), "good", icon="circle-check")})
    register(
        COMMON,
        {
            "draft": Status(pgettext_lazy("status", "Draft"), "brass", icon="pencil"),
            "planned": Status(pgettext_lazy("status", "Planned"), "mute", icon="calendar"),
            "pending": Status(pgettext_lazy("status", "Pending"), "warn", icon="clock"),
            "waiting": Status(pgettext_lazy("status", "Waiting"), "mute", icon="clock"),
            "requested": Status(pgettext_lazy("status", "Requested"), "mute", icon="clock"),
            "to_approve": Status(pgettext_lazy("status", "To approve"), "warn", icon="clock"),
            "open": Status(pgettext_lazy("status", "Open"), "info", icon="circle-dot"),
            "published": Status(pgettext_lazy("status", "Published"), "info", icon="circle-dot"),
            "live": Status(pgettext_lazy("status", "Live"), "good", icon="activity"),
            "active": Status(pgettext_lazy("status", "Active"), "good", icon="circle-check"),
            "invited": Status(pgettext_lazy("status", "Invited"), "info", icon="mail"),
            "running": Status(pgettext_lazy("status", "Running"), "brass", icon="loader-2"),
            "provisioning": Status(pgettext_lazy("status", "Opening"), "brass", icon="loader-2"),
            "accepted": Status(pgettext_lazy("status", "Accepted"), "good", icon="check"),
            "approved": Status(pgettext_lazy("status", "Approved"), "good", icon="check"),
            "confirmed": Status(pgettext_lazy("status", "Confirmed"), "good", icon="check"),
            "awarded": Status(pgettext_lazy("status", "Awarded"), "good", icon="award"),
            "formed": Status(pgettext_lazy("status", "Formed"), "info", icon="circle-check"),
            "reserved": Status(pgettext_lazy("status", "Reserved"), "info", icon="lock"),
            "allocated": Status(pgettext_lazy("status", "Reserved"), "info", icon="lock"),
            "shipped": Status(pgettext_lazy("status", "In delivery"), "info", icon="truck"),
            "in_delivery": Status(pgettext_lazy("status", "In delivery"), "info", icon="truck"),
            "part_shipped": Status(pgettext_lazy("status", "Part shipped"), "info", icon="truck"),
            "delivered": Status(pgettext_lazy("status", "Delivered"), "good", icon="package-import"),
            "part_received": Status(pgettext_lazy("status", "Part received"), "mute", icon="packages"),
            "received": Status(pgettext_lazy("status", "Received"), "good", icon="package-import"),
            "issued": Status(pgettext_lazy("status", "Issued"), "info", icon="file-invoice"),
            "invoiced": Status(pgettext_lazy("status", "Invoiced"), "info", icon="file-invoice"),
            "due": Status(pgettext_lazy("status", "Due"), "warn", icon="clock"),
            "overdue": Status(pgettext_lazy("status", "Overdue"), "bad", icon="alert-triangle"),
            "late": Status(pgettext_lazy("status", "Late"), "bad", icon="alert-triangle"),
            "part_paid": Status(pgettext_lazy("status", "Part paid"), "info", icon="cash"),
            "paid": Status(pgettext_lazy("status", "Paid"), "good", icon="cash"),
            "settled": Status(pgettext_lazy("status", "Settled"), "good", icon="checks"),
            "done": Status(pgettext_lazy("status", "Done"), "good", icon="circle-check"),
            "completed": Status(pgettext_lazy("status", "Completed"), "good", icon="checks"),
            "closed": Status(pgettext_lazy("status", "Closed"), "mute", icon="lock"),
            "sold_out": Status(pgettext_lazy("status", "Sold out"), "mute", icon="circle-check"),
            "expired": Status(pgettext_lazy("status", "Expired"), "mute", icon="clock-off"),
            "withdrawn": Status(pgettext_lazy("status", "Withdrawn"), "mute", icon="arrow-back-up"),
            "returned": Status(pgettext_lazy("status", "Returned"), "warn", icon="arrow-back-up"),
            "cancelled": Status(pgettext_lazy("status", "Cancelled"), "mute", icon="ban"),
            "rejected": Status(pgettext_lazy("status", "Rejected"), "bad", icon="x"),
            "refused": Status(pgettext_lazy("status", "Refused"), "bad", icon="x"),
            "failed": Status(pgettext_lazy("status", "Failed"), "bad", icon="alert-triangle"),
            "rolled_back": Status(pgettext_lazy("status", "Rolled back"), "bad", icon="arrow-back-up"),
            "guest": Status(pgettext_lazy("status", "Guest"), "info", icon="mail"),
            "suspended": Status(pgettext_lazy("status", "Suspended"), "bad", icon="player-pause"),
            "locked": Status(pgettext_lazy("status", "Locked"), "bad", icon="lock"),
            "inactive": Status(pgettext_lazy("status", "Inactive"), "mute", icon="circle-dashed"),
            "revoked": Status(pgettext_lazy("status", "Revoked"), "mute", icon="ban"),
            "healthy": Status(pgettext_lazy("status", "Healthy"), "good", icon="circle-check"),
            "degraded": Status(pgettext_lazy("status", "Degraded"), "warn", icon="alert-triangle"),
            "down": Status(pgettext_lazy("status", "Down"), "bad", icon="alert-triangle"),
        },
    )
