"""How states of marketplaces, migrations and owed work are shown."""

from django.utils.translation import gettext_lazy as _

from shared_apps.profiles import modes
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
        "tenants.kind",
        {
            "trial": Status(_("Trial")),
            "prod": Status(_("Production")),
            "sandbox": Status(_("Sandbox")),
            "internal": Status(_("Internal")),
        },
    )
    statuses.register("tenants.mode", {mode.code: Status(mode.name) for mode in modes.MODES})
    statuses.register(
        "tenants.region_job",
        {
            "provision": Status(_("Open it")),
            "roll_back": Status(_("Remove what was made")),
            "support": Status(_("A step of a visit of support")),
            "destroy_keys": Status(_("Destroy all keys")),
        },
    )
    statuses.register(
        "tenants.destruction",
        {
            "waiting": Status(_("Asked for, waiting time runs"), "warn", icon="clock"),
            "asked": Status(_("Waits for a second operator"), "warn", icon="users"),
            "agreed": Status(_("The region is at it"), "warn", icon="clock"),
            "destroyed": Status(_("Keys destroyed"), "bad", icon="key"),
            "refused": Status(_("A legal hold forbids it"), "mute", icon="ban"),
            "taken_back": Status(_("Taken back"), "mute", icon="ban"),
            "expired": Status(_("Nobody agreed in time"), "mute", icon="clock"),
        },
    )
    statuses.register(
        "operators.support",
        {
            "asked": Status(_("Waits for the marketplace"), "brass", icon="clock"),
            "consented": Status(_("Let in"), "good", icon="lock-open"),
            "refused": Status(_("Not let in"), "mute", icon="ban"),
            "ended": Status(_("Over"), "mute", icon="circle-check"),
        },
    )
    statuses.register(
        "audit.outcome",
        {
            "done": Status(_("Done"), "good", icon="circle-check"),
            "refused": Status(_("Refused"), "bad", icon="ban"),
        },
    )
    statuses.register(
        "audit.actor",
        {
            "user": Status(_("Person")),
            "operator": Status(_("Operator")),
            "api_key": Status(_("API key")),
            "system": Status(_("Kontor itself")),
            "anonymous": Status(_("Visitor")),
            "guest": Status(_("Guest")),
        },
    )
    statuses.register(
        "audit.strength",
        {
            "": Status(_("in their name, by Kontor")),
            "none": Status(_("not signed in")),
            "link": Status(_("a link by mail")),
            "password": Status(_("password")),
            "second_factor": Status(_("password and second factor")),
            "api_key": Status(_("API key")),
            "access_token": Status(_("access token of a client")),
            "system": Status(_("Kontor itself")),
        },
    )
    statuses.register(
        "tenants.owed",
        {
            "parked": Status(_("Given up"), "bad", icon="alert-triangle"),
            "owed": Status(_("Waiting"), "mute", icon="clock"),
        },
    )
