"""Marketplaces and their host names.

`save` and `delete` bypass django-tenants on purpose: its versions talk to the tenant's database, which the control
plane cannot reach. A schema comes and goes only by the provisioning saga.
"""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django_tenants.models import DomainMixin, TenantMixin

from shared_apps.foundation.ids import uuid7


class Tenant(TenantMixin):
    """One marketplace's account. The slug is free again once the marketplace is erased."""

    auto_create_schema = False
    auto_drop_schema = False

    class State(models.TextChoices):
        PROVISIONING = "provisioning"
        ACTIVE = "active"
        FROZEN = "frozen"
        SUSPENDED = "suspended"
        CLOSING = "closing"
        ERASED = "erased"
        PROVISION_FAILED = "provision_failed"

    class Kind(models.TextChoices):
        TRIAL = "trial"
        PROD = "prod"
        SANDBOX = "sandbox"
        INTERNAL = "internal"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.CharField(max_length=40)
    slug_skeleton = models.CharField(max_length=80)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=63, unique=True)
    region = models.CharField(max_length=16)
    state = models.CharField(max_length=20, choices=State.choices, default=State.PROVISIONING)
    state_reason = models.CharField(max_length=500, blank=True)
    state_changed_at = models.DateTimeField()
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.TRIAL)
    compliance_profile = models.CharField(max_length=40)
    preset = models.CharField(max_length=40)
    modes = ArrayField(models.CharField(max_length=40), default=list)
    locales = ArrayField(models.CharField(max_length=12), default=list)
    currency = models.CharField(max_length=3)
    time_zone = models.CharField(max_length=64)
    admin_email = models.EmailField(max_length=254)
    admin_name = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["slug"], condition=~Q(state="erased"), name="tenant_slug_taken"),
            models.UniqueConstraint(
                fields=["slug_skeleton"], condition=~Q(state="erased"), name="tenant_slug_confusable"
            ),
        )
        indexes = (
            models.Index(fields=["-created_at", "-id"], name="tenant_newest"),
            models.Index(fields=["region", "state"], name="tenant_region_state"),
        )

    def __str__(self) -> str:
        return self.slug

    def save(self, *args: Any, **kwargs: Any) -> None:
        models.Model.save(self, *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        return models.Model.delete(self, *args, **kwargs)


class Domain(DomainMixin):
    """A host name of a marketplace: lower case, no port."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["tenant"], condition=Q(is_primary=True), name="domain_one_primary"),
        )

    def save(self, *args: Any, **kwargs: Any) -> None:
        models.Model.save(self, *args, **kwargs)
