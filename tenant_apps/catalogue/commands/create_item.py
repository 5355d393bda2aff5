"""Create an item of a supplier."""

from typing import Literal
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction

from shared_apps.commands import Context, command
from tenant_apps.catalogue import errors
from tenant_apps.catalogue.commands import fields
from tenant_apps.catalogue.events import ItemChanged
from tenant_apps.catalogue.models import Item


class CreateItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`unit` is a UN/ECE Recommendation 20 code, `tax_rate` a fraction as text, `category` a code."""

    sku: str
    name: str
    unit: str = "C62"
    supplier_id: UUID | None = None
    description: str = ""
    category: str = ""
    attributes: dict[str, str] = {}
    tax_rate: str = "0"
    stocked: bool = True
    tracked_by: Literal["none", "lot"] = "none"
    draft: bool = False


class ItemResult(msgspec.Struct, frozen=True, kw_only=True):
    item_id: UUID
    sku: str
    state: str


@command("catalogue.create_item", input=CreateItem)
def create_item(ctx: Context, data: CreateItem) -> ItemResult:
    """Create an item in the catalogue.

    Refuses a number the supplier uses already, unknown units and categories, and items of other companies.
    """
    item = Item(
        supplier_id=fields.check_supplier(ctx, data.supplier_id),
        sku=fields.check_sku(data.sku),
        name=fields.check_name(data.name),
        description=data.description.strip()[:5000],
        unit=fields.check_unit(data.unit),
        category=fields.find_category(data.category),
        attributes=fields.check_attributes(data.attributes),
        tax_rate=fields.check_tax_rate(data.tax_rate),
        stocked=data.stocked,
        tracked_by=data.tracked_by,
        state="draft" if data.draft else "active",
        created_at=ctx.now,
        changed_at=ctx.now,
    )
    fields.check_reach(ctx, item.category)
    item.terms = fields.terms_of(item)
    try:
        with transaction.atomic(using=ctx.using):
            item.save(force_insert=True)
    except IntegrityError as error:
        if "item_sku_once" in str(error):
            raise errors.sku_taken(item.sku) from error
        raise
    ctx.emit(ItemChanged(item_id=item.pk, supplier_id=item.supplier_id, state=item.state))
    ctx.audit(target="catalogue.item", target_id=item.pk, facts={"sku": item.sku, "name": item.name})
    return ItemResult(item_id=item.pk, sku=item.sku, state=item.state)
