"""Addresses of processes."""

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Filter, Listing, Read, Write
from tenant_apps.processes.api import records
from tenant_apps.processes.commands import give_process, retry_process, undo_process
from tenant_apps.processes.permissions import VIEW_PROCESS
from tenant_apps.processes.queries import process_rows

STATES = ("forward", "backward", "stuck", "done", "undone")
HERE = {"process_id": "process_id"}

process = Read(records.ProcessRecord, records.process_record, VIEW_PROCESS, "One process with its steps")
processes = Listing(
    records.ProcessSummary,
    process_rows,
    records.process_summaries,
    VIEW_PROCESS,
    "Processes of the marketplace",
    filters=(
        Filter("state", "text", "Where the process stands.", STATES),
        Filter("type", "text", "What kind of process it is."),
        Filter("reference", "text", "What it is about."),
    ),
)

urlpatterns: list[URLPattern] = [
    path("processes", endpoint("processes", get=processes)),
    path("processes/<uuid:process_id>", endpoint("processes", get=process)),
    path("processes/<uuid:process_id>:retry", endpoint("processes", post=Write(retry_process, status=200, path=HERE))),
    path("processes/<uuid:process_id>:undo", endpoint("processes", post=Write(undo_process, status=200, path=HERE))),
    path("processes/<uuid:process_id>:give", endpoint("processes", post=Write(give_process, status=200, path=HERE))),
]
