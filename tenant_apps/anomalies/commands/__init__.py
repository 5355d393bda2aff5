"""Commands of anomalies."""

from tenant_apps.anomalies.commands.deciding import (
    AlertAnswer,
    DecideAlert,
    TakeAlert,
    confirm_alert,
    dismiss_alert,
    release_holds,
    take_alert,
)
from tenant_apps.anomalies.commands.note_denial import NoteDenial, note_denial
from tenant_apps.anomalies.commands.raise_alerts import Found, RaiseAlerts, raise_alerts
from tenant_apps.anomalies.commands.send_canary import SendCanary, send_canary

__all__ = [
    "AlertAnswer",
    "DecideAlert",
    "Found",
    "NoteDenial",
    "RaiseAlerts",
    "SendCanary",
    "TakeAlert",
    "confirm_alert",
    "dismiss_alert",
    "note_denial",
    "raise_alerts",
    "release_holds",
    "send_canary",
    "take_alert",
]
