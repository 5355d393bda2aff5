"""Set prices of items in a supplier's list: every tier of each named item is replaced."""

from decimal import Decimal, InvalidOperation
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.commands import Context, command
from shared_apps.foundation.currencies import MINOR_UNITS
from tenant_apps.catalogue.queries import list_of_supplier
from tenant_apps.parties.queries import list_by_ids
from tenant_apps.pricing import errors, events
from tenant_apps.pricing.models import PriceList, PriceTier

LINES_MAX = 10_000


class PriceLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Unit price (decimal text, per item unit) from `min_quantity` upwards."""

    item_id: UUID
    unit_price: str
    min_quantity: str = "1"


class SetPrices(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`buyer_id` names the only buyer the prices are for; without it they are for everybody."""

    currency: str
    lines: list[PriceLine]
    supplier_id: UUID | None = None
    buyer_id: UUID | None = None


class PricesSet(msgspec.Struct, frozen=True, kw_only=True):
    price_list_id: UUID
    version: int
    items: int


@command("pricing.set_prices", input=SetPrices)
def set_prices(ctx: Context, data: SetPrices) -> PricesSet:
    """Set prices of the company's items.

    The list of that currency and buyer is made when it does not exist; its version grows. Locks the list. Refuses
    items of others, negative prices, two tiers with one minimum.
    """
    supplier_id = data.supplier_id or ctx.actor.company_id
    if supplier_id is None:
        raise errors.bad("supplier_id", _("Name the company whose prices they are."))
    if ctx.actor.company_id not in (None, supplier_id):
        raise errors.not_yours()
    if data.currency not in MINOR_UNITS:
        raise errors.bad("currency", _("A currency code such as EUR or CNY is needed."))
    if not 1 <= len(data.lines) <= LINES_MAX:
        raise errors.bad("lines", _("1 to %(most)s lines are needed.") % {"most": LINES_MAX})
    if data.buyer_id is not None and data.buyer_id not in list_by_ids([data.buyer_id]):
        raise errors.bad("buyer_id", _("There is no such company."))
    tiers = _tiers(supplier_id, data.lines)
    row = _list(ctx, supplier_id, data)
    PriceTier.objects.filter(price_list=row, item_id__in={item for item, _minimum in tiers}).delete()
    PriceTier.objects.bulk_create(
        PriceTier(price_list=row, item_id=item, min_quantity=minimum, unit_price=price)
        for (item, minimum), price in tiers.items()
    )
    count = len({item for item, _minimum in tiers})
    ctx.audit(
        target="pricing.price_list", target_id=row.pk,
        facts={"version": row.version, "items": count, "currency": row.currency},
    )  # fmt: skip
    ctx.emit(
        events.PricesSet(price_list_id=row.pk, supplier_id=supplier_id, buyer_id=data.buyer_id, currency=data.currency)
    )
    return PricesSet(price_list_id=row.pk, version=row.version, items=count)


def _tiers(supplier_id: UUID, lines: list[PriceLine]) -> dict[tuple[UUID, Decimal], Decimal]:
    known = {item.id for item in list_of_supplier(supplier_id, ids=[line.item_id for line in lines])}
    found: dict[tuple[UUID, Decimal], Decimal] = {}
    for number, line in enumerate(lines):
        field = f"lines[{number}]"
        if line.item_id not in known:
            raise errors.bad(f"{field}.item_id", _("This company has no such item."))
        minimum = _decimal(f"{field}.min_quantity", line.min_quantity)
        price = _decimal(f"{field}.unit_price", line.unit_price)
        if minimum <= 0:
            raise errors.bad(f"{field}.min_quantity", _("A quantity above zero is needed."))
        if (line.item_id, minimum) in found:
            raise errors.bad(f"{field}.min_quantity", _("Two tiers of an item have the same minimum."))
        found[(line.item_id, minimum)] = price
    return found


def _decimal(field: str, text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise errors.bad(field, _("A number such as 12.50 is needed.")) from error
    exponent = value.as_tuple().exponent
    if not value.is_finite() or value < 0 or value >= 10**13 or (isinstance(exponent, int) and exponent < -6):
        raise errors.bad(field, _("A number from 0 with at most 6 decimals is needed."))
    return value


def _list(ctx: Context, supplier_id: UUID, data: SetPrices) -> PriceList:
    wanted = {"supplier_id": supplier_id, "buyer_id": data.buyer_id, "currency": data.currency}
    row = PriceList.objects.select_for_update().filter(**wanted).first()
    if row is None:
        name = data.currency if data.buyer_id is None else f"{data.currency} ({data.buyer_id})"
        row = PriceList(name=name, valid_from=ctx.now, **wanted)
        row.save(force_insert=True)
        return row
    row.version += 1
    row.save(update_fields=["version"])
    return row
