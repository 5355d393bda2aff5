"""Receive what was sent: in parts, short, damaged or too much; book as a loss what will not come."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.commands import Context, command
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.quantity import plain
from tenant_apps.inventory import errors
from tenant_apps.inventory.commands.differing import Differs, keep_differences, shorten
from tenant_apps.inventory.commands.expecting import follow_expected
from tenant_apps.inventory.commands.goods import bin_for_goods
from tenant_apps.inventory.commands.keeping_back import keep_back, keep_back_expired
from tenant_apps.inventory.commands.levels import Move, lock_levels, record_movements
from tenant_apps.inventory.commands.ownership import in_unit
from tenant_apps.inventory.commands.quarantine_stock import check_reason
from tenant_apps.inventory.commands.transfers import SOURCE, TransferResult, answer, lock_transfer
from tenant_apps.inventory.events import StockAdjusted, TransferClosed
from tenant_apps.inventory.models import Transfer, TransferPart


class ArrivedIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Decimal texts in the item's unit: what arrived whole, and what arrived damaged."""

    part_id: UUID
    good: str
    damaged: str = "0"
    bin: str = ""


class ReceiveTransfer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`final`: nothing more comes; what is missing is booked as a loss."""

    transfer_id: UUID
    arrivals: list[ArrivedIn]
    final: bool = False


class CloseTransfer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    transfer_id: UUID
    reason: str


@command("inventory.receive_transfer", input=ReceiveTransfer)
def receive_transfer(ctx: Context, data: ReceiveTransfer) -> TransferResult:
    """Receive goods of a transfer; it is closed when nothing is on its way any more.

    Locks the transfer, then the levels. Damaged goods are kept back. More than was sent is booked as found, what is
    missing of the last arrival as a loss; both are differences that somebody has to work on.
    """
    row = lock_transfer(ctx, data.transfer_id, "dispatched")
    parts = _lock_parts(row)
    if not data.arrivals or len({one.part_id for one in data.arrivals}) != len(data.arrivals):
        raise errors.bad("arrivals", _("Name each part once."))
    moves: list[Move] = []
    damaged: list[Move] = []
    differs: list[Differs] = []
    for number, one in enumerate(data.arrivals):
        part = parts.get(one.part_id)
        if part is None:
            raise errors.unknown(f"arrivals[{number}].part_id", _("This transfer has no such part."))
        _arrive(row, part, one, f"arrivals[{number}]", moves, damaged, differs)
    if not moves:
        raise errors.bad("arrivals", _("Write what arrived."))
    short: list[Move] = []
    if data.final:
        reason = _("Arrived short with %(number)s.") % {"number": row.number}
        differs += shorten(row, list(parts.values()), reason, short)
    record_movements(ctx, [*moves, *short], SOURCE, row.pk)
    keep_back(ctx, damaged, "damaged", _("Arrived damaged with %(number)s.") % {"number": row.number})
    faultpoint("inventory.transfer.after_arrival")
    TransferPart.objects.bulk_update(parts.values(), ["arrived", "damaged", "over", "lost"])
    keep_differences(ctx, row, differs)
    keep_back_expired(ctx, {move.item_id for move in moves})
    follow_expected(ctx, {(move.item_id, row.target_id) for move in moves})
    for move in moves:
        ctx.emit(
            StockAdjusted(
                item_id=move.item_id, warehouse_id=row.target_id, change=plain(move.quantity),
                reason=_("Arrived with %(number)s") % {"number": row.number},
            )
        )  # fmt: skip
    if not any(part.in_transit for part in parts.values()):
        _close(ctx, row, len(short) // 2, "")
    ctx.audit(
        target="inventory.transfer", target_id=row.pk,
        facts={"number": row.number, "parts": len(data.arrivals), "damaged": len(damaged), "differences": len(differs)},
    )  # fmt: skip
    faultpoint("inventory.transfer.receive_before_commit")
    return answer(row)


@command("inventory.close_transfer", input=CloseTransfer)
def close_transfer(ctx: Context, data: CloseTransfer) -> TransferResult:
    """Close a transfer of which not everything will come: the rest is booked as a loss, with a reason."""
    row = lock_transfer(ctx, data.transfer_id, "dispatched")
    reason = check_reason(data.reason)
    lost = [part for part in _lock_parts(row).values() if part.in_transit]
    moves: list[Move] = []
    differs = shorten(row, lost, reason, moves)
    record_movements(ctx, moves, SOURCE, row.pk)
    TransferPart.objects.bulk_update(lost, ["lost"])
    keep_differences(ctx, row, differs)
    follow_expected(ctx, {(part.line.item_id, row.target_id) for part in lost})
    _close(ctx, row, len(lost), reason)
    ctx.audit(
        target="inventory.transfer", target_id=row.pk,
        facts={"number": row.number, "lost_parts": len(lost), "reason": reason},
    )  # fmt: skip
    faultpoint("inventory.transfer.close_before_commit")
    return answer(row)


def _lock_parts(row: Transfer) -> dict[UUID, TransferPart]:
    """All parts by id; the levels of their items are locked with them."""
    parts = list(TransferPart.objects.select_related("line__item").filter(line__transfer=row).order_by("id"))
    lock_levels({part.line.item_id for part in parts})
    return {part.pk: part for part in parts}


def _arrive(
    row: Transfer,
    part: TransferPart,
    one: ArrivedIn,
    field: str,
    moves: list[Move],
    damaged: list[Move],
    differs: list[Differs],
) -> None:
    item = part.line.item
    good, broken = in_unit(one.good, item.unit, f"{field}.good"), in_unit(one.damaged, item.unit, f"{field}.damaged")
    if good < 0 or broken < 0:
        raise errors.bad(f"{field}.good", _("A quantity of at least zero is needed."))
    bin_id = bin_for_goods(row.target_id, one.bin)
    place: Sequence[UUID] = (item.pk, row.target_id)
    broken_sent = min(broken, part.in_transit)
    good_sent = min(good, part.in_transit - broken_sent)
    over = good + broken - good_sent - broken_sent
    part.damaged += broken_sent
    part.arrived += good_sent
    part.over += over
    more = _("More arrived with %(number)s than was sent.") % {"number": row.number}
    if over:
        differs.append(Differs(part, "surplus", over, more))
    for kind, quantity in (("transfer_in", good_sent + broken_sent), ("adjustment", over)):
        if quantity:
            note = more if kind == "adjustment" else ""
            moves.append(Move(place[0], place[1], kind, quantity, bin_id=bin_id, lot_id=part.lot_id, note=note))
    if broken:
        damaged.append(
            Move(place[0], place[1], "quarantine", Decimal(0), broken, bin_id=bin_id, lot_id=part.lot_id)
        )  # fmt: skip


def _close(ctx: Context, row: Transfer, lost: int, reason: str) -> None:
    row.state, row.ended_at, row.close_reason = "closed", ctx.now, reason
    row.save(update_fields=["state", "ended_at", "close_reason"])
    ctx.emit(TransferClosed(transfer_id=row.pk, number=row.number, lost_lines=lost))
