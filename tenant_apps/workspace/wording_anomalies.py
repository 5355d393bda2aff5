"""The words of alerts: how severe, where they stand, what rules do, and acts about them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.ui.statuses import Status
from shared_apps.ui.statuses import register as declare


def register() -> None:
    """Declare everything; called once at start."""
    declare(
        "anomalies.severity",
        {
            "warn": Status(pgettext_lazy("alert", "to look at"), "info", icon="circle-dot"),
            "high": Status(pgettext_lazy("alert", "high"), "warn", icon="alert-triangle"),
            "critical": Status(pgettext_lazy("alert", "critical"), "bad", icon="alert-circle"),
        },
    )
    declare(
        "anomalies.alert",
        {
            "open": Status(pgettext_lazy("alert", "Nobody’s yet"), "warn", icon="circle-dot"),
            "taken": Status(pgettext_lazy("alert", "Being looked into"), "info", icon="loader-2"),
            "confirmed": Status(pgettext_lazy("alert", "Confirmed"), "bad", icon="alert-triangle"),
            "dismissed": Status(pgettext_lazy("alert", "Was none"), "mute", icon="ban"),
        },
    )
    declare(
        "anomalies.mode",
        {
            "off": Status(_("Not judged"), "mute", icon="ban"),
            "notify": Status(_("People are told"), "info", icon="circle-dot"),
            "act": Status(_("People are told, and it acts"), "good", icon="circle-check"),
        },
    )
    declare(
        "audit.action",
        {
            "anomalies.raise_alerts": Status(_("Alert raised")),
            "anomalies.take_alert": Status(_("Alert taken")),
            "anomalies.confirm_alert": Status(_("Alert confirmed")),
            "anomalies.dismiss_alert": Status(_("Alert said to be none")),
            "anomalies.release_holds": Status(_("What an alert held goes on")),
            "anomalies.note_denial": Status(_("Asked for an id that is not there")),
            "anomalies.send_canary": Status(_("Canary of the watch")),
            "accounts.sign_in": Status(_("Sign-in tried")),
            "accounts.sign_in_by_passkey": Status(_("Sign-in tried")),
            "accounts.verify_factor": Status(_("Sign-in tried")),
            "accounts.open_session": Status(_("Signed in")),
            "accounts.create_api_key": Status(_("API key made")),
            "accounts.remove_totp": Status(_("Authenticator removed")),
            "accounts.remove_passkey": Status(_("Passkey removed")),
            "accounts.ask_proof_anew": Status(_("Fresh proof asked for")),
            "accounts.shut_out_network": Status(_("Network shut out")),
        },
    )
