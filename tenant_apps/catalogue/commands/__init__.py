"""Writes of the catalogue."""

from tenant_apps.catalogue.commands.change_item import ChangeItem, change_item
from tenant_apps.catalogue.commands.create_category import CreateCategory, create_category
from tenant_apps.catalogue.commands.create_item import CreateItem, ItemResult, create_item
from tenant_apps.catalogue.commands.pack_item import PackIn, PackItem, pack_item
from tenant_apps.catalogue.commands.retire_item import RetireItem, retire_item

__all__ = [
    "ChangeItem",
    "CreateCategory",
    "CreateItem",
    "ItemResult",
    "PackIn",
    "PackItem",
    "RetireItem",
    "change_item",
    "create_category",
    "create_item",
    "pack_item",
    "retire_item",
]
