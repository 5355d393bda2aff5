"""Invoices and credit notes as the API shows them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.api.forms import MoneyOut, QuantityOut, decimal, money, quantity, unit_price
from shared_apps.foundation.actor import Actor
from tenant_apps.invoicing.queries import find_invoice


class InvoiceSummary(msgspec.Struct, frozen=True, kw_only=True):
    """An invoice or credit note without its lines; amounts are positive in both."""

    id: UUID
    number: str
    kind: str
    order_id: UUID | None
    order_return_id: UUID | None
    buyer_id: UUID
    seller_id: UUID
    net: MoneyOut
    tax: MoneyOut
    total: MoneyOut
    paid: MoneyOut
    issued_at: datetime
    due_date: date
    document_id: UUID | None


class InvoiceLineRecord(msgspec.Struct, frozen=True, kw_only=True):
    line_no: int
    description: str
    quantity: QuantityOut
    unit_price: MoneyOut
    tax_rate: str
    net: MoneyOut
    tax: MoneyOut


class InvoiceRecord(InvoiceSummary, frozen=True, kw_only=True):
    """An invoice or credit note with its lines."""

    lines: list[InvoiceLineRecord]


_SAME = (
    "id", "number", "kind", "order_id", "order_return_id", "buyer_id", "seller_id", "issued_at",
    "due_date", "document_id",
)  # fmt: skip


def _invoice(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _SAME} | {
        "net": money(row.net_minor, row.currency),
        "tax": money(row.tax_minor, row.currency),
        "total": money(row.total_minor, row.currency),
        "paid": money(row.paid_minor, row.currency),
    }


def invoice_summaries(rows: Sequence[Any]) -> list[InvoiceSummary]:
    return [InvoiceSummary(**_invoice(row)) for row in rows]


def invoice_record(actor: Actor, invoice_id: UUID) -> InvoiceRecord:
    """One invoice with its lines; NotFound when the actor may not see it."""
    facts = find_invoice(actor, invoice_id)
    lines = [
        InvoiceLineRecord(
            line_no=line.line_no,
            description=line.description,
            quantity=quantity(line.quantity, line.unit),
            unit_price=unit_price(line.unit_price, facts.currency),
            tax_rate=decimal(line.tax_rate),
            net=money(line.net_minor, facts.currency),
            tax=money(line.tax_minor, facts.currency),
        )
        for line in facts.lines
    ]
    return InvoiceRecord(**_invoice(facts), lines=lines)
