"""Writes of the catalogue."""

from tenant_apps.catalogue.commands.change_item import ChangeItem, change_item
from tenant_apps.catalogue.commands.create_category import CreateCategory, create_category
from tenant_apps.catalogue.commands.create_item import CreateItem, ItemResult, create_item
from tenant_apps.catalogue.commands.hand_in_licence import HandInLicence, LicenceHandedIn, hand_in_licence
from tenant_apps.catalogue.commands.pack_item import PackIn, PackItem, pack_item
from tenant_apps.catalogue.commands.remind_licences import RemindLicences, remind_licences
from tenant_apps.catalogue.commands.require_licence import (
    LiftLicence,
    RequireLicence,
    RequirementWritten,
    lift_licence,
    require_licence,
)
from tenant_apps.catalogue.commands.retire_item import RetireItem, retire_item

__all__ = [
    "ChangeItem",
    "CreateCategory",
    "CreateItem",
    "HandInLicence",
    "ItemResult",
    "LicenceHandedIn",
    "LiftLicence",
    "PackIn",
    "PackItem",
    "RemindLicences",
    "RequireLicence",
    "RequirementWritten",
    "RetireItem",
    "change_item",
    "create_category",
    "create_item",
    "hand_in_licence",
    "lift_licence",
    "pack_item",
    "remind_licences",
    "require_licence",
    "retire_item",
]
