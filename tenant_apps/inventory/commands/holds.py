"""Hold, issue and release stock, and take it back: functions for the commands of other apps.

They run in the caller's transaction. Items that are not kept in stock are skipped without a word, so a caller need not
tell goods from postage.
"""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from shared_apps.commands.context import Context
from shared_apps.foundation.ids import uuid7
from tenant_apps.catalogue.queries import ItemFacts, get_items
from tenant_apps.inventory import errors
from tenant_apps.inventory.commands.gates import refuse_unsellable
from tenant_apps.inventory.commands.keeping_back import keep_back, keep_back_expired
from tenant_apps.inventory.commands.levels import (
    Change,
    Move,
    apply_changes,
    lock_levels,
    record_movements,
    shelves_of,
    today_of,
)
from tenant_apps.inventory.decisions.choose_lots import choose_lots
from tenant_apps.inventory.decisions.choose_warehouse import choose_warehouse
from tenant_apps.inventory.models import StockHold, StockLevel
from tenant_apps.inventory.types import Held, HoldLine, Level
from tenant_apps.rulesets.queries import effective


def hold_stock(ctx: Context, lines: Sequence[HoldLine], source: str, source_id: UUID) -> list[Held]:
    """Reserve every line or refuse with what is free; nothing is reserved on a refusal.

    Lines on one item add up. Locks the levels of all items in key order.
    """
    items = get_items(line.item_id for line in lines)
    wanted = [line for line in lines if line.item_id in items and items[line.item_id].stocked]
    if not wanted:
        return []
    refuse_unsellable(ctx, lambda: {line.item_id for line in wanted})
    levels = lock_levels({line.item_id for line in wanted})
    taken: dict[UUID, Decimal] = defaultdict(Decimal)
    changes, holds = [], []
    for line in wanted:
        level = _choose(line, levels, taken, items[line.item_id])
        taken[level.pk] += line.quantity
        changes.append(Change(level, line.quantity))
        holds.append(
            StockHold(
                id=uuid7(),
                item_id=line.item_id,
                warehouse_id=level.warehouse_id,
                quantity=line.quantity,
                source=source,
                source_id=source_id,
                created_at=ctx.now,
            )
        )
    apply_changes(ctx, changes)
    StockHold.objects.bulk_create(holds)
    return [Held(hold.pk, hold.item_id, hold.warehouse_id, hold.quantity) for hold in holds]


def _choose(line: HoldLine, levels: Sequence[StockLevel], taken: dict[UUID, Decimal], item: ItemFacts) -> StockLevel:
    mine = {
        row.warehouse_id: (row, _seen(row, taken[row.pk]))
        for row in levels
        if row.item_id == line.item_id and line.warehouse_id in (None, row.warehouse_id)
    }
    best = choose_warehouse([level for _row, level in mine.values()], line.quantity)
    if best is None:
        free = max((level.free for _row, level in mine.values()), default=Decimal(0))
        raise errors.insufficient(line.item_id, item.name, line.quantity, free, item.unit)
    return mine[best.warehouse_id][0]


def _seen(row: StockLevel, taken: Decimal) -> Level:
    return Level(row.item_id, row.warehouse_id, row.on_hand, row.reserved + taken, row.quarantined)


def release_holds(ctx: Context, source: str, source_id: UUID) -> int:
    """Free everything this source still holds; return how many holds ended. Again is nothing."""
    holds, levels = _lock_held(source, source_id)
    apply_changes(ctx, [Change(levels[(hold.item_id, hold.warehouse_id)], -hold.quantity) for hold in holds])
    ended = _end(ctx, holds, "released")
    if ended:
        keep_back_expired(ctx, {hold.item_id for hold in holds})
    return ended


