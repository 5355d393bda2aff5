"""Use a new credit note against what the buyer still owes; what is left waits for the next invoice, or is paid back."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.money import Money, MoneyIn
from tenant_apps.invoicing.queries import get_invoice
from tenant_apps.settlement.commands.cover import lock_pair, use_credits
from tenant_apps.settlement.commands.refunding import Pair, Source, promise
from tenant_apps.settlement.queries.kept import kept_of_notes, refundable


class ApplyCredit(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    credit_note_id: UUID


class CreditApplied(msgspec.Struct, frozen=True, kw_only=True):
    credit_note_id: UUID
    free: MoneyIn


@command("settlement.apply_credit", input=ApplyCredit, system_only=True)
def apply_credit(ctx: Context, data: ApplyCredit) -> CreditApplied:
    """Net the pair's open credit notes against its open invoices, those of the same order first.

    What is left of a note whose buyer wants it back is a refund, as far as it was paid. Locks the open documents of the
    pair, then as the invoices do that it pays, then number series.
    """
    note = get_invoice(data.credit_note_id)
    invoices, credits = lock_pair(ctx, seller_id=note.seller_id, buyer_id=note.buyer_id, currency=note.currency)
    use_credits(ctx, invoices, credits)
    after = get_invoice(note.id)
    free = Money(after.total_minor - after.paid_minor, note.currency)
    if note.pays_back and note.id not in kept_of_notes([note.id]):
        pair = Pair(note.seller_id, note.buyer_id, note.currency)
        back = min(free.minor, refundable(*pair))
        if back > 0:
            promise(ctx, pair, [Source(note.id, None, back)])
            free -= Money(back, note.currency)
    ctx.audit(target="invoicing.invoice", target_id=note.id, facts={"number": note.number, "free": str(free)})
    return CreditApplied(credit_note_id=note.id, free=MoneyIn(**free.as_json()))
