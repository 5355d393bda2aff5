"""What a buyer calls an item: named by hand, or learned when a sheet that says both was ordered."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.ids import uuid7
from tenant_apps.catalogue.queries import get_items
from tenant_apps.orders import errors, sheet_errors
from tenant_apps.orders.models import PartNumber
from tenant_apps.trading.kernel.commands import acting_company

NUMBERS_MOST = 20_000


class NamePart(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    number: str
    item_id: UUID
    buyer_id: UUID | None = None


class PartAnswer(msgspec.Struct, frozen=True, kw_only=True):
    part_number_id: UUID
    number: str
    item_id: UUID


class ForgetPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    part_number_id: UUID


@command("orders.name_part", input=NamePart, permission="orders.place_order")
def name_part(ctx: Context, data: NamePart) -> PartAnswer:
    """Say what one's company calls an item; a number that meant another item means this one from now on."""
    buyer_id = acting_company(ctx, "orders.place_order", data.buyer_id, field="buyer_id")
    number = data.number.strip()
    if not 1 <= len(number) <= 80:
        raise errors.bad_text("number", 80)
    item = get_items([data.item_id]).get(data.item_id)
    if item is None or item.state == "draft":
        raise errors.item_unknown("item_id", str(data.item_id))
    if PartNumber.objects.filter(buyer_id=buyer_id).count() >= NUMBERS_MOST:
        raise sheet_errors.too_many_numbers(NUMBERS_MOST)
    row, _made = PartNumber.objects.update_or_create(
        buyer_id=buyer_id,
        number=number,
        defaults={"item_id": item.id, "learned": False, "changed_at": ctx.now},
        create_defaults={"id": uuid7(), "item_id": item.id, "learned": False, "changed_at": ctx.now},
    )
    ctx.audit(target="orders.part_number", target_id=row.pk, facts={"number": number, "sku": item.sku})
    return PartAnswer(part_number_id=row.pk, number=number, item_id=item.id)


@command("orders.forget_part", input=ForgetPart, permission="orders.place_order")
def forget_part(ctx: Context, data: ForgetPart) -> PartAnswer:
    """Forget what one's company calls an item."""
    rows = PartNumber.objects.filter(pk=data.part_number_id)
    if ctx.actor.company_id is not None:
        rows = rows.filter(buyer_id=ctx.actor.company_id)
    row = rows.first()
    if row is None:
        raise sheet_errors.part_unknown()
    found = PartAnswer(part_number_id=row.pk, number=row.number, item_id=row.item_id)
    row.delete()
    ctx.audit(target="orders.part_number", target_id=found.part_number_id, facts={"number": found.number})
    return found
