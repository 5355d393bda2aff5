"""How states of marketplaces, migrations and owed work are shown."""

from django.utils.translation import gettext_lazy as _

from shared_apps.ui import statuses
from shared_apps.ui.statuses import Status


def register_all() -> None:
    """Called once at start."""
    statuses.register(
        "tenants.tenant",
        {
            "frozen": Status(_("Read-only"), "warn", icon="lock"),
            "closing": Status(_("Closing"), "warn", icon="lock"),
            "provision_failed": Status(_("Opening failed"), "bad", icon="alert-triangle"),
            "erased": Status(_("Erased"), "mute", icon="trash"),
        },
    )
    statuses.register(
        "tenants.migration",
        {
            "migrated": Status(_("Migrated"), "good", icon="circle-check"),
            "current": Status(_("Up to date"), "mute", icon="check"),
        },
    )
    statuses.register(
        "tenants.owed",
        {
            "parked": Status(_("Given up"), "bad", icon="alert-triangle"),
            "owed": Status(_("Waiting"), "mute", icon="clock"),
        },
    )
