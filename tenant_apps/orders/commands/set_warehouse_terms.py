"""Say what it costs to let something leave a warehouse, how far it is and how many days it takes."""

from decimal import Decimal
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.quantity import plain
from tenant_apps.inventory.queries import owner_of_warehouse
from tenant_apps.orders import errors
from tenant_apps.orders.models import WarehouseTerms
from tenant_apps.trading.kernel.types import read_decimal


class SetWarehouseTerms(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`opening` is a decimal text in the currency of the orders, paid per shipment on top of the marketplace's cost."""

    warehouse_id: UUID
    opening: str = "0"
    zone: int = 0
    lead_days: int = 0


class WarehouseTermsAnswer(msgspec.Struct, frozen=True, kw_only=True):
    warehouse_id: UUID
    opening: str
    zone: int
    lead_days: int


@command("orders.set_warehouse_terms", input=SetWarehouseTerms)
def set_warehouse_terms(ctx: Context, data: SetWarehouseTerms) -> WarehouseTermsAnswer:
    """Set the terms of a warehouse of one's own company; divisions reckoned from now on use them."""
    owner = owner_of_warehouse(data.warehouse_id)
    if owner is None or ctx.actor.company_id not in (None, owner):
        raise errors.warehouse_not_yours()
    opening = _opening(data.opening)
    for name, value, most in (("zone", data.zone, 99), ("lead_days", data.lead_days, 365)):
        if not 0 <= value <= most:
            raise errors.bad_terms(name)
    WarehouseTerms.objects.update_or_create(
        warehouse_id=data.warehouse_id,
        defaults={"opening": opening, "zone": data.zone, "lead_days": data.lead_days, "set_at": ctx.now},
    )
    ctx.audit(
        target="inventory.warehouse", target_id=data.warehouse_id,
        facts={"opening": plain(opening), "zone": data.zone, "lead_days": data.lead_days},
    )  # fmt: skip
    return WarehouseTermsAnswer(
        warehouse_id=data.warehouse_id, opening=plain(opening), zone=data.zone, lead_days=data.lead_days,
    )  # fmt: skip


def _opening(text: str) -> Decimal:
    try:
        value = read_decimal(text)
    except ValueError as error:
        raise errors.bad_terms("opening") from error
    if not 0 <= value < 100_000 or value != value.quantize(Decimal("0.0001")):
        raise errors.bad_terms("opening")
    return value
