"""Use a new credit note against what the buyer still owes; what is left waits for the next invoice."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.money import Money, MoneyIn
from tenant_apps.invoicing.queries import get_invoice
from tenant_apps.settlement.commands.cover import lock_pair, use_credits


class ApplyCredit(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    credit_note_id: UUID


class CreditApplied(msgspec.Struct, frozen=True, kw_only=True):
    credit_note_id: UUID
    free: MoneyIn


@command("settlement.apply_credit", input=ApplyCredit, system_only=True)
def apply_credit(ctx: Context, data: ApplyCredit) -> CreditApplied:
    """Net the pair's open credit notes against its open invoices, those of the same order first."""
    note = get_invoice(data.credit_note_id)
    invoices, credits = lock_pair(ctx, seller_id=note.seller_id, buyer_id=note.buyer_id, currency=note.currency)
    use_credits(ctx, invoices, credits)
    after = get_invoice(note.id)
    free = Money(after.total_minor - after.paid_minor, note.currency)
    ctx.audit(target="invoicing.invoice", target_id=note.id, facts={"number": note.number, "free": str(free)})
    return CreditApplied(credit_note_id=note.id, free=MoneyIn(**free.as_json()))
