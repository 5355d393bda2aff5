"""Invoices and credit notes. Immutable once issued; a mistake is corrected by a credit note."""

from collections.abc import Collection
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from shared_apps.foundation.actor import Actor
from shared_apps.foundation.cutting import Column, within
from shared_apps.tenancy.models import TenantModel
from tenant_apps.invoicing.permissions import VIEW_INVOICE
from tenant_apps.orders.queries.within import orders_of, returns_of


def _ordered_by(people: Collection[str]) -> Q:
    """Invoices of orders that these people placed, and credit notes on what came back of them."""
    return Q(order__placed_by__in=people) | Q(order_return__order__placed_by__in=people)


def _left_from(warehouses: Collection[UUID]) -> Q:
    """Invoices and credit notes of orders of which something left from one of these warehouses."""
    rows = Invoice.objects.filter(
        Q(order__lines__warehouse_id__in=warehouses) | Q(order_return__order__lines__warehouse_id__in=warehouses)
    )
    return Q(pk__in=rows.values("pk"))


def _of_categories(codes: Collection[str]) -> Q:
    """Invoices and credit notes of orders and returns with goods of these categories alone.

    A part is invoiced as what its order is: whoever may not see a line of an order sees none of its invoices.
    """
    return Q(order_return__isnull=True, order_id__in=orders_of(codes)) | Q(order_return_id__in=returns_of(codes))


BOUNDED: dict[str, Column] = {"people": _ordered_by, "categories": _of_categories, "warehouses": _left_from}


class InvoiceQuerySet(models.QuerySet["Invoice"]):
    """Seen by buyer, seller and the marketplace."""

    def visible_to(self, actor: Actor) -> "InvoiceQuerySet":
        if actor.kind == "anonymous":
            return self.none()
        seen = self.filter(within(actor, VIEW_INVOICE, **BOUNDED))
        if actor.company_id is None:
            return seen
        return seen.filter(Q(buyer_id=actor.company_id) | Q(seller_id=actor.company_id))


class Invoice(TenantModel):
    """`kind` is invoice or credit_note; amounts are positive in both. `paid_minor` follows the allocations."""

    number = models.CharField(max_length=30, unique=True)
    kind = models.CharField(max_length=12, default="invoice")
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    part = models.ForeignKey("orders.OrderPart", on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    order_return = models.ForeignKey("orders.OrderReturn", on_delete=models.PROTECT, related_name="+", null=True)
    buyer = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    seller = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    currency = models.CharField(max_length=3)
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    total_minor = models.BigIntegerField()
    paid_minor = models.BigIntegerField(default=0)
    issued_at = models.DateTimeField()
    due_date = models.DateField()
    document_id = models.UUIDField(null=True)
    # A credit note whose buyer wants back what of it was paid.
    pays_back = models.BooleanField(default=False, db_default=False)

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = (
            models.Index(fields=["buyer", "-id"], name="invoice_buyer"),
            models.Index(fields=["seller", "-id"], name="invoice_seller"),
            # Open items of one pair, oldest due first: allocation reads it for every invoice and every payment.
            models.Index(
                fields=["seller", "buyer", "due_date"],
                condition=Q(paid_minor__lt=F("total_minor")),
                name="invoice_open",
            ),
            models.Index(fields=["order"], name="invoice_order"),
            models.Index(
                fields=["due_date", "id"],
                condition=Q(kind="invoice", paid_minor__lt=F("total_minor")),
                name="invoice_due",
            ),
        )
        constraints = (
            models.CheckConstraint(condition=Q(total_minor=F("net_minor") + F("tax_minor")), name="invoice_total"),
            models.CheckConstraint(
                condition=Q(paid_minor__gte=0, paid_minor__lte=F("total_minor")), name="invoice_not_overpaid"
            ),
            models.CheckConstraint(condition=Q(kind__in=["invoice", "credit_note"]), name="invoice_kind"),
        )


class InvoiceLine(TenantModel):
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="lines")
    line_no = models.PositiveIntegerField()
    description = models.CharField(max_length=200)
    quantity = models.DecimalField(max_digits=20, decimal_places=6)
    unit = models.CharField(max_length=3)
    unit_price = models.DecimalField(max_digits=20, decimal_places=6)
    tax_rate = models.DecimalField(max_digits=6, decimal_places=4)
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()

    class Meta:
        default_permissions = ()
