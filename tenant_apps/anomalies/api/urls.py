"""Addresses of alerts. They are raised by what watches, so none is made here; thresholds are rules of the rule book."""

from typing import Any

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Filter, Listing, Read, Write
from shared_apps.commands import Command
from tenant_apps.anomalies.api import records
from tenant_apps.anomalies.commands import confirm_alert, dismiss_alert, release_holds, take_alert
from tenant_apps.anomalies.permissions import VIEW_ALERT
from tenant_apps.anomalies.queries import alert_rows
from tenant_apps.anomalies.types import SEVERITIES, STATES

HERE = {"alert_id": "alert_id"}
one = Read(records.AlertRecord, records.alert_record, VIEW_ALERT, "One alert with its figures, deeds and evidence")
every = Listing(
    records.AlertSummary,
    alert_rows,
    records.alert_summaries,
    VIEW_ALERT,
    "Alerts of odd behaviour, newest first",
    filters=(
        Filter("state", "text", "", STATES),
        Filter("severity", "text", "", SEVERITIES),
        Filter("rule", "text", "A1 to A15."),
        Filter("number", "text", "The marketplace's number."),
    ),
)
ACTS: dict[str, Command[Any, Any]] = {
    "take": take_alert,
    "confirm": confirm_alert,
    "dismiss": dismiss_alert,
    "release": release_holds,
}

urlpatterns: list[URLPattern] = [
    path("alerts", endpoint("alerts", get=every)),
    path("alerts/<uuid:alert_id>", endpoint("alerts", get=one)),
    *(
        path(f"alerts/<uuid:alert_id>:{verb}", endpoint("alerts", post=Write(act, status=200, path=HERE)))
        for verb, act in ACTS.items()
    ),
]
