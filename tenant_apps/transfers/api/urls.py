"""Addresses of transfers. They only tell: what is decided here needs a person with a fresh proof of who they are."""

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Filter, Listing, Read
from tenant_apps.transfers.api import records
from tenant_apps.transfers.permissions import VIEW_TRANSFERS
from tenant_apps.transfers.queries import blocked_rows, mechanism_rows, request_rows, statement_rows
from tenant_apps.transfers.types import MECHANISM_STATES, REQUEST_STATES

TAG = "data transfers"
flows = Read(records.FlowsRecord, records.flows_record, VIEW_TRANSFERS, "Every declared way out of the region")
meter = Read(records.MeterRecord, records.meter_record, VIEW_TRANSFERS, "People whose data went abroad this year")
newest = Read(records.StatementRecord, records.statement_record, VIEW_TRANSFERS, "The newest statement of residency")
mechanisms = Listing(
    records.MechanismRecord, mechanism_rows, records.mechanism_records, VIEW_TRANSFERS,
    "What transfers to countries rest on",
    filters=(Filter("state", "text", "", MECHANISM_STATES), Filter("country", "text", "ISO 3166-1, two letters.")),
)  # fmt: skip
blocked = Listing(
    records.BlockedRecord, blocked_rows, records.blocked_records, VIEW_TRANSFERS, "What was blocked",
    filters=(Filter("flow"), Filter("country")),
)  # fmt: skip
requests = Listing(
    records.AuthorityRecord, request_rows, records.authority_records, VIEW_TRANSFERS,
    "Requests of foreign authorities", filters=(Filter("state", "text", "", REQUEST_STATES),),
)  # fmt: skip
statements = Listing(
    records.StatementRecord, statement_rows, records.statement_records, VIEW_TRANSFERS, "Statements of residency",
    filters=(Filter("day", "date"),),
)  # fmt: skip

urlpatterns: list[URLPattern] = [
    path("data-flows", endpoint(TAG, get=flows)),
    path("data-flows/meter", endpoint(TAG, get=meter)),
    path("data-flows/mechanisms", endpoint(TAG, get=mechanisms)),
    path("data-flows/blocked", endpoint(TAG, get=blocked)),
    path("data-flows/authority-requests", endpoint(TAG, get=requests)),
    path("data-flows/residency", endpoint(TAG, get=statements)),
    path("data-flows/residency/newest", endpoint(TAG, get=newest)),
]
