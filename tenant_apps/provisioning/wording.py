"""The words of provisioning: states of a connection."""

from django.utils.translation import pgettext_lazy

from shared_apps.ui.statuses import Status
from shared_apps.ui.statuses import register as declare


def register() -> None:
    """Declare everything; called once at start."""
    declare("provisioning.connection", {
        "active": Status(pgettext_lazy("directory", "Connected"), "good", icon="circle-check"),
        "replacing": Status(pgettext_lazy("directory", "Secret being replaced"), "warn", icon="refresh"),
        "expired": Status(pgettext_lazy("directory", "Expired"), "mute", icon="clock-off"),
        "ended": Status(pgettext_lazy("directory", "Ended"), "mute", icon="x"),
    })  # fmt: skip
