"""Addresses of evidence."""

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Filter, Listing, Read
from tenant_apps.evidence.api import records
from tenant_apps.evidence.permissions import VIEW_PACKS
from tenant_apps.evidence.queries import pack_rows
from tenant_apps.evidence.types import STATES

pack = Read(records.PackRecord, records.pack_record, VIEW_PACKS, "One evidence pack, without its file")
packs = Listing(
    records.PackRecord, pack_rows, records.pack_records, VIEW_PACKS, "Evidence packs that were asked for",
    filters=(Filter("state", "text", "Where it stands.", STATES),),
)  # fmt: skip

urlpatterns: list[URLPattern] = [
    path("evidence/packs", endpoint("evidence", get=packs)),
    path("evidence/packs/<uuid:pack_id>", endpoint("evidence", get=pack)),
]
