"""Addresses of evidence."""

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Filter, Listing, Read
from tenant_apps.evidence.api import records
from tenant_apps.evidence.permissions import VIEW_PACKS
from tenant_apps.evidence.queries import drill_rows, pack_rows
from tenant_apps.evidence.types import OUTCOMES, STATES

pack = Read(records.PackRecord, records.pack_record, VIEW_PACKS, "One evidence pack, without its file")
packs = Listing(
    records.PackRecord, pack_rows, records.pack_records, VIEW_PACKS, "Evidence packs that were asked for",
    filters=(Filter("state", "text", "Where it stands.", STATES),),
)  # fmt: skip
drill = Read(records.DrillRecord, records.drill_record, VIEW_PACKS, "One drill of restoring")
drills = Listing(
    records.DrillRecord, drill_rows, records.drill_records, VIEW_PACKS, "Drills of restoring",
    filters=(Filter("outcome", "text", "How it ended.", OUTCOMES),),
)  # fmt: skip

urlpatterns: list[URLPattern] = [
    path("evidence/packs", endpoint("evidence", get=packs)),
    path("evidence/packs/<uuid:pack_id>", endpoint("evidence", get=pack)),
    path("evidence/drills", endpoint("evidence", get=drills)),
    path("evidence/drills/<uuid:drill_id>", endpoint("evidence", get=drill)),
]
