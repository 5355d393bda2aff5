"""Address of the timeline, and those of refunds: settlement is the floor that knows every step of a deal."""

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Read
from tenant_apps.settlement.api import records, refunds

VIEW_DEAL = "trading.view_deal"

timeline = Read(records.TimelineRecord, records.timeline_record, VIEW_DEAL, "What followed from a deal, step by step")

urlpatterns: list[URLPattern] = [
    path("deals/<uuid:deal_id>/timeline", endpoint("deals", get=timeline)),
    *refunds.urlpatterns,
]
