"""Send a transfer: the goods leave the source and are on their way, in no warehouse's stock."""

from decimal import Decimal
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.faults import faultpoint
from shared_apps.outbox import jobs
from tenant_apps.inventory.commands.expecting import follow_expected
from tenant_apps.inventory.commands.holds import send_held
from tenant_apps.inventory.commands.levels import make_levels
from tenant_apps.inventory.commands.transfers import (
    DUE_JOB,
    SOURCE,
    OneTransfer,
    TransferResult,
    answer,
    lock_transfer,
)
from tenant_apps.inventory.events import TransferDispatched, TransferOverdue
from tenant_apps.inventory.models import Transfer, TransferLine, TransferPart


@command("inventory.dispatch_transfer", input=OneTransfer)
def dispatch_transfer(ctx: Context, data: OneTransfer) -> TransferResult:
    """Send an approved transfer, first expired first out.

    Locks the transfer, then the levels. Refuses when what is held has expired meanwhile.
    """
    row = lock_transfer(ctx, data.transfer_id, "approved")
    lines = {line.item_id: line for line in TransferLine.objects.filter(transfer=row)}
    make_levels((item, row.target_id) for item in lines)
    _holds, moves = send_held(ctx, SOURCE, row.pk, "transfer_out")
    faultpoint("inventory.transfer.after_issue")
    sent: dict[tuple[UUID, UUID | None], Decimal] = {}
    for move in moves:
        key = (move.item_id, move.lot_id)
        sent[key] = sent.get(key, Decimal(0)) - move.quantity
    TransferPart.objects.bulk_create(
        TransferPart(line=lines[item], lot_id=lot, sent=quantity) for (item, lot), quantity in sent.items()
    )
    row.state, row.dispatched_at = "dispatched", ctx.now
    row.save(update_fields=["state", "dispatched_at"])
    follow_expected(ctx, {(item, row.target_id) for item in lines})
    jobs.enqueue(DUE_JOB, f"Transfer {row.number} is due", {"transfer_id": str(row.pk)}, at=max(row.due_at, ctx.now))
    ctx.emit(TransferDispatched(transfer_id=row.pk, number=row.number))
    ctx.audit(target="inventory.transfer", target_id=row.pk, facts={"number": row.number, "parts": len(sent)})
    faultpoint("inventory.transfer.dispatch_before_commit")
    return answer(row)


class MarkOverdue(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    transfer_id: UUID


@command("inventory.mark_transfer_overdue", input=MarkOverdue, system_only=True)
def mark_transfer_overdue(ctx: Context, data: MarkOverdue) -> TransferResult:
    """Say that a transfer is late, once; nothing when it has arrived."""
    row = Transfer.objects.select_for_update().get(pk=data.transfer_id)
    if row.state == "dispatched" and not row.is_overdue and row.due_at <= ctx.now:
        row.is_overdue = True
        row.save(update_fields=["is_overdue"])
        items = TransferLine.objects.filter(transfer=row).values_list("item_id", flat=True)
        follow_expected(ctx, {(item, row.target_id) for item in items})
        ctx.emit(TransferOverdue(transfer_id=row.pk, number=row.number))
    ctx.audit(target="inventory.transfer", target_id=row.pk, facts={"overdue": row.is_overdue})
    return answer(row)
