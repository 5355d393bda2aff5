"""Evidence packs that were asked for, where those lie that were made, and drills of restoring."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from shared_apps.crypto.names import NameField
from shared_apps.foundation.actor import Actor
from shared_apps.tenancy.models import TenantModel
from tenant_apps.evidence.types import OUTCOMES, STATES


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


class DrillQuerySet(models.QuerySet["Drill"]):
    """Drills tell of the whole marketplace, so companies see none."""

    def visible_to(self, actor: Actor) -> "DrillQuerySet":
        return self.all() if actor.is_marketplace else self.none()


class Drill(TenantModel):
    """The marketplace was dumped, restored beside itself, looked through and dropped again.

    `tables` and `rows` are what was there again, `differing` names tables that were not the same, `broken` sentences
    of checks that did not hold there, `problem` why it did not come to an end. `log_size` and `log_root` are the head
    that was reckoned anew from the restored leaves; `dump_sha256` is the digest of what was restored.
    """

    number = models.PositiveIntegerField(unique=True)
    outcome = models.CharField(max_length=8)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    dump_bytes = models.BigIntegerField(default=0)
    dump_sha256 = models.CharField(max_length=64, blank=True, default="")
    restore_ms = models.PositiveIntegerField(default=0)
    tables = models.PositiveIntegerField(default=0)
    rows = models.BigIntegerField(default=0)
    checks = models.PositiveIntegerField(default=0)
    log_size = models.BigIntegerField(default=0)
    log_root = models.CharField(max_length=64, blank=True, default="")
    differing = ArrayField(models.CharField(max_length=63), default=list)
    broken = ArrayField(models.CharField(max_length=500), default=list)
    problem = models.CharField(max_length=500, blank=True, default="")

    objects = DrillQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = (
            models.CheckConstraint(condition=Q(outcome__in=OUTCOMES), name="drill_outcome"),
            models.CheckConstraint(
                condition=~Q(outcome="whole") | Q(tables__gt=0, checks__gt=0, differing=[], broken=[], problem=""),
                name="drill_whole",
            ),
        )
