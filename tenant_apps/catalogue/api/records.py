"""Items as the API shows them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.api.forms import decimal
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.quantity import plain
from tenant_apps.catalogue import errors
from tenant_apps.catalogue.queries import packs_of
from tenant_apps.catalogue.queries.records import item_rows


class PackRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A pack the item is sold in: `quantity` of the item's unit in one `unit`."""

    unit: str
    quantity: str


class ItemRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What a supplier sells. `unit` (UN/ECE Rec 20) is the unit of its stock and price; services are not stocked.

    `tracked_by` is lot where its stock is kept by batch.
    """

    id: UUID
    supplier_id: UUID
    sku: str
    name: str
    description: str
    unit: str
    category: str
    attributes: dict[str, str]
    tax_rate: str
    stocked: bool
    tracked_by: str
    state: str
    packs: list[PackRecord]
    created_at: datetime
    changed_at: datetime


_SAME = (
    "id", "supplier_id", "sku", "name", "description", "unit", "attributes", "stocked", "tracked_by",
    "state", "created_at", "changed_at",
)  # fmt: skip


def item_records(rows: Sequence[Any]) -> list[ItemRecord]:
    packs = packs_of([row.pk for row in rows])
    return [
        ItemRecord(
            **{name: getattr(row, name) for name in _SAME},
            packs=[PackRecord(unit=unit, quantity=plain(held)) for unit, held in packs.get(row.pk, {}).items()],
            category=row.category.code if row.category else "",
            tax_rate=decimal(row.tax_rate),
        )
        for row in rows
    ]


class CategoryRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A shelf of the catalogue, with its name in the languages of the marketplace."""

    id: UUID
    code: str
    name_en: str
    name_zh_hans: str
    parent_id: UUID | None


class LicenceRequirementRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Who buys or sells (`side`) goods of the category, or of one below it, needs a paper of this kind.

    Without `supplier_id` for everybody's goods. It holds from `valid_from` up to the day before `ends_on`.
    """

    id: UUID
    category: str
    supplier_id: UUID | None
    kind: str
    side: str
    note: str
    valid_from: date
    ends_on: date | None
    set_at: datetime


def requirement_records(rows: Sequence[Any]) -> list[LicenceRequirementRecord]:
    names = [name for name in LicenceRequirementRecord.__struct_fields__ if name != "category"]
    return [
        LicenceRequirementRecord(category=row.category.code, **{name: getattr(row, name) for name in names})
        for row in rows
    ]


def category_records(rows: Sequence[Any]) -> list[CategoryRecord]:
    return [CategoryRecord(**{name: getattr(row, name) for name in CategoryRecord.__struct_fields__}) for row in rows]


def item_record(actor: Actor, item_id: UUID) -> ItemRecord:
    """One item; refused when the actor may not see it."""
    found = item_records(list(item_rows(actor, {"pk": item_id})[:1]))
    if not found:
        raise errors.item_unknown(item_id)
    return found[0]
