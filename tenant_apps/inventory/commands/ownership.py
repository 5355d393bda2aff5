"""Whose warehouse and item it is."""

from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.utils.translation import gettext as _

from shared_apps.commands.context import Context
from shared_apps.foundation.quantity import BadQuantity, Quantity
from tenant_apps.catalogue.queries import ItemFacts, get_items
from tenant_apps.inventory import errors
from tenant_apps.inventory.models import Warehouse


def own_warehouse(ctx: Context, warehouse_id: UUID) -> Warehouse:
    """The warehouse, if it is the actor's company's and within the actor's bounds; any for the marketplace."""
    rows = Warehouse.objects.filter(ctx.within(warehouses="pk"), pk=warehouse_id)
    if ctx.actor.company_id is not None:
        rows = rows.filter(company_id=ctx.actor.company_id)
    row = rows.first()
    if row is None:
        raise errors.warehouse_unknown()
    return row


def stocked_items(ids: list[UUID], company_id: UUID) -> dict[UUID, ItemFacts]:
    """The items, all of this company and kept in stock, or a refusal."""
    found = get_items(ids)
    for pk in ids:
        item = found.get(pk)
        if item is None or item.supplier_id != company_id:
            raise errors.bad("item_id", _("This company has no such item."))
        if not item.stocked:
            raise errors.item_not_stocked(item.name)
    return found


def in_unit(text: str, unit: str, field: str) -> Decimal:
    """A decimal text as a quantity of `unit`; Invalid names the field."""
    try:
        return Quantity.parse(Decimal(text), unit).value
    except (InvalidOperation, BadQuantity) as error:
        why = str(error) if isinstance(error, BadQuantity) else _("A number is needed.")
        raise errors.bad(field, why) from error
