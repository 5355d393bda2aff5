"""Give a deposit back: by whoever holds it, or by the marketplace."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.trading.deposits import errors
from tenant_apps.trading.deposits.commands.changing import (
    DepositAnswer,
    answer,
    end_part,
    lapse,
    lock,
    require_blocked,
    require_ended,
    require_receiver,
)


class ReleaseDeposit(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """With `own_default` the receiver owes earnest money twice, because it is the one who broke the contract."""

    deposit_id: UUID
    own_default: bool = False


@command("deposits.release_deposit", input=ReleaseDeposit)
def release_deposit(ctx: Context, data: ReleaseDeposit) -> DepositAnswer:
    """Release what is still blocked, or take back a request that nobody has answered.

    What was paid in money is owed to the payer from then on. What stands behind bids stays while the event runs.
    """
    row = lock(ctx, data.deposit_id)
    require_receiver(ctx, row)
    require_ended(row)
    if data.own_default and (row.kind != "earnest" or row.cover != "money"):
        raise errors.only_earnest(row.number)
    if row.state == "requested" and not data.own_default:
        lapse(ctx, row)
    else:
        left = require_blocked(row).left
        row.penalty_minor = left if data.own_default else 0
        end_part(ctx, row, released=left)
    ctx.audit(target="deposits.deposit", target_id=row.pk, facts={"number": row.number, "twice": data.own_default})
    return answer(row)
