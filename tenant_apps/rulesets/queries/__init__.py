"""Reads of rulesets: values in force with their chain, `pin` for trading events, drafts, versions, books, reference."""

from tenant_apps.rulesets.decisions.content import limit_record
from tenant_apps.rulesets.queries.books import compare_book, compare_versions, export_book
from tenant_apps.rulesets.queries.drafts import (
    DraftFacts,
    DraftLine,
    current_draft,
    draft_changes,
    draft_edition,
    drafted,
    is_read,
    own_limits,
    person_of,
)
from tenant_apps.rulesets.queries.law import ban_on, bans_now, laws_now, own_values_now, would_be
from tenant_apps.rulesets.queries.pins import pin, repin, sheets_of
from tenant_apps.rulesets.queries.reference import groups, marks_of, schema_of
from tenant_apps.rulesets.queries.sheets import (
    SheetFacts,
    find_sheet,
    list_sheets,
    resolved_below,
    settable,
    sheet_in_force,
)
from tenant_apps.rulesets.queries.values import (
    VersionLine,
    current_version,
    effective,
    effective_all,
    explain,
    last_changes,
    list_to_come,
    list_versions,
    values,
)
from tenant_apps.rulesets.queries.versions import TTL_S
from tenant_apps.rulesets.types import Pinned
from tenant_apps.rulesets.wording import group_name, kind_name, level_name, limit_text, range_text, value_text

__all__ = [
    "TTL_S",
    "DraftFacts",
    "DraftLine",
    "Pinned",
    "SheetFacts",
    "VersionLine",
    "ban_on",
    "bans_now",
    "compare_book",
    "compare_versions",
    "current_draft",
    "current_version",
    "draft_changes",
    "draft_edition",
    "drafted",
    "effective",
    "effective_all",
    "explain",
    "export_book",
    "find_sheet",
    "group_name",
    "groups",
    "is_read",
    "kind_name",
    "last_changes",
    "laws_now",
    "level_name",
    "limit_record",
    "limit_text",
    "list_sheets",
    "list_to_come",
    "list_versions",
    "marks_of",
    "own_limits",
    "own_values_now",
    "person_of",
    "pin",
    "range_text",
    "repin",
    "resolved_below",
    "schema_of",
    "settable",
    "sheet_in_force",
    "sheets_of",
    "value_text",
    "values",
    "would_be",
]
