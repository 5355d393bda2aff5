"""Addresses of the API that belong to no app of the marketplace: health and audit trail."""

from django.urls import URLPattern, path

from shared_apps.api.audit_trail import AuditEntry, audit_entries, audit_rows
from shared_apps.api.endpoint import endpoint
from shared_apps.api.health import Health, health
from shared_apps.api.operations import Filter, Listing, Read

audit = Listing(
    AuditEntry,
    audit_rows,
    audit_entries,
    "audit.view_record",
    "The audit trail, newest first",
    filters=(
        Filter("action", "text", "The command that ran, such as orders.place_order."),
        Filter("target", "text", "Kind of thing acted on."),
        Filter("target_id", "text", "Id of the thing acted on."),
        Filter("outcome", "text", "", ("done", "refused")),
        Filter("since", "date", "On this day or later (UTC)."),
    ),
)

urlpatterns: list[URLPattern] = [
    path("health", endpoint("health", public=True, get=Read(Health, health, "", "Whether the marketplace answers"))),
    path("audit", endpoint("audit", get=audit)),
]
