"""Addresses of the API that belong to no app of the marketplace: health and audit trail."""

from django.urls import URLPattern, path

from shared_apps.api.audit_log import (
    LogConsistency,
    LogEntry,
    LogHead,
    LogProof,
    consistency_of,
    head_of,
    log_entries,
    log_rows,
    newest_head,
    proof_of,
)
from shared_apps.api.audit_trail import AuditEntry, audit_entries, audit_rows
from shared_apps.api.endpoint import endpoint
from shared_apps.api.health import Health, health
from shared_apps.api.operations import Filter, Listing, Read

VIEW = "audit.view_record"
FILTERS = (
    Filter("action", "text", "The command that ran, such as orders.place_order."),
    Filter("target", "text", "Kind of thing acted on."),
    Filter("target_id", "text", "Id of the thing acted on."),
    Filter("outcome", "text", "", ("done", "refused")),
    Filter("since", "date", "On this day or later (UTC)."),
)
audit = Listing(AuditEntry, audit_rows, audit_entries, VIEW, "The audit trail, newest first", filters=FILTERS)
log = Listing(
    LogEntry, log_rows, log_entries, VIEW, "The log behind the audit trail, with a proof of each record", FILTERS,
    key="seq",
)  # fmt: skip

urlpatterns: list[URLPattern] = [
    path("health", endpoint("health", public=True, get=Read(Health, health, "", "Whether the marketplace answers"))),
    path("audit", endpoint("audit", get=audit)),
    path("audit/log", endpoint("audit", get=log)),
    path(
        "audit/log/head", endpoint("audit", get=Read(LogHead, newest_head, VIEW, "The newest signed head of the log"))
    ),
    path(
        "audit/log/heads/<int:size>",
        endpoint("audit", get=Read(LogHead, head_of, VIEW, "The signed head of the log at a size")),
    ),
    path(
        "audit/log/consistency/<int:old>/<int:new>",
        endpoint(
            "audit", get=Read(LogConsistency, consistency_of, VIEW, "That a longer log begins with a shorter one")
        ),
    ),
    path(
        "audit/<uuid:record_id>/proof",
        endpoint("audit", get=Read(LogProof, proof_of, VIEW, "The place of an act in the log, and what proves it")),
    ),
]
