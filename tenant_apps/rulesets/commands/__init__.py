"""Writes of rulesets: drafts and their publication, `change_settings`, `seed_settings`, `take_number`."""

from tenant_apps.rulesets.commands.cancel_version import Cancelled, CancelVersion, cancel_version
from tenant_apps.rulesets.commands.change_settings import ChangeSettings, SettingsVersion, change_settings
from tenant_apps.rulesets.commands.edit_draft import DiscardDraft, DraftState, EditDraft, discard_draft, edit_draft
from tenant_apps.rulesets.commands.fill_draft import (
    DraftFilled,
    ImportBook,
    LoadPreset,
    RestoreVersion,
    import_book,
    load_preset,
    restore_version,
)
from tenant_apps.rulesets.commands.numbers import number_of, number_text, numbers_part, take_number
from tenant_apps.rulesets.commands.publish_draft import (
    ApproveDraft,
    PublishDraft,
    Published,
    RejectDraft,
    approve_draft,
    publish_draft,
    reject_draft,
)
from tenant_apps.rulesets.commands.save_sheet import RetireSheet, SaveSheet, SheetResult, retire_sheet, save_sheet
from tenant_apps.rulesets.commands.seed_settings import SeedSettings, seed_settings
from tenant_apps.rulesets.commands.write_version import publish_laws

__all__ = [
    "ApproveDraft",
    "CancelVersion",
    "Cancelled",
    "ChangeSettings",
    "DiscardDraft",
    "DraftFilled",
    "DraftState",
    "EditDraft",
    "ImportBook",
    "LoadPreset",
    "PublishDraft",
    "Published",
    "RejectDraft",
    "RestoreVersion",
    "RetireSheet",
    "SaveSheet",
    "SeedSettings",
    "SettingsVersion",
    "SheetResult",
    "approve_draft",
    "cancel_version",
    "change_settings",
    "discard_draft",
    "edit_draft",
    "import_book",
    "load_preset",
    "number_of",
    "number_text",
    "numbers_part",
    "publish_draft",
    "publish_laws",
    "reject_draft",
    "restore_version",
    "retire_sheet",
    "save_sheet",
    "seed_settings",
    "take_number",
]
