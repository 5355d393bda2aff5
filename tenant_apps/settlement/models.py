"""Which payment (or credit note) paid which invoice, and what sellers pay back."""

from django.db import models
from django.db.models import F, Q

from shared_apps.crypto.names import NameField
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.cutting import within
from shared_apps.tenancy.models import TenantModel
from tenant_apps.settlement.permissions import VIEW_REFUND
from tenant_apps.settlement.types import REFUND_STATES


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


class RefundQuerySet(models.QuerySet["Refund"]):
    """Seen by who pays back, who gets it, and the marketplace."""

    def visible_to(self, actor: Actor) -> "RefundQuerySet":
        if actor.kind == "anonymous":
            return self.none()
        seen = self.filter(within(actor, VIEW_REFUND))
        if actor.company_id is None:
            return seen
        return seen.filter(Q(seller_id=actor.company_id) | Q(buyer_id=actor.company_id))


class Refund(TenantModel):
    """Money that a seller owes back to a buyer. Until it is paid or withdrawn its parts can pay nothing else.

    States: due, sent (a transfer is on its way), paid, withdrawn. `why` is what the buyer said for it, if it did.
    """

    number = models.CharField(max_length=30, unique=True)
    seller = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    buyer = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    state = models.CharField(max_length=10, default="due")
    why = models.CharField(max_length=200, blank=True)
    asked_by = NameField(max_length=120)
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    ended_at = models.DateTimeField(null=True)
    failed_why = models.CharField(max_length=200, blank=True)
    payment = models.OneToOneField("payments.Payment", on_delete=models.PROTECT, related_name="+", null=True)

    objects = RefundQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = (
            models.Index(fields=["buyer", "-id"], name="refund_buyer"),
            models.Index(fields=["seller", "-id"], name="refund_seller"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(amount_minor__gt=0) & ~Q(seller=F("buyer")), name="refund_sane"),
            models.CheckConstraint(
                condition=Q(state="paid", payment__isnull=False, ended_at__isnull=False)
                | Q(state="withdrawn", payment__isnull=True, ended_at__isnull=False)
                | Q(state__in=("due", "sent"), payment__isnull=True, ended_at__isnull=True),
                name="refund_state",
            ),
            models.CheckConstraint(condition=Q(state__in=REFUND_STATES), name="refund_known_state"),
        )


class RefundPart(TenantModel):
    """What a refund pays back: so much of a credit note, or of a payment that pays nothing. Exactly one is set."""

    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="parts")
    credit_note = models.ForeignKey("invoicing.Invoice", on_delete=models.PROTECT, related_name="+", null=True)
    payment = models.ForeignKey("payments.Payment", on_delete=models.PROTECT, related_name="+", null=True)
    amount_minor = models.BigIntegerField()

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=["refund", "credit_note", "payment"], nulls_distinct=False, name="refund_part_once"
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="refund_part_positive"),
            models.CheckConstraint(
                condition=Q(payment__isnull=True) ^ Q(credit_note__isnull=True), name="refund_part_one_source"
            ),
        )
