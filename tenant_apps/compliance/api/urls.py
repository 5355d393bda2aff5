"""Addresses of compliance. They only tell: choosing profiles needs a person with a fresh proof of who they are."""

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Filter, Listing, Read
from tenant_apps.compliance.api import records
from tenant_apps.compliance.permissions import VIEW_PROFILES
from tenant_apps.compliance.queries.choices import choice_rows
from tenant_apps.compliance.types import CHOICE_STATES

compliance = Read(
    records.ComplianceRecord,
    records.compliance_record,
    VIEW_PROFILES,
    "Controls in force, with value, reasons, sources",
)
catalogue = Read(records.LawsRecord, records.laws_record, VIEW_PROFILES, "Compliance profiles that can be chosen")
preview = Read(
    records.PreviewRecord, records.preview_record, VIEW_PROFILES, "What another set of profiles would change"
)
choices = Listing(
    records.ChoiceRecord,
    choice_rows,
    records.choice_records,
    VIEW_PROFILES,
    "Choices of profiles, for keys of the marketplace",
    filters=(Filter("state", "text", "", CHOICE_STATES),),
    key="number",
)

urlpatterns: list[URLPattern] = [
    path("compliance", endpoint("compliance", get=compliance)),
    path("compliance/profiles", endpoint("compliance", get=catalogue)),
    path("compliance/preview/<str:profiles>", endpoint("compliance", get=preview)),
    path("compliance/choices", endpoint("compliance", get=choices)),
]
