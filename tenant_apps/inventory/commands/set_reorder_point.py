"""Set for an item in a warehouse how often it must not run out, and how it is ordered again."""

from decimal import Decimal
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.commands import Context, command
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.quantity import plain
from tenant_apps.catalogue.queries import ItemFacts, get_items
from tenant_apps.inventory import errors
from tenant_apps.inventory.commands.levels import lock_levels, make_levels
from tenant_apps.inventory.commands.ownership import in_unit, own_warehouse, stocked_items
from tenant_apps.inventory.commands.reckoning import reckon_points
from tenant_apps.inventory.models import ReorderPoint


class SetReorderPoint(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Whatever is left out follows the rules of the marketplace; quantities are decimal texts in the item's unit.

    `fixed_point` sets the point by hand. `bought_as_id` is another supplier's article that this one is bought as.
    `is_chosen` false gives the item back to the rules.
    """

    item_id: UUID
    warehouse_id: UUID
    is_chosen: bool = True
    service_percent: str | None = None
    review_days: int | None = None
    lead_days: int | None = None
    cover_days: int | None = None
    fixed_point: str | None = None
    order_least: str | None = None
    order_most: str | None = None
    bought_as_id: UUID | None = None


class PointResult(msgspec.Struct, frozen=True, kw_only=True):
    point_id: UUID
    safety: str | None
    point: str | None


@command("inventory.set_reorder_point", input=SetReorderPoint)
def set_reorder_point(ctx: Context, data: SetReorderPoint) -> PointResult:
    """Set how an item is ordered again in a warehouse; all of it is replaced, and reckoned at once.

    Locks the levels of the item, then its points.
    """
    warehouse = own_warehouse(ctx, data.warehouse_id)
    item = stocked_items([data.item_id], warehouse.company_id)[data.item_id]
    make_levels([(item.id, warehouse.pk)])
    lock_levels([item.id])
    row = ReorderPoint.objects.select_for_update().filter(item_id=item.id, warehouse=warehouse).first()
    row = row or ReorderPoint(item_id=item.id, warehouse=warehouse)
    row.is_chosen = data.is_chosen
    row.service_percent = _service(data.service_percent)
    row.review_days = _days("review_days", data.review_days, 0, 90)
    row.lead_days = _days("lead_days", data.lead_days, 0, 365)
    row.cover_days = _days("cover_days", data.cover_days, 1, 365)
    row.fixed_point = _quantity(data.fixed_point, item, "fixed_point")
    row.order_least = _quantity(data.order_least, item, "order_least")
    row.order_most = _quantity(data.order_most, item, "order_most")
    if row.order_most is not None and (row.order_most <= 0 or row.order_most < (row.order_least or 0)):
        raise errors.bad("order_most", _("More than zero, and not below the least, is needed."))
    row.bought_as_id = _bought_as(data.bought_as_id, item)
    row.save()
    reckon_points(ctx, [(item.id, warehouse.pk)])
    row.refresh_from_db()
    faultpoint("inventory.set_reorder_point.before_commit")
    told = {name: None if (value := getattr(row, name)) is None else plain(value) for name in ("safety", "point")}
    ctx.audit(target="inventory.reorder_point", target_id=row.pk, facts={"sku": item.sku, **told})
    return PointResult(point_id=row.pk, **told)


def _service(text: str | None) -> Decimal | None:
    if text is None:
        return None
    try:
        value = Decimal(text)
    except ArithmeticError as error:
        raise errors.bad("service_percent", _("A number is needed.")) from error
    if not value.is_finite() or not Decimal("50.01") <= value <= Decimal("99.99"):
        raise errors.bad("service_percent", _("A share from 50.01 to 99.99 per cent is needed."))
    return value


def _days(field: str, value: int | None, low: int, high: int) -> int | None:
    if value is not None and not low <= value <= high:
        raise errors.bad(field, _("A number from %(low)s to %(high)s is needed.") % {"low": low, "high": high})
    return value


def _quantity(text: str | None, item: ItemFacts, field: str) -> Decimal | None:
    if text is None:
        return None
    value = in_unit(text, item.unit, field)
    if value < 0:
        raise errors.bad(field, _("A quantity of at least zero is needed."))
    return value


def _bought_as(bought_as_id: UUID | None, item: ItemFacts) -> UUID | None:
    if bought_as_id is None:
        return None
    found = get_items([bought_as_id]).get(bought_as_id)
    if found is None or found.supplier_id == item.supplier_id or found.state != "active":
        raise errors.bad("bought_as_id", _("This is no article of another supplier that is for sale."))
    if found.unit != item.unit:
        raise errors.bad("bought_as_id", _("It is sold in another unit than this item is kept in."))
    return bought_as_id
