"""Say in which packs an item is sold, so that an order may name boxes of it."""

from decimal import Decimal
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.commands import Context, command
from shared_apps.foundation.quantity import UNITS, BadQuantity, Quantity, plain
from tenant_apps.catalogue import errors
from tenant_apps.catalogue.commands.change_item import lock_own
from tenant_apps.catalogue.commands.create_item import ItemResult
from tenant_apps.catalogue.models import Item, ItemPack

PACKS_MOST = 10


class PackIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`quantity` of the item's unit is in one `unit`, which must not stand in a fixed relation to it."""

    unit: str
    quantity: str


class PackItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    item_id: UUID
    packs: list[PackIn]


@command("catalogue.pack_item", input=PackItem)
def pack_item(ctx: Context, data: PackItem) -> ItemResult:
    """Set the packs of an item; those not named are gone. Orders that were placed keep their quantities."""
    item = lock_own(ctx, data.item_id)
    if len(data.packs) > PACKS_MOST:
        raise errors.bad("packs", _("At most %(most)s packs.") % {"most": PACKS_MOST})
    made = {pack.unit: _quantity(item, at, pack) for at, pack in enumerate(data.packs)}
    if len(made) < len(data.packs):
        raise errors.bad("packs", _("Each unit once."))
    ItemPack.objects.filter(item_id=item.pk).delete()
    ItemPack.objects.bulk_create(ItemPack(item_id=item.pk, unit=unit, quantity=held) for unit, held in made.items())
    facts = {"sku": item.sku, "packs": {unit: plain(held) for unit, held in made.items()}}
    ctx.audit(target="catalogue.item", target_id=item.pk, facts=facts)
    return ItemResult(item_id=item.pk, sku=item.sku, state=item.state)


def _quantity(item: Item, at: int, pack: PackIn) -> Decimal:
    if pack.unit not in UNITS:
        raise errors.bad(f"packs[{at}].unit", _("This is not a unit in use (UN/ECE Recommendation 20)."))
    if UNITS[pack.unit][1] == UNITS[item.unit][1]:
        raise errors.bad(f"packs[{at}].unit", _("This unit stands in a fixed relation to the unit of the item."))
    try:
        held = Quantity.parse(pack.quantity, item.unit).value
    except BadQuantity as error:
        raise errors.bad(f"packs[{at}].quantity", str(error)) from error
    if held <= 0:
        raise errors.bad(f"packs[{at}].quantity", _("A pack holds more than nothing."))
    return held
