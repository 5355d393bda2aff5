"""What a guest would deliver: an item of its own for each line, made to order, known to nobody else."""

from decimal import Decimal
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.quantity import plain
from shared_apps.foundation.refusals import NotAllowed
from tenant_apps.catalogue.commands import ChangeItem, CreateItem, change_item, create_item
from tenant_apps.catalogue.queries import ItemFacts, list_items
from tenant_apps.trading.engines.thread import errors
from tenant_apps.trading.engines.thread.decisions.figures import read_share
from tenant_apps.trading.kernel.errors import event_unknown
from tenant_apps.trading.kernel.models import LotItem, Participant


class NameGuestGoods(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`tax_percent` is the tax that the guest will charge on its goods."""

    lot_id: UUID
    lines: list[int]
    tax_percent: str = "0"


class GoodsNamed(msgspec.Struct, frozen=True, kw_only=True):
    """Items by the numbers of the lines, as text."""

    items: dict[str, UUID]


@command("thread.name_guest_goods", input=NameGuestGoods, permission="thread.send_quote")
def name_guest_goods(ctx: Context, data: NameGuestGoods) -> GoodsNamed:
    """Name what is asked for as goods of the guest, to quote them. They are made to order and not kept in stock."""
    company = ctx.actor.company_id
    if ctx.actor.kind != "guest" or company is None:
        raise NotAllowed("thread.only_guests", errors.only_guests())
    if not Participant.objects.filter(trading_event__lots__pk=data.lot_id, company_id=company).exists():
        raise event_unknown(data.lot_id)
    percent = read_share(data.tax_percent)
    if percent is None or percent >= 100:
        raise errors.bad_tax()
    tax = plain(percent / Decimal(100))
    lines = LotItem.objects.select_related("lot__trading_event").filter(lot_id=data.lot_id, line_no__in=data.lines)
    known = {item.sku: item for item in list_items(ctx.actor, supplier_id=company, limit=500)}
    found = {str(line.line_no): _item(ctx, line, known, tax) for line in lines}
    ctx.audit(target="trading.lot", target_id=data.lot_id, facts={"items": len(found)})
    return GoodsNamed(items=found)


def _item(ctx: Context, line: LotItem, known: dict[str, ItemFacts], tax: str) -> UUID:
    sku = f"{line.lot.trading_event.number}-{line.line_no}"
    item = known.get(sku)
    if item is None:
        named = CreateItem(sku=sku, name=line.description, unit=line.unit, tax_rate=tax, stocked=False)
        return ctx.call(create_item, named).item_id
    if item.tax_rate != Decimal(tax):
        ctx.call(change_item, ChangeItem(item_id=item.id, tax_rate=tax))
    return item.id
