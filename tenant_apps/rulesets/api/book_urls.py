"""Addresses of the rule book: the draft and its publication, explanations, schemas, files."""

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Edit, Read, Write
from tenant_apps.rulesets.api import book_records as records
from tenant_apps.rulesets.commands import (
    approve_draft,
    cancel_version,
    discard_draft,
    edit_draft,
    import_book,
    load_preset,
    publish_draft,
    reject_draft,
    restore_version,
    retire_sheet,
    save_sheet,
)
from tenant_apps.rulesets.permissions import VIEW_SETTINGS

draft = Read(records.DraftRecord, records.draft_record, VIEW_SETTINGS, "The open draft of the rules")
rule = Read(records.ExplanationRecord, records.explanation_record, VIEW_SETTINGS, "Why one rule has its value")
schema = Read(records.SchemaRecord, records.schema_record, VIEW_SETTINGS, "The JSON Schema of a group of rules")
book = Read(records.BookRecord, records.book_record, VIEW_SETTINGS, "The whole rule book as one object")
sheets = Read(records.SheetsRecord, records.sheets_record, VIEW_SETTINGS, "Rules of categories and event templates")
differences = Read(records.DifferencesRecord, records.differences_record, VIEW_SETTINGS, "Two versions compared")

urlpatterns: list[URLPattern] = [
    path("rulesets/draft", endpoint("rulesets", get=draft, patch=Edit(edit_draft, draft, {}))),
    path("rulesets/draft:publish", endpoint("rulesets", post=Write(publish_draft, status=200))),
    path("rulesets/draft:approve", endpoint("rulesets", post=Write(approve_draft, status=200))),
    path("rulesets/draft:reject", endpoint("rulesets", post=Write(reject_draft, status=200))),
    path("rulesets/draft:discard", endpoint("rulesets", post=Write(discard_draft, status=200))),
    path("rulesets/rules/<str:rule>", endpoint("rulesets", get=rule)),
    path("rulesets/schemas/<slug:group>", endpoint("rulesets", get=schema)),
    path("rulesets/differences/<int:before>/<int:after>", endpoint("rulesets", get=differences)),
    path("rulesets/sheets", endpoint("rulesets", get=sheets, post=Write(save_sheet))),
    path("rulesets/sheets:retire", endpoint("rulesets", post=Write(retire_sheet, status=200))),
    path("rulesets/book", endpoint("rulesets", get=book)),
    path("rulesets:import", endpoint("rulesets", post=Write(import_book))),
    path("rulesets:restore", endpoint("rulesets", post=Write(restore_version))),
    path("rulesets:load-preset", endpoint("rulesets", post=Write(load_preset))),
    path("rulesets:cancel", endpoint("rulesets", post=Write(cancel_version, status=200))),
]
