"""Take an item off sale. Deals that name it stay as they are."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.catalogue.commands.change_item import lock_own
from tenant_apps.catalogue.commands.create_item import ItemResult
from tenant_apps.catalogue.events import ItemChanged


class RetireItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    item_id: UUID


@command("catalogue.retire_item", input=RetireItem)
def retire_item(ctx: Context, data: RetireItem) -> ItemResult:
    """Take an item off sale; it can be put on sale again."""
    item = lock_own(ctx, data.item_id)
    item.state, item.changed_at = "retired", ctx.now
    item.save(update_fields=["state", "changed_at"])
    ctx.emit(ItemChanged(item_id=item.pk, supplier_id=item.supplier_id, state=item.state))
    ctx.audit(target="catalogue.item", target_id=item.pk, facts={"sku": item.sku, "state": item.state})
    return ItemResult(item_id=item.pk, sku=item.sku, state=item.state)