def issue_holds(ctx: Context, source: str, source_id: UUID) -> int:
    """The held goods leave the warehouse: on hand and reserved go down together. Again is nothing.

    Which lots leave is chosen now, first expired first out; refuses when too little is left that lives long enough.
    """
    holds, _moves = send_held(ctx, source, source_id, "issue", int(str(effective("stock.min_life_days").value)))
    return len(holds)


def send_held(
    ctx: Context, source: str, source_id: UUID, kind: str, least_days: int = 0
) -> tuple[list[StockHold], list[Move]]:
    """End what the source holds by sending it, as movements of `kind`; the moves name the lots."""
    holds, levels = _lock_held(source, source_id)
    left: dict[tuple[UUID, UUID], Decimal] = defaultdict(Decimal)
    for hold in holds:
        left[(hold.item_id, hold.warehouse_id)] += hold.quantity
    moves = _choose_lots(ctx, left, kind, least_days)
    apply_changes(ctx, [Change(levels[key], -quantity) for key, quantity in left.items()])
    record_movements(ctx, moves, source, source_id)
    _end(ctx, holds, "issued")
    return holds, moves


def _choose_lots(ctx: Context, left: dict[tuple[UUID, UUID], Decimal], kind: str, least_days: int) -> list[Move]:
    moves = []
    shelves = shelves_of(left)
    for (item, place), wanted in sorted(left.items()):
        choice = choose_lots(shelves[(item, place)], wanted, today_of(ctx), least_days)
        if choice.short:
            facts = get_items([item])[item]
            raise errors.no_good_lot(item, facts.name, wanted, wanted - choice.short, facts.unit, choice.passed)
        for pick in choice.picks:
            told = choice.explain(pick) if pick.shelf.lot_id else None
            moves.append(
                Move(
                    item, place, kind, -pick.quantity, bin_id=pick.shelf.bin_id, lot_id=pick.shelf.lot_id,
                    explanation=told,
                )
            )  # fmt: skip
    return moves


def receive_return(ctx: Context, lines: Sequence[HoldLine], source: str, source_id: UUID, *, suspect: str = "") -> None:
    """Put goods back on hand. Without a warehouse they go where the item has a level; refuses when it has none.

    Goods that are kept by lot come back without one, so they are kept back until somebody has looked at them.
    `suspect` says why all of them are kept back.
    """
    items = get_items(line.item_id for line in lines)
    wanted = [line for line in lines if line.item_id in items and items[line.item_id].stocked]
    if not wanted:
        return
    levels = lock_levels({line.item_id for line in wanted})
    back: dict[tuple[UUID, UUID], Decimal] = defaultdict(Decimal)
    for line in wanted:
        level = next(
            (row for row in levels if row.item_id == line.item_id and line.warehouse_id in (None, row.warehouse_id)),
            None,
        )
        if level is None:
            raise errors.warehouse_unknown()
        back[(level.item_id, level.warehouse_id)] += line.quantity
    record_movements(ctx, [Move(item, place, "return", back[(item, place)]) for item, place in back], source, source_id)
    unsure = [
        Move(item, place, "quarantine", quarantined=quantity)
        for (item, place), quantity in back.items()
        if suspect or items[item].tracked_by == "lot"
    ]
    keep_back(ctx, unsure, "returned", suspect or _("Came back without its lot."))


def _lock_held(source: str, source_id: UUID) -> tuple[list[StockHold], dict[tuple[UUID, UUID], StockLevel]]:
    # Levels before holds, as everywhere; the holds are read again once the levels are locked.
    rows = StockHold.objects.filter(source=source, source_id=source_id, state="held")
    items = set(rows.values_list("item_id", flat=True))
    levels = {(row.item_id, row.warehouse_id): row for row in lock_levels(items)} if items else {}
    return list(rows.select_for_update().order_by("id")) if items else [], levels


def _end(ctx: Context, holds: Sequence[StockHold], state: str) -> int:
    return StockHold.objects.filter(pk__in=[hold.pk for hold in holds]).update(state=state, ended_at=ctx.now)
