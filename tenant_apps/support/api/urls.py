"""Addresses of support."""

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Filter, Listing
from tenant_apps.support.api import records
from tenant_apps.support.permissions import VIEW_VISITS
from tenant_apps.support.queries import visit_rows
from tenant_apps.support.types import VISIT_STATES

visits = Listing(
    records.VisitRecord, visit_rows, records.visit_records, VIEW_VISITS, "Visits of the platform's support",
    filters=(Filter("state", "text", "", VISIT_STATES),),
)  # fmt: skip

urlpatterns: list[URLPattern] = [path("support-visits", endpoint("support", get=visits))]
