"""Addresses of the rules in force and of their versions."""

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Filter, Listing, Read
from tenant_apps.rulesets.api import records
from tenant_apps.rulesets.permissions import VIEW_SETTINGS
from tenant_apps.rulesets.queries.records import version_rows

versions = Listing(
    records.RulesetRecord,
    version_rows,
    records.ruleset_records,
    VIEW_SETTINGS,
    "Versions of the rules, for keys of the marketplace",
    filters=(Filter("content_hash", "text"),),
    key="number",
)
version = Read(records.RulesetRecord, records.ruleset_record, VIEW_SETTINGS, "One version of the rules")
effective = Read(records.EffectiveRulesRecord, records.effective_record, VIEW_SETTINGS, "The rules in force")

urlpatterns: list[URLPattern] = [
    path("rulesets", endpoint("rulesets", get=versions)),
    path("rulesets/effective", endpoint("rulesets", get=effective)),
    path("rulesets/<uuid:version_id>", endpoint("rulesets", get=version)),
]
