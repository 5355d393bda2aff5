"""Payments between companies, as recorded or reported."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from shared_apps.crypto.names import NameField
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.cutting import added, within
from shared_apps.tenancy.models import TenantModel
from tenant_apps.payments.permissions import VIEW_PAYMENT


class PaymentQuerySet(models.QuerySet[Any]):
    """Seen by payer, payee and the marketplace."""

    def visible_to(self, actor: Actor) -> "PaymentQuerySet":
        if actor.kind == "anonymous":
            return self.none()
        # One that is on its way pays nothing yet: within bounds it is seen once it is a payment.
        bounds = added("payments.payment") if self.model is Payment else {}
        seen = self.filter(within(actor, VIEW_PAYMENT, **bounds))
        if actor.company_id is None:
            return seen
        return seen.filter(Q(payer_id=actor.company_id) | Q(payee_id=actor.company_id))


class Payment(TenantModel):
    """Money that moved from payer to payee outside Kontor. `reference` is what the payer wrote on the transfer.

    With `refund_id` it went back from a seller to a buyer, and pays that refund alone.
    """

    number = models.CharField(max_length=30, unique=True)
    payer = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    payee = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    method = models.CharField(max_length=20)
    reference = models.CharField(max_length=140, blank=True)
    paid_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = NameField(max_length=200)
    refund_id = models.UUIDField(null=True, unique=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = (
            models.Index(fields=["payer", "-id"], name="payment_payer"),
            models.Index(fields=["payee", "-id"], name="payment_payee"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="payment_positive"),
            models.CheckConstraint(condition=~Q(payer=F("payee")), name="payment_two_parties"),
        )


class PaymentAttempt(TenantModel):
    """A transfer that its payer says is on its way. States: sent, done (recorded as `payment`), failed.

    Nothing is booked for it: the books know money that moved. `bank_id` is the number under which a provider knows the
    transfer that decided it, each once; `asks` is how often it did not know, `next_ask_at` when it is asked again.
    """

    payer = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    payee = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    method = models.CharField(max_length=20)
    reference = models.CharField(max_length=140, blank=True)
    state = models.CharField(max_length=6, default="sent")
    sent_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, related_name="+", null=True)
    refund_id = models.UUIDField(null=True)
    bank_id = models.CharField(max_length=80, blank=True, db_default="")
    asks = models.PositiveSmallIntegerField(default=0, db_default=0)
    next_ask_at = models.DateTimeField(null=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = (
            models.Index(fields=["payer", "-id"], name="payment_attempt_payer"),
            models.Index(fields=["payee", "-id"], name="payment_attempt_payee"),
            models.Index(fields=["sent_at", "id"], condition=Q(state="sent"), name="payment_attempt_sent"),
            models.Index(fields=["ended_at", "id"], condition=Q(state="failed"), name="payment_attempt_failed"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="payment_attempt_positive"),
            models.CheckConstraint(condition=~Q(payer=F("payee")), name="payment_attempt_two"),
            models.CheckConstraint(
                condition=Q(state="sent", ended_at__isnull=True, payment__isnull=True)
                | Q(state="failed", ended_at__isnull=False, payment__isnull=True)
                | Q(state="done", ended_at__isnull=False, payment__isnull=False),
                name="payment_attempt_state",
            ),
            models.UniqueConstraint(
                fields=["refund_id"],
                condition=Q(state="sent", refund_id__isnull=False),
                name="payment_attempt_one_refund",
            ),
            models.UniqueConstraint(fields=["bank_id"], condition=~Q(bank_id=""), name="payment_attempt_bank_id_once"),
        )


class BankWord(TenantModel):
    """What the embedded bank says of one transfer: it has arrived, or came back. Never changed."""

    reference = models.CharField(max_length=140)
    bank_id = models.CharField(max_length=80, unique=True)
    outcome = models.CharField(max_length=6)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    reason = models.CharField(max_length=200, blank=True)
    said_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["reference"], name="bank_word_reference"),)
        constraints = (
            models.CheckConstraint(condition=Q(outcome__in=["done", "failed"]), name="bank_word_outcome"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="bank_word_positive"),
        )
