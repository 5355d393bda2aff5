"""Lock what is open between two companies, and mark parts of it as paid. Called by settlement, in its transaction."""

from uuid import UUID

from django.db.models import F

from shared_apps.commands.context import Context
from tenant_apps.invoicing import errors
from tenant_apps.invoicing.models import Invoice
from tenant_apps.invoicing.types import OpenDocument


def lock_open(ctx: Context, *, seller_id: UUID, buyer_id: UUID, currency: str) -> list[OpenDocument]:
    """Lock and return the open invoices and credit notes of a pair, in key order (which is the order of issue)."""
    rows = (
        Invoice.objects.select_for_update()
        .filter(seller_id=seller_id, buyer_id=buyer_id, currency=currency, paid_minor__lt=F("total_minor"))
        .order_by("id")
        .only("number", "kind", "order_id", "paid_minor", "total_minor", "due_date", "pays_back")
    )
    return [
        OpenDocument(
            id=row.pk,
            number=row.number,
            kind=row.kind,
            order_id=row.order_id,
            open_minor=row.total_minor - row.paid_minor,
            due_date=row.due_date,
            pays_back=row.pays_back,
        )
        for row in rows
    ]


def mark_paid(ctx: Context, invoice_id: UUID, amount_minor: int) -> None:
    """Add to what is paid of an invoice, or used of a credit note; never more than its total."""
    changed = Invoice.objects.filter(pk=invoice_id, paid_minor__lte=F("total_minor") - amount_minor).update(
        paid_minor=F("paid_minor") + amount_minor
    )
    if not changed:
        number = Invoice.objects.filter(pk=invoice_id).values_list("number", flat=True).first()
        raise errors.overpaid(number) if number else errors.invoice_unknown(invoice_id)
