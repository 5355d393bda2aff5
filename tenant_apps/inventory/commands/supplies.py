"""Goods that are expected: written down, moved to another day, called off."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.commands import Context, command
from shared_apps.foundation.faults import faultpoint
from shared_apps.outbox import jobs
from tenant_apps.inventory import errors
from tenant_apps.inventory.commands.expecting import follow_expected
from tenant_apps.inventory.commands.levels import lock_levels, make_levels, today_of
from tenant_apps.inventory.commands.ownership import in_unit, own_warehouse, stocked_items
from tenant_apps.inventory.commands.quarantine_stock import check_reason
from tenant_apps.inventory.events import SupplyChanged
from tenant_apps.inventory.models import ExpectedSupply

LATE_JOB = "inventory.supplies_late"
BY_HAND = "person"
LAST_DAY = timedelta(days=1100)


class ExpectSupply(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`quantity` is decimal text in the item's unit, `reference` the number of the order or of the works order."""

    item_id: UUID
    warehouse_id: UUID
    quantity: str
    due_on: date
    reference: str
    supplier_name: str = ""
    ordered_on: date | None = None


class MoveSupply(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    supply_id: UUID
    due_on: date
    reason: str


class CancelSupply(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    supply_id: UUID
    reason: str


class SupplyResult(msgspec.Struct, frozen=True, kw_only=True):
    supply_id: UUID
    state: str
    due_on: date


@command("inventory.expect_supply", input=ExpectSupply)
def expect_supply(ctx: Context, data: ExpectSupply) -> SupplyResult:
    """Write down goods that are expected; from their day on they can be promised.

    Locks the levels of the item.
    """
    warehouse = own_warehouse(ctx, data.warehouse_id)
    item = stocked_items([data.item_id], warehouse.company_id)[data.item_id]
    quantity = in_unit(data.quantity, item.unit, "quantity")
    if quantity <= 0:
        raise errors.bad("quantity", _("A quantity above zero is needed."))
    if not 1 <= len(data.reference.strip()) <= 80:
        raise errors.bad("reference", _("1 to 80 characters are needed."))
    if len(data.supplier_name) > 200:
        raise errors.bad("supplier_name", _("At most 200 characters are needed."))
    ordered = _day_start(data.ordered_on) if data.ordered_on else ctx.now
    if ordered > ctx.now:
        raise errors.bad("ordered_on", _("A day that is over, or today, is needed."))
    row = ExpectedSupply(
        item_id=item.id, warehouse=warehouse, supplier_name=data.supplier_name.strip(),
        reference=data.reference.strip(), quantity=quantity, ordered_at=ordered,
        due_on=_due(ctx, data.due_on), first_due_on=data.due_on, source=BY_HAND,
        made_by_name=(ctx.actor.display or ctx.actor.id)[:120],
    )  # fmt: skip
    return begin(ctx, row)


@command("inventory.move_supply", input=MoveSupply)
def move_supply(ctx: Context, data: MoveSupply) -> SupplyResult:
    """Say that goods come on another day, and why; what can be promised moves with them."""
    row = lock_supply(ctx, data.supply_id)
    row.due_on, row.reason, row.is_late = _due(ctx, data.due_on), check_reason(data.reason), False
    row.save(update_fields=["due_on", "reason", "is_late"])
    owe_late(ctx, row.due_on)
    return tell(ctx, row, "open")


@command("inventory.cancel_supply", input=CancelSupply)
def cancel_supply(ctx: Context, data: CancelSupply) -> SupplyResult:
    """Say that goods will not come, and why."""
    row = lock_supply(ctx, data.supply_id)
    row.state, row.ended_at, row.reason = "cancelled", ctx.now, check_reason(data.reason)
    row.save(update_fields=["state", "ended_at", "reason"])
    return tell(ctx, row, "cancelled")


class MarkLate(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class LateResult(msgspec.Struct, frozen=True, kw_only=True):
    late: int


@command("inventory.mark_supplies_late", input=MarkLate, system_only=True)
def mark_supplies_late(ctx: Context, data: MarkLate) -> LateResult:
    """Take what should have come by yesterday out of what can be promised, and say so. Again is nothing."""
    stale = ExpectedSupply.objects.filter(state="open", is_late=False, due_on__lt=today_of(ctx))
    lock_levels(set(stale.values_list("item_id", flat=True)))
    rows = list(stale.select_for_update().order_by("id"))
    for row in rows:
        row.is_late = True
        ctx.emit(_changed(row, "late"))
    ExpectedSupply.objects.bulk_update(rows, ["is_late"])
    follow_expected(ctx, {(row.item_id, row.warehouse_id) for row in rows})
    faultpoint("inventory.supplies_late.before_commit")
    ctx.audit(target="inventory.stock", target_id="supplies", facts={"late": len(rows)})
    return LateResult(late=len(rows))


def begin(ctx: Context, row: ExpectedSupply) -> SupplyResult:
    """Write a new supply. Locks the levels of the item."""
    make_levels([(row.item_id, row.warehouse_id)])
    lock_levels([row.item_id])
    row.save(force_insert=True)
    owe_late(ctx, row.due_on)
    return tell(ctx, row, "open")


def lock_supply(ctx: Context, supply_id: UUID) -> ExpectedSupply:
    """An open supply of the actor's company, behind the locked levels of its item."""
    rows = ExpectedSupply.objects.filter(ctx.within(warehouses="warehouse_id"), pk=supply_id)
    if ctx.actor.company_id is not None:
        rows = rows.filter(warehouse__company_id=ctx.actor.company_id)
    known = rows.values_list("item_id", flat=True).first()
    if known is None:
        raise errors.unknown("supply_id", _("There is no such supply."))
    lock_levels([known])
    row = rows.select_for_update(of=("self",)).get()
    if row.state != "open":
        raise errors.wrong_state(
            "supply_over", _("Supply %(reference)s has ended.") % {"reference": row.reference},
            _("Look at it again; nothing was changed."),
        )  # fmt: skip
    return row


def tell(ctx: Context, row: ExpectedSupply, state: str) -> SupplyResult:
    """Thresholds, event, audit and answer of a change."""
    follow_expected(ctx, [(row.item_id, row.warehouse_id)])
    ctx.emit(_changed(row, state))
    faultpoint("inventory.supply.before_commit")
    facts = {"reference": row.reference, "state": state, "due_on": row.due_on.isoformat()}
    ctx.audit(target="inventory.supply", target_id=row.pk, facts=facts)
    return SupplyResult(supply_id=row.pk, state=row.state, due_on=row.due_on)


def owe_late(ctx: Context, due_on: date) -> None:
    """Look for late supplies right after the day; one job for all of a day."""
    payload = {"day": due_on.isoformat()}
    after = _day_start(due_on + timedelta(days=1))
    if after > ctx.now and not jobs.is_owed(LATE_JOB, payload):
        jobs.enqueue(LATE_JOB, f"Supplies due on {payload['day']}", payload, at=after)


def received_of(row: ExpectedSupply, quantity: Decimal, now: datetime) -> None:
    """Count what came; the supply ends with the last of it."""
    row.received += quantity
    if row.received >= row.quantity:
        row.state, row.ended_at = "received", now


def _changed(row: ExpectedSupply, state: str) -> SupplyChanged:
    return SupplyChanged(supply_id=row.pk, item_id=row.item_id, warehouse_id=row.warehouse_id, state=state)


def _due(ctx: Context, day: date) -> date:
    if not today_of(ctx) <= day <= today_of(ctx) + LAST_DAY:
        raise errors.bad("due_on", _("A day from today on, within three years, is needed."))
    return day


def _day_start(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
