"""Somebody has looked at what was blocked."""

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.transfers.commands.mechanisms import house_only
from tenant_apps.transfers.models import BlockedFlow


class SeeBlocked(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Everything that was blocked until now."""


class BlockedSeen(msgspec.Struct, frozen=True, kw_only=True):
    count: int


@command("transfers.see_blocked", input=SeeBlocked)
def see_blocked(ctx: Context, data: SeeBlocked) -> BlockedSeen:
    """Marks what was blocked as looked at; it stays in the list."""
    house_only(ctx)
    count = BlockedFlow.objects.filter(seen_at__isnull=True).update(seen_at=ctx.now)
    ctx.audit(target="transfers.blocked", target_id="", facts={"count": count})
    return BlockedSeen(count=count)
