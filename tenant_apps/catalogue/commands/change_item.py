"""Change an item. Its unit stays, because stock and prices are counted in it."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.reach import about
from tenant_apps.catalogue import errors
from tenant_apps.catalogue.commands import fields
from tenant_apps.catalogue.commands.create_item import ItemResult
from tenant_apps.catalogue.events import ItemChanged
from tenant_apps.catalogue.models import Item
from tenant_apps.catalogue.queries.shelves import lines_of_items


class ChangeItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is null stays as it is."""

    item_id: UUID
    name: str | None = None
    description: str | None = None
    category: str | None = None
    attributes: dict[str, str] | None = None
    tax_rate: str | None = None
    active: bool | None = None


@command("catalogue.change_item", input=ChangeItem)
def change_item(ctx: Context, data: ChangeItem) -> ItemResult:
    """Change an item of the catalogue, or put a draft or retired one on sale."""
    item = lock_own(ctx, data.item_id)
    if data.name is not None:
        item.name = fields.check_name(data.name)
    if data.description is not None:
        item.description = data.description.strip()[:5000]
    if data.category is not None:
        item.category = fields.find_category(data.category)
        fields.check_reach(ctx, item.category)
    if data.attributes is not None:
        item.attributes = fields.check_attributes(data.attributes)
    if data.tax_rate is not None:
        item.tax_rate = fields.check_tax_rate(data.tax_rate)
    if data.active is not None:
        item.state = "active" if data.active else "retired"
    item.terms, item.changed_at = fields.terms_of(item), ctx.now
    item.save()
    ctx.emit(ItemChanged(item_id=item.pk, supplier_id=item.supplier_id, state=item.state))
    ctx.audit(target="catalogue.item", target_id=item.pk, facts={"sku": item.sku, "state": item.state})
    return ItemResult(item_id=item.pk, sku=item.sku, state=item.state)


def lock_own(ctx: Context, item_id: UUID) -> Item:
    """The locked row; an item of another company is as unknown as none."""
    rows = Item.objects.select_for_update().filter(pk=item_id)
    if ctx.actor.company_id is not None:
        rows = rows.filter(supplier_id=ctx.actor.company_id)
    item = rows.first()
    if item is None or not _reaches(ctx, item):
        raise errors.item_unknown(item_id)
    return item


def _reaches(ctx: Context, item: Item) -> bool:
    return not ctx.actor.narrowed or ctx.may_touch(about(categories=lines_of_items([item.pk])[item.pk]))
