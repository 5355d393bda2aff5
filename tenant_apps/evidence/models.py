"""Evidence packs that were asked for, and where those lie that were made."""

from django.db import models
from django.db.models import Q

from shared_apps.crypto.names import NameField
from shared_apps.foundation.actor import Actor
from shared_apps.tenancy.models import TenantModel
from tenant_apps.evidence.types import STATES


class PackQuerySet(models.QuerySet["Pack"]):
    """Packs tell of the whole marketplace, so companies see none."""

    def visible_to(self, actor: Actor) -> "PackQuerySet":
        return self.all() if actor.is_marketplace else self.none()


class Pack(TenantModel):
    """One pack. `digest` is the SHA-256 of its manifest, which is what was signed; `sha256` that of the whole file."""

    number = models.PositiveIntegerField(unique=True)
    state = models.CharField(max_length=8, default="asked")
    reason = models.CharField(max_length=300)
    days = models.PositiveIntegerField()
    asked_by = NameField(max_length=120)
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    log_size = models.BigIntegerField(null=True)
    digest = models.CharField(max_length=64, blank=True, default="")
    sha256 = models.CharField(max_length=64, blank=True, default="")
    size_bytes = models.PositiveIntegerField(null=True)

    objects = PackQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = (
            models.CheckConstraint(condition=Q(state__in=STATES), name="pack_state"),
            models.CheckConstraint(
                condition=~Q(state="made") | Q(made_at__isnull=False, size_bytes__gt=0, log_size__gt=0),
                name="pack_made_whole",
            ),
            models.UniqueConstraint(fields=["state"], condition=Q(state="asked"), name="pack_one_at_a_time"),
        )

    @property
    def object_key(self) -> str:
        return f"evidence/{self.pk}.zip"
