"""Companies and their sites."""

from django.db import models
from django.db.models import Q

from shared_apps.foundation.actor import Actor
from shared_apps.tenancy.models import TenantModel


class CompanyQuerySet(models.QuerySet["Company"]):
    def visible_to(self, actor: Actor) -> "CompanyQuerySet":
        """A company sees itself; the marketplace's own people see all."""
        if actor.kind == "anonymous":
            return self.none()
        return self if actor.is_marketplace else self.filter(pk=actor.company_id)


class Company(TenantModel):
    """A legal party. It may buy, sell, or both; a suspended one finishes its deals and starts none.

    A guest was named by a company that asks for its quote: it answers there and nowhere else until the marketplace
    admits it.
    """

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2)
    tax_id = models.CharField(max_length=40, blank=True)
    can_buy = models.BooleanField(default=True)
    can_sell = models.BooleanField(default=False)
    state = models.CharField(max_length=12, default="active")
    created_at = models.DateTimeField()

    objects = CompanyQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = (
            models.CheckConstraint(condition=Q(state__in=["guest", "active", "suspended"]), name="company_state"),
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
