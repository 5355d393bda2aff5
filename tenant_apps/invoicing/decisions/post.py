"""Decide the ledger legs of an invoice and of a credit note.

One entry holds both companies' sides, so that what one is owed is what the other owes by construction. Debit is
positive. A leg of zero is no leg: the books refuse it.
"""

from typing import NamedTuple
from uuid import UUID


class LegPlan(NamedTuple):
    company_id: UUID
    kind: str
    amount_minor: int


def invoice_legs(seller_id: UUID, buyer_id: UUID, net_minor: int, tax_minor: int) -> list[LegPlan]:
    """Seller: receivable against sales and output tax. Buyer: purchases and input tax against payable."""
    gross = net_minor + tax_minor
    return _without_zero(
        [
            LegPlan(seller_id, "receivable", gross),
            LegPlan(seller_id, "sales", -net_minor),
            LegPlan(seller_id, "tax_out", -tax_minor),
            LegPlan(buyer_id, "purchases", net_minor),
            LegPlan(buyer_id, "tax_in", tax_minor),
            LegPlan(buyer_id, "payable", -gross),
        ]
    )


def credit_note_legs(seller_id: UUID, buyer_id: UUID, net_minor: int, tax_minor: int) -> list[LegPlan]:
    """The invoice turned round; the seller's returns stay visible beside its sales."""
    gross = net_minor + tax_minor
    return _without_zero(
        [
            LegPlan(seller_id, "returns", net_minor),
            LegPlan(seller_id, "tax_out", tax_minor),
            LegPlan(seller_id, "receivable", -gross),
            LegPlan(buyer_id, "payable", gross),
            LegPlan(buyer_id, "purchases", -net_minor),
            LegPlan(buyer_id, "tax_in", -tax_minor),
        ]
    )


def _without_zero(legs: list[LegPlan]) -> list[LegPlan]:
    return [leg for leg in legs if leg.amount_minor]
