"""Take lots whose last good day is over out of what can be promised. A job runs it right after midnight, UTC."""

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.faults import faultpoint
from tenant_apps.inventory.commands.keeping_back import keep_back_expired


class ExpireLots(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class ExpireResult(msgspec.Struct, frozen=True, kw_only=True):
    kept_back: int


@command("inventory.expire_lots", input=ExpireLots, system_only=True)
def expire_lots(ctx: Context, data: ExpireLots) -> ExpireResult:
    """Keep back every lot that has expired. Again is nothing."""
    found = keep_back_expired(ctx)
    faultpoint("inventory.expire.before_commit")
    ctx.audit(target="inventory.stock", target_id="expired", facts={"kept_back": found})
    return ExpireResult(kept_back=found)
