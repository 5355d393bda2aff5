"""Read invoices and credit notes as facts."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, Case, F, QuerySet, Sum, Value, When

from shared_apps.foundation.actor import Actor
from tenant_apps.invoicing import errors
from tenant_apps.invoicing.models import BOUNDED, Invoice, InvoiceLine
from tenant_apps.invoicing.types import InvoiceFacts, InvoiceLineFacts


def get_invoice(invoice_id: UUID) -> InvoiceFacts:
    """The document without its lines, for apps above. Not cut by actor: never for a page."""
    row = Invoice.objects.filter(pk=invoice_id).first()
    if row is None:
        raise errors.invoice_unknown(invoice_id)
    return facts_of(row)


def amounts_of(invoice_ids: Iterable[UUID]) -> dict[UUID, tuple[UUID, UUID, int, str, str]]:
    """Buyer, seller, total in minor units, currency and number of invoices. Not cut by actor; no credit notes."""
    rows = Invoice.objects.filter(pk__in=list(invoice_ids), kind="invoice").values_list(
        "id", "buyer_id", "seller_id", "total_minor", "currency", "number"
    )
    return {pk: (buyer, seller, total, currency, number) for pk, buyer, seller, total, currency, number in rows}


def find_invoice(actor: Actor, invoice_id: UUID) -> InvoiceFacts:
    """The document with its lines, if this actor may see it."""
    row = Invoice.objects.visible_to(actor).filter(pk=invoice_id).first()
    if row is None:
        raise errors.invoice_unknown(invoice_id)
    return facts_of(row, with_lines=True)


def list_of_order(order_id: UUID) -> list[InvoiceFacts]:
    """Invoices and credit notes of an order, oldest first. Not cut by actor."""
    return [facts_of(row) for row in Invoice.objects.filter(order_id=order_id).order_by("id")]


def has_open(order_id: UUID) -> bool:
    """True while an invoice of the order is not fully paid."""
    return Invoice.objects.filter(order_id=order_id, kind="invoice", paid_minor__lt=F("total_minor")).exists()


def billed(order_id: UUID) -> int:
    """What is invoiced of an order, whatever is credited afterwards. Not cut by actor."""
    rows = Invoice.objects.filter(order_id=order_id, kind="invoice")
    return rows.aggregate(sum=Sum("total_minor"))["sum"] or 0


def paid_of_orders(order_ids: Iterable[UUID]) -> dict[UUID, int]:
    """What is paid on the invoices of orders, by order. Not cut by actor."""
    rows = Invoice.objects.filter(order_id__in=list(order_ids), kind="invoice").values_list("order_id")
    return dict(rows.annotate(sum=Sum("paid_minor")).order_by())


def issued_sums() -> dict[tuple[UUID, UUID, str], int]:
    """What sellers have invoiced less what they have credited, by (seller, buyer, currency), in minor units."""
    signed = Case(
        When(kind="credit_note", then=Value(-1) * F("total_minor")),
        default=F("total_minor"),
        output_field=BigIntegerField(),
    )
    rows = Invoice.objects.values_list("seller_id", "buyer_id", "currency").annotate(sum=Sum(signed))
    return {(seller, buyer, currency): int(total) for seller, buyer, currency, total in rows}


def find_lines(invoice_id: UUID) -> list[InvoiceLineFacts]:
    """The lines of a document, for apps above. Not cut by actor."""
    return list(facts_of(Invoice.objects.get(pk=invoice_id), with_lines=True).lines)


def open_credit_notes(buyer_id: UUID, seller_id: UUID | None = None) -> list[InvoiceFacts]:
    """Credit notes of a buyer that are not used up, oldest first, of one seller or of all. Not cut by actor."""
    rows = Invoice.objects.filter(kind="credit_note", buyer_id=buyer_id, paid_minor__lt=F("total_minor"))
    if seller_id is not None:
        rows = rows.filter(seller_id=seller_id)
    return [facts_of(row) for row in rows.order_by("id")]


def numbers_of(invoice_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Numbers of documents. Not cut by actor."""
    return dict(Invoice.objects.filter(pk__in=list(invoice_ids)).values_list("pk", "number"))


def facts_of(row: Invoice, *, with_lines: bool = False) -> InvoiceFacts:
    lines = InvoiceLine.objects.filter(invoice_id=row.pk).order_by("line_no") if with_lines else ()
    return InvoiceFacts(
        id=row.pk,
        number=row.number,
        kind=row.kind,
        order_id=row.order_id,
        order_return_id=row.order_return_id,
        buyer_id=row.buyer_id,
        seller_id=row.seller_id,
        currency=row.currency,
        net_minor=row.net_minor,
        tax_minor=row.tax_minor,
        total_minor=row.total_minor,
        paid_minor=row.paid_minor,
        issued_at=row.issued_at,
        due_date=row.due_date,
        document_id=row.document_id,
        lines=tuple(
            InvoiceLineFacts(
                line_no=line.line_no,
                description=line.description,
                quantity=line.quantity,
                unit=line.unit,
                unit_price=line.unit_price,
                tax_rate=line.tax_rate,
                net_minor=line.net_minor,
                tax_minor=line.tax_minor,
            )
            for line in lines
        ),
        part_id=row.part_id,
        pays_back=row.pays_back,
    )


def invoices_within(axis: str, values: Collection[Any]) -> QuerySet[Invoice, UUID]:
    """Ids of invoices and credit notes within one bound of a grant, whoever they are of."""
    column = BOUNDED[axis]
    assert not isinstance(column, str)
    return Invoice.objects.filter(column(values)).values_list("pk", flat=True)
