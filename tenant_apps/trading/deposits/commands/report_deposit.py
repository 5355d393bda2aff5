"""The payer says that it has paid, or names the guarantee that stands for it."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.trading.deposits import errors
from tenant_apps.trading.deposits.commands.changing import DepositAnswer, answer, lock


class ReportDeposit(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`reference` is what was written on the transfer; with `guarantee` it is the number of the guarantee."""

    deposit_id: UUID
    reference: str
    guarantee: bool = False


@command("deposits.report_deposit", input=ReportDeposit)
def report_deposit(ctx: Context, data: ReportDeposit) -> DepositAnswer:
    """Report a deposit as paid; it is blocked once the other side confirms. Reporting again corrects the reference."""
    row = lock(ctx, data.deposit_id)
    if ctx.actor.company_id not in (None, row.payer_id):
        raise errors.only_the_payer(row.number)
    if row.state != "requested":
        raise errors.not_in_state(row.number, row.state)
    reference = " ".join(data.reference.split())[:140]
    if not reference:
        raise errors.reference_needed()
    row.reference, row.cover = reference, "guarantee" if data.guarantee else "money"
    row.reported_at = ctx.now
    row.save(update_fields=["reference", "cover", "reported_at"])
    ctx.audit(target="deposits.deposit", target_id=row.pk, facts={"number": row.number, "cover": row.cover})
    return answer(row)
