"""Orders that wait for their payment, and what of which payment is kept for them."""

from django.db import models
from django.db.models import F, Q

from shared_apps.foundation.actor import Actor
from shared_apps.foundation.cutting import within
from shared_apps.tenancy.models import TenantModel
from tenant_apps.prepayment.permissions import VIEW_PREPAYMENT

STATES = ("awaiting", "paid", "ordered", "lapsed")


class PrepaymentQuerySet(models.QuerySet["Prepayment"]):
    """Seen by buyer, seller and the marketplace."""

    def visible_to(self, actor: Actor) -> "PrepaymentQuerySet":
        if actor.kind == "anonymous":
            return self.none()
        seen = self.filter(within(actor, VIEW_PREPAYMENT))
        if actor.company_id is None:
            return seen
        return seen.filter(Q(buyer_id=actor.company_id) | Q(seller_id=actor.company_id))


class Prepayment(TenantModel):
    """An order that is paid first. `number` is what the payer writes on the transfer."""

    tentative = models.OneToOneField("orders.TentativeOrder", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=30, unique=True)
    buyer = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    seller = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    currency = models.CharField(max_length=3)
    due_minor = models.BigIntegerField()
    received_minor = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, default="awaiting")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    order = models.OneToOneField("orders.Order", on_delete=models.PROTECT, related_name="+", null=True)
    saga_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=400, blank=True)

    objects = PrepaymentQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = (
            models.Index(fields=["buyer", "-id"], name="prepayment_buyer"),
            models.Index(fields=["seller", "-id"], name="prepayment_seller"),
            models.Index(fields=["ended_at", "id"], condition=Q(state="lapsed"), name="prepayment_lapsed"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(state__in=STATES), name="prepayment_state"),
            models.CheckConstraint(
                condition=Q(received_minor__gte=0, received_minor__lte=F("due_minor")), name="prepayment_not_overpaid"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["paid", "ordered"]) | Q(received_minor=F("due_minor")),
                name="prepayment_paid_is_whole",
            ),
        )


class Earmark(TenantModel):
    """What is kept of a payment for one prepaid order. States: kept, used (paid its invoice), freed."""

    payment = models.ForeignKey("payments.Payment", on_delete=models.PROTECT, related_name="+")
    prepayment = models.ForeignKey(Prepayment, on_delete=models.PROTECT, related_name="earmarks")
    amount_minor = models.BigIntegerField()
    used_minor = models.BigIntegerField(default=0)
    state = models.CharField(max_length=6, default="kept")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["payment", "prepayment"], name="earmark_once"),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, used_minor__gte=0, used_minor__lte=F("amount_minor")),
                name="earmark_sane",
            ),
            models.CheckConstraint(condition=Q(state__in=["kept", "used", "freed"]), name="earmark_state"),
        )
