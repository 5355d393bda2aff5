"""Payment terms of sellers, plans of payment of orders, and what is paid before an invoice."""

from django.db import models
from django.db.models import F, Q

from shared_apps.foundation.actor import Actor
from shared_apps.foundation.cutting import within
from shared_apps.tenancy.models import TenantModel
from tenant_apps.terms.permissions import VIEW_PLAN
from tenant_apps.terms.types import MILESTONES

PLAN_STATES = ("open", "paid", "cancelled")


class TermsQuerySet(models.QuerySet["PaymentTerms"]):
    """A seller sees its own; a buyer sees what is for it or for everybody."""

    def visible_to(self, actor: Actor) -> "TermsQuerySet":
        if actor.kind == "anonymous":
            return self.none()
        seen = self.filter(within(actor, VIEW_PLAN))
        if actor.company_id is None:
            return seen
        return seen.filter(Q(seller_id=actor.company_id) | Q(buyer_id=actor.company_id) | Q(buyer__isnull=True))


class PaymentTerms(TenantModel):
    """Terms a seller offers one buyer or everybody. Never changed: other terms are other rows, these are ended."""

    seller = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    buyer = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    name = models.CharField(max_length=80)
    is_usual = models.BooleanField(default=False)
    end_of_month = models.BooleanField(default=False)
    discount_percent = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    discount_days = models.PositiveSmallIntegerField(default=0)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = TermsQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=["seller", "buyer", "name"], condition=Q(ended_at__isnull=True), nulls_distinct=False,
                name="payment_terms_name_once",
            ),
            models.UniqueConstraint(
                fields=["seller", "buyer"], condition=Q(ended_at__isnull=True, is_usual=True), nulls_distinct=False,
                name="payment_terms_usual_once",
            ),
            models.CheckConstraint(
                condition=Q(discount_percent__gte=0, discount_percent__lte=50), name="payment_terms_discount"
            ),
        )  # fmt: skip


class PaymentTermsStep(TenantModel):
    """One instalment of terms."""

    terms = models.ForeignKey(PaymentTerms, on_delete=models.PROTECT, related_name="steps", db_index=False)
    no = models.PositiveSmallIntegerField()
    share = models.DecimalField(max_digits=5, decimal_places=2)
    milestone = models.CharField(max_length=10)
    days = models.PositiveSmallIntegerField(default=0)
    on = models.DateField(null=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["terms", "no"], name="payment_terms_step_once"),
            models.CheckConstraint(
                condition=Q(share__gt=0, share__lte=100, milestone__in=MILESTONES), name="payment_terms_step_sane"
            ),
        )


class PlanQuerySet(models.QuerySet["OrderPlan"]):
    """Seen by buyer, seller and the marketplace."""

    def visible_to(self, actor: Actor) -> "PlanQuerySet":
        if actor.kind == "anonymous":
            return self.none()
        seen = self.filter(within(actor, VIEW_PLAN))
        if actor.company_id is None:
            return seen
        return seen.filter(Q(buyer_id=actor.company_id) | Q(seller_id=actor.company_id))


class OrderPlan(TenantModel):
    """When one order is to be paid. `paid_minor` is what its invoices are paid and what is kept for them."""

    order = models.OneToOneField("orders.Order", on_delete=models.PROTECT, related_name="+")
    terms = models.ForeignKey(PaymentTerms, on_delete=models.PROTECT, related_name="+", db_index=False)
    buyer = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    seller = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    currency = models.CharField(max_length=3)
    total_minor = models.BigIntegerField()
    paid_minor = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, default="open")
    made_at = models.DateTimeField()
    next_look_on = models.DateField(null=True)
    accelerated_at = models.DateTimeField(null=True)
    accelerated_why = models.CharField(max_length=10, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = (
            models.Index(fields=["buyer", "-id"], name="order_plan_buyer"),
            models.Index(fields=["seller", "-id"], name="order_plan_seller"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(state__in=PLAN_STATES), name="order_plan_state"),
            models.CheckConstraint(condition=Q(paid_minor__gte=0, total_minor__gte=0), name="order_plan_sane"),
        )


class Instalment(TenantModel):
    """A share of an order. `due_on` comes with its milestone; `planned_on` keeps the day before it was due at once."""

    plan = models.ForeignKey(OrderPlan, on_delete=models.PROTECT, related_name="instalments", db_index=False)
    no = models.PositiveSmallIntegerField()
    share = models.DecimalField(max_digits=5, decimal_places=2)
    milestone = models.CharField(max_length=10)
    days = models.PositiveSmallIntegerField(default=0)
    amount_minor = models.BigIntegerField()
    due_on = models.DateField(null=True)
    planned_on = models.DateField(null=True)
    asked_at = models.DateTimeField(null=True)
    late_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["plan", "no"], name="instalment_once"),
            models.CheckConstraint(condition=Q(amount_minor__gte=0, milestone__in=MILESTONES), name="instalment_sane"),
        )


class Advance(TenantModel):
    """What is kept of a payment for an order until its invoice comes. States: kept, used, freed."""

    plan = models.ForeignKey(OrderPlan, on_delete=models.PROTECT, related_name="advances")
    payment = models.ForeignKey("payments.Payment", on_delete=models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    used_minor = models.BigIntegerField(default=0)
    state = models.CharField(max_length=6, default="kept")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, used_minor__gte=0, used_minor__lte=F("amount_minor")),
                name="advance_sane",
            ),
            models.CheckConstraint(condition=Q(state__in=["kept", "used", "freed"]), name="advance_state"),
        )
