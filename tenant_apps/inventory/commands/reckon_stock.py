"""Reckon all reorder points of the marketplace: once a day, in steps of some hundred items each."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.faults import faultpoint
from tenant_apps.inventory.commands.reckoning import keys_to_reckon, project_demand, reckon_points


class ProjectDemand(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`anew` makes all of it again; without, only what is new."""

    anew: bool = False


class ProjectResult(msgspec.Struct, frozen=True, kw_only=True):
    """`keys` are the items and warehouses whose points are to be reckoned."""

    days: int
    keys: list[tuple[UUID, UUID]]


class ReckonStock(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    keys: list[tuple[UUID, UUID]]


class ReckonResult(msgspec.Struct, frozen=True, kw_only=True):
    points: int


@command("inventory.project_demand", input=ProjectDemand, system_only=True)
def project_demand_of_days(ctx: Context, data: ProjectDemand) -> ProjectResult:
    """Bring demand by day up to yesterday."""
    days = project_demand(ctx, anew=data.anew)
    keys = keys_to_reckon(ctx)
    faultpoint("inventory.project_demand.before_commit")
    ctx.audit(target="inventory.stock", target_id="demand", facts={"days": days, "keys": len(keys)})
    return ProjectResult(days=days, keys=keys)


@command("inventory.reckon_stock", input=ReckonStock, system_only=True)
def reckon_stock(ctx: Context, data: ReckonStock) -> ReckonResult:
    """Reckon the reorder points of these items and warehouses. Locks their levels."""
    found = reckon_points(ctx, data.keys)
    faultpoint("inventory.reckon_stock.before_commit")
    ctx.audit(target="inventory.stock", target_id="points", facts={"keys": len(data.keys), "points": found})
    return ReckonResult(points=found)
