"""Addresses of the books. Entries follow from business facts, so nothing is posted here."""

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Filter, Listing
from tenant_apps.ledger.api import records
from tenant_apps.ledger.permissions import VIEW_ENTRY
from tenant_apps.ledger.queries.records import entry_rows

entries = Listing(
    records.EntryRecord,
    entry_rows,
    records.entry_records,
    VIEW_ENTRY,
    "Entries in the books of the company",
    filters=(
        Filter("source", "text", "Kind of business fact."),
        Filter("source_id", "uuid", "The business fact."),
        Filter("currency", "text"),
        Filter("since", "date", "Effective on this day or later."),
    ),
    for_actor=True,
)

urlpatterns: list[URLPattern] = [path("entries", endpoint("entries", get=entries))]
