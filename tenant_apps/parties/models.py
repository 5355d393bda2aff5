"""Companies and their sites."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from shared_apps.crypto.fields import BlindIndexField, EncryptedTextField
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.cutting import within
from shared_apps.tenancy.models import TenantModel
from tenant_apps.parties.permissions import VIEW_COMPANY


class CompanyQuerySet(models.QuerySet["Company"]):
    def visible_to(self, actor: Actor) -> "CompanyQuerySet":
        """A company sees itself; the marketplace's own people see all."""
        if actor.kind == "anonymous":
            return self.none()
        seen = self.filter(within(actor, VIEW_COMPANY))
        return seen if actor.is_marketplace else seen.filter(pk=actor.company_id)


class Company(TenantModel):
    """A legal party. It may buy, sell, or both; a suspended one finishes its deals and starts none.

    A guest was named by a company that asks for its quote: it answers there and nowhere else until the marketplace
    admits it. `owner` names who owns it in the end, by a register number or a name: companies with the same one are of
    one hand. A barred company joins no event and wins none up to the last day of the bar.

    `parent` is the company above it in a group; a division is a part of its parent without being a legal entity.
    `lineage` are all above it, the nearest last, so that what stands below a company is one look-up.
    """

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2)
    tax_id = EncryptedTextField(blank=True, index="tax_id_index")
    tax_id_index = BlindIndexField(of="tax_id")
    can_buy = models.BooleanField(default=True)
    can_sell = models.BooleanField(default=False)
    state = models.CharField(max_length=12, default="active")
    owner = models.CharField(max_length=60, blank=True)
    barred_until = models.DateField(null=True)
    barred_reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    parent = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)
    kind = models.CharField(max_length=12, default="legal_entity", db_default="legal_entity")
    lineage = ArrayField(models.UUIDField(), default=list, db_default=[])

    objects = CompanyQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = (
            GinIndex(fields=["lineage"], name="company_lineage"),
            models.Index(fields=["tax_id_index"], name="company_tax_id"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(state__in=["guest", "active", "suspended"]), name="company_state"),
            models.CheckConstraint(condition=Q(kind__in=["legal_entity", "division"]), name="company_kind"),
            models.CheckConstraint(condition=Q(kind="legal_entity") | Q(parent__isnull=False), name="company_division"),
        )

    def __str__(self) -> str:
        return self.name


class Site(TenantModel):
    """A place of a company: where goods or papers go."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    lines = models.TextField(blank=True)
    postcode = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=2)
    is_delivery = models.BooleanField(default=True)
    is_billing = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()


class QualificationQuerySet(models.QuerySet["Qualification"]):
    def visible_to(self, actor: Actor) -> "QualificationQuerySet":
        """A company sees its own; the marketplace's own people see all."""
        if actor.kind == "anonymous":
            return self.none()
        seen = self.filter(within(actor, VIEW_COMPANY))
        return seen if actor.is_marketplace else seen.filter(company_id=actor.company_id)


class Qualification(TenantModel):
    """A paper that lets a company do something: a licence, a certificate, an admission. Revoked, never erased.

    What a company hands in itself is `submitted` and counts for nothing until the marketplace has granted it.
    """

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)
    number = models.CharField(max_length=80, blank=True)
    issuer = models.CharField(max_length=120, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    state = models.CharField(max_length=10, default="granted")
    recorded_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    judged_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    objects = QualificationQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = (
            models.Index(fields=["company", "kind"], name="qualification_of_company"),
            models.Index(fields=["id"], condition=Q(state="submitted"), name="qualification_handed_in"),
            models.Index(fields=["valid_until", "id"], condition=Q(state="granted"), name="qualification_ends"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=["submitted", "granted", "refused", "revoked"]), name="qualification_state"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")), name="qualification_times"
            ),
        )
