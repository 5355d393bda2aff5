"""Keep goods back and take expired lots out of what can be promised. Functions for the commands of this app.

Expired goods are kept back as far as nothing on the level was promised before. What was promised stays promised, and is
met from good lots alone; as soon as a promise ends or goods come in, the rest of the expired lot is kept back too.
"""

from collections.abc import Collection
from decimal import Decimal
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from shared_apps.commands.context import Context
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.quantity import plain
from tenant_apps.inventory.commands.levels import Move, lock_levels, record_movements, today_of
from tenant_apps.inventory.events import StockQuarantined
from tenant_apps.inventory.models import Quarantine, StockBalance, StockLevel

SOURCE = "inventory.quarantine"


def who(actor: Actor) -> str:
    """The person behind an actor, where there is one: a key and its holder are not two pairs of eyes."""
    return str(actor.user_id or actor.id)[:80]


def keep_back(ctx: Context, moves: Collection[Move], cause: str, reason: str) -> list[Quarantine]:
    """Write a quarantine for what these moves keep back, each with its own movement. Levels are locked."""
    made = []
    for move in moves:
        row = Quarantine(
            item_id=move.item_id,
            warehouse_id=move.warehouse_id,
            bin_id=move.bin_id,
            lot_id=move.lot_id,
            owner_id=move.owner_id,
            quantity=move.quarantined,
            cause=cause,
            reason=reason[:200],
            made_by=who(ctx.actor),
            made_by_name=(ctx.actor.display or ctx.actor.id)[:120],
            made_at=ctx.now,
        )
        record_movements(ctx, [move], SOURCE, row.pk)
        ctx.emit(
            StockQuarantined(
                quarantine_id=row.pk, item_id=row.item_id, warehouse_id=row.warehouse_id, lot_id=row.lot_id,
                quantity=plain(row.quantity), cause=cause,
            )
        )  # fmt: skip
        made.append(row)
    Quarantine.objects.bulk_create(made)
    return made


def keep_back_expired(ctx: Context, item_ids: Collection[UUID] | None = None) -> int:
    """Keep back expired lots of these items, or of all; return how many balances. Locks the levels it touches."""
    stale = StockBalance.objects.filter(lot__expires_on__lt=today_of(ctx), on_hand__gt=F("quarantined"))
    if item_ids is not None:
        stale = stale.filter(item_id__in=item_ids)
    touched = set(stale.values_list("item_id", flat=True))
    if not touched:
        return 0
    room = {
        (row.item_id, row.warehouse_id): row.on_hand - row.reserved - row.quarantined for row in lock_levels(touched)
    }
    moves = []
    for row in stale.filter(item_id__in=touched).order_by("item_id", "warehouse_id", "id"):
        quantity = row.on_hand - row.quarantined
        if row.owner_id is None:
            key = (row.item_id, row.warehouse_id)
            quantity = min(quantity, room.get(key, Decimal(0)))
            room[key] = room.get(key, Decimal(0)) - quantity
        if quantity > 0:
            moves.append(_move(row, quantity))
    keep_back(ctx, moves, "expired", _("The lot has expired."))
    return len(moves)


def _move(row: StockBalance, quantity: Decimal) -> Move:
    return Move(
        row.item_id, row.warehouse_id, "quarantine", quarantined=quantity, bin_id=row.bin_id, lot_id=row.lot_id,
        owner_id=row.owner_id,
    )  # fmt: skip


def lock_balance(ctx: Context, balance_id: UUID) -> tuple[StockBalance, StockLevel | None]:
    """A balance in a warehouse that is the actor's to touch, behind its locked level; LookupError if none."""
    rows = StockBalance.objects.select_related("item", "lot", "bin").filter(pk=balance_id)
    rows = rows.filter(ctx.within(warehouses="warehouse_id"))
    if ctx.actor.company_id is not None:
        rows = rows.filter(warehouse__company_id=ctx.actor.company_id)
    known = rows.first()
    if known is None:
        raise LookupError
    levels = lock_levels([known.item_id])
    level = next((one for one in levels if one.warehouse_id == known.warehouse_id), None)
    return rows.get(), level
