"""Decide which open invoices an amount pays.

A named invoice comes first, then the oldest due. What is left over stays unallocated: it is the payer's money on
account, and guessing would hide a wrong payment.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID


class OpenAmount(NamedTuple):
    """One open document. A credit note prefers invoices of its order, and pays no other where it is `bound`."""

    id: UUID
    open_minor: int
    due_date: date
    number: str = ""
    order_id: UUID | None = None
    bound: bool = False


class Share(NamedTuple):
    """`amount_minor` of `source_id` (a payment or a credit note) goes to `invoice_id`."""

    source_id: UUID
    invoice_id: UUID
    amount_minor: int


def allocate(
    source_id: UUID,
    free_minor: int,
    invoices: Sequence[OpenAmount],
    *,
    named: str = "",
    named_id: UUID | None = None,
    order_id: UUID | None = None,
) -> list[Share]:
    """Shares of one source. `named` is a text that may hold an invoice number, as people write it on a transfer."""

    def rank(invoice: OpenAmount) -> tuple[int, date, UUID]:
        wanted = invoice.id == named_id or (invoice.number and invoice.number in named)
        own = order_id is not None and invoice.order_id == order_id
        return (0 if wanted else 1 if own else 2, invoice.due_date, invoice.id)

    shares = []
    for invoice in sorted(invoices, key=rank):
        amount = min(free_minor, invoice.open_minor)
        if amount <= 0:
            continue
        shares.append(Share(source_id, invoice.id, amount))
        free_minor -= amount
    return shares


def net_credits(credits: Sequence[OpenAmount], invoices: Sequence[OpenAmount]) -> list[Share]:
    """Use open credit notes, oldest first, against open invoices; each prefers the invoices of its own order."""
    left = {invoice.id: invoice.open_minor for invoice in invoices}
    shares: list[Share] = []
    for credit in sorted(credits, key=lambda note: (note.due_date, note.id)):
        still = [
            invoice._replace(open_minor=left[invoice.id])
            for invoice in invoices
            if left[invoice.id] > 0 and (not credit.bound or invoice.order_id == credit.order_id)
        ]
        for share in allocate(credit.id, credit.open_minor, still, order_id=credit.order_id):
            left[share.invoice_id] -= share.amount_minor
            shares.append(share)
    return shares


def draw(wanted_minor: int, sources: Sequence[tuple[UUID, int]], most_minor: int) -> list[tuple[UUID, int]]:
    """So much of each source, in their order: what is wanted, and never more than `most_minor` in all."""
    left, found = min(wanted_minor, most_minor), []
    for source, open_minor in sources:
        amount = min(left, open_minor)
        if amount > 0:
            found.append((source, amount))
            left -= amount
    return found
