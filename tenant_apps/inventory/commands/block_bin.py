"""Block a bin for goods that come in, or open it again."""

from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.commands import Context, command
from tenant_apps.inventory import errors
from tenant_apps.inventory.models import StockBin


class BlockBin(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`reason` says why nothing is put into it; empty opens it again."""

    bin_id: UUID
    reason: str = ""


class BlockResult(msgspec.Struct, frozen=True, kw_only=True):
    bin_id: UUID
    code: str
    is_blocked: bool


@command("inventory.block_bin", input=BlockBin)
def block_bin(ctx: Context, data: BlockBin) -> BlockResult:
    """Block a bin: nothing more is put into it, what lies in it still leaves. An empty reason opens it."""
    rows = StockBin.objects.select_for_update().filter(ctx.within(warehouses="warehouse_id"), pk=data.bin_id)
    if ctx.actor.company_id is not None:
        rows = rows.filter(warehouse__company_id=ctx.actor.company_id)
    row = rows.first()
    if row is None:
        raise errors.unknown("bin_id", _("There is no such bin."))
    reason = data.reason.strip()
    if reason and not 3 <= len(reason) <= 200:
        raise errors.bad("reason", _("Say why, in 3 to 200 characters."))
    row.blocked_for = reason
    row.save(update_fields=["blocked_for"])
    ctx.audit(target="inventory.bin", target_id=row.pk, facts={"bin": row.code, "blocked_for": reason})
    return BlockResult(bin_id=row.pk, code=row.code, is_blocked=bool(reason))
