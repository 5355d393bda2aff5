"""Write down that something did not leave: the audit row, the line people see, the event that tells them."""

from datetime import date

import msgspec
from django.db.models import F

from shared_apps.commands import Context, command
from tenant_apps.transfers.events import FlowBlocked
from tenant_apps.transfers.models import BlockedFlow


class NoteBlocked(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    flow: str
    country: str
    reason: str
    day: date


class BlockNoted(msgspec.Struct, frozen=True, kw_only=True):
    is_first: bool


@command("transfers.note_blocked", input=NoteBlocked, system_only=True, idempotent=False)
def note_blocked(ctx: Context, data: NoteBlocked) -> BlockNoted:
    """Keeps that something did not leave the region, and tells the marketplace the first time on a day."""
    row, is_first = BlockedFlow.objects.get_or_create(
        day=data.day, flow=data.flow, country=data.country, reason=data.reason,
        defaults={"count": 1, "first_at": ctx.now, "last_at": ctx.now},
    )  # fmt: skip
    if not is_first:
        BlockedFlow.objects.filter(pk=row.pk).update(count=F("count") + 1, last_at=ctx.now, seen_at=None)
    ctx.emit(FlowBlocked(flow=data.flow, country=data.country, reason=data.reason, is_first=is_first))
    ctx.audit(
        target="transfers.flow", target_id=data.flow, facts={"country": data.country, "reason": data.reason}
    )  # fmt: skip
    return BlockNoted(is_first=is_first)
