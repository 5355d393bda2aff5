"""Claims, what they are about, and every step of their course."""

from django.db import models
from django.db.models import F, Q

from shared_apps.crypto.names import NameField
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.cutting import within
from shared_apps.tenancy.models import TenantModel
from tenant_apps.claims.permissions import VIEW_CLAIM
from tenant_apps.claims.types import IN_MONEY, KINDS, LIVE, PAYBACKS, REMEDIES, STATES


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Seen by buyer, seller and the marketplace."""

    def visible_to(self, actor: Actor) -> "ClaimQuerySet":
        if actor.kind == "anonymous":
            return self.none()
        seen = self.filter(within(actor, VIEW_CLAIM))
        if actor.company_id is None:
            return seen
        return seen.filter(Q(buyer_id=actor.company_id) | Q(seller_id=actor.company_id))


class Claim(TenantModel):
    """`remedy` and `amount_minor` are what is on the table: the wish, then the counter-offer, then what it came to.

    `shipment` is the delivery it is about, None when it is about all that had arrived. `payback` says what becomes of
    a credit for goods that were paid. `lowered_minor` is what of `settled_minor` lowers a later invoice.
    """

    number = models.CharField(max_length=30, unique=True)
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="+")
    shipment = models.ForeignKey(
        "logistics.Shipment", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    buyer = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    seller = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10)
    state = models.CharField(max_length=10, default="open")
    currency = models.CharField(max_length=3)
    value_minor = models.BigIntegerField()
    wish = models.CharField(max_length=20)
    remedy = models.CharField(max_length=20)
    amount_minor = models.BigIntegerField()
    payback = models.CharField(max_length=6, default="credit", db_default="credit")
    settled_minor = models.BigIntegerField(default=0)
    lowered_minor = models.BigIntegerField(default=0, db_default=0)
    replacement = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="+", null=True)
    goods_back = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = (
            models.Index(fields=["buyer", "-id"], name="claim_buyer"),
            models.Index(fields=["seller", "-id"], name="claim_seller"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["order", "shipment"], condition=Q(state__in=LIVE), nulls_distinct=False, name="claim_one_live"
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=KINDS, state__in=STATES, wish__in=REMEDIES, remedy__in=REMEDIES, payback__in=PAYBACKS
                ),
                name="claim_sane",
            ),
            models.CheckConstraint(
                condition=Q(lowered_minor__gte=0, lowered_minor__lte=F("settled_minor")), name="claim_lowered"
            ),
            models.CheckConstraint(condition=Q(state__in=LIVE) ^ Q(ended_at__isnull=False), name="claim_ended"),
            models.CheckConstraint(
                condition=Q(settled_minor=0) | Q(state="settled", remedy__in=IN_MONEY), name="claim_settled_in_money"
            ),
        )


class ClaimLine(TenantModel):
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="lines")
    order_line = models.ForeignKey("orders.OrderLine", on_delete=models.PROTECT, related_name="+", db_index=False)
    quantity = models.DecimalField(max_digits=20, decimal_places=6)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["claim", "order_line"], name="claim_line_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="claim_line_sane"),
        )


class ClaimStep(TenantModel):
    """One act of a claim's course. Never changed."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="steps")
    act = models.CharField(max_length=10)
    side = models.CharField(max_length=6)
    remedy = models.CharField(max_length=20, blank=True)
    amount_minor = models.BigIntegerField(default=0)
    text = models.CharField(max_length=1000, blank=True)
    by = NameField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()


class ClaimFile(TenantModel):
    """Evidence: a document that both companies may read."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="files")
    document_id = models.UUIDField()
    title = models.CharField(max_length=200)
    content_type = models.CharField(max_length=40, blank=True, default="", db_default="")

    class Meta:
        default_permissions = ()


class ClaimCredit(TenantModel):
    """A credit note that a claim came to; a claim over several invoices has several."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="credits")
    credit_note = models.OneToOneField("invoicing.Invoice", on_delete=models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()

    class Meta:
        default_permissions = ()
