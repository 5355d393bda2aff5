"""Keep a deposit, wholly or in part, because its payer broke what it stood for."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.commands.inputs import money
from shared_apps.foundation.money import Money, MoneyIn
from tenant_apps.trading.deposits import errors
from tenant_apps.trading.deposits.commands.changing import (
    DepositAnswer,
    answer,
    end_part,
    lock,
    require_blocked,
    require_ended,
    require_receiver,
)
from tenant_apps.trading.deposits.models import Deposit
from tenant_apps.trading.deposits.types import PARTS, Reason


class ForfeitDeposit(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is kept, in the order in which it is used: costs, then what a resale brings less, then what is owed.

    What is named in none of them goes back to the payer.
    """

    deposit_id: UUID
    reason: Reason
    costs: MoneyIn | None = None
    price_gap: MoneyIn | None = None
    debt: MoneyIn | None = None
    note: str = ""


@command("deposits.forfeit_deposit", input=ForfeitDeposit, needs_fresh_factor=True, risk="high")
def forfeit_deposit(ctx: Context, data: ForfeitDeposit) -> DepositAnswer:
    """Keep a deposit with a typed reason; the rest is released at once.

    A deposit to take part can be kept only after the end of its event. Its payer may not bid in a re-run of it.
    """
    row = lock(ctx, data.deposit_id)
    require_receiver(ctx, row)
    parts = require_blocked(row)
    require_ended(row)
    kept = {name: _minor(row, name, getattr(data, name)) for name in PARTS}
    total = sum(kept.values())
    if total == 0:
        raise errors.nothing_kept()
    if total > parts.left:
        field = next(name for name in reversed(PARTS) if kept[name])
        raise errors.over_what_is_left(field, str(Money(parts.left, row.currency)))
    row.parts = {name: str(minor) for name, minor in kept.items() if minor}
    row.reason, row.note = data.reason, data.note.strip()[:300]
    end_part(ctx, row, forfeited=total, released=parts.left - total)
    ctx.audit(
        target="deposits.deposit", target_id=row.pk,
        facts={"number": row.number, "reason": data.reason, "kept": str(Money(total, row.currency))},
    )  # fmt: skip
    return answer(row)


def _minor(row: Deposit, field: str, given: MoneyIn | None) -> int:
    if given is None:
        return 0
    amount = money(given, field)
    if amount.currency != row.currency:
        raise errors.other_currency(field, row.currency)
    if amount.minor < 0:
        raise errors.over_what_is_left(field, str(Money(row.amount_minor, row.currency)))
    return amount.minor
