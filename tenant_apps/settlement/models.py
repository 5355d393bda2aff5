"""Which payment (or credit note) paid which invoice."""

from django.db import models
from django.db.models import Q

from shared_apps.tenancy.models import TenantModel


class Allocation(TenantModel):
    """Part of an invoice covered by a payment or by a credit note, in minor units. Exactly one of the two is set."""

    invoice = models.ForeignKey("invoicing.Invoice", on_delete=models.PROTECT, related_name="+")
    payment = models.ForeignKey("payments.Payment", on_delete=models.PROTECT, related_name="+", null=True)
    credit_note = models.ForeignKey("invoicing.Invoice", on_delete=models.PROTECT, related_name="+", null=True)
    amount_minor = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = (
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="allocation_positive"),
            models.CheckConstraint(
                condition=Q(payment__isnull=True) ^ Q(credit_note__isnull=True), name="allocation_one_source"
            ),
        )
