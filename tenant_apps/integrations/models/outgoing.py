"""What leaves towards a system (orders), and the files it left for us."""

from django.db import models
from django.db.models import Q

from shared_apps.tenancy.models import TenantModel
from tenant_apps.integrations.models.connections import Connection, OverConnectionQuerySet


class Delivery(TenantModel):
    """An accepted order on its way to the seller's system. The row's id is the idempotency key for ever.

    States: owed, unknown (sent, and no answer came: ask before sending again), taken, dead (refused by the system).
    """

    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="+", db_index=False)
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, default="owed")
    their_number = models.CharField(max_length=60, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = OverConnectionQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = (
            models.Index(
                fields=["changed_at", "id"], condition=Q(state__in=["unknown", "dead"]), name="sync_delivery_failed"
            ),
        )
        constraints = (
            models.UniqueConstraint(fields=["connection", "order"], name="sync_delivery_once"),
            models.CheckConstraint(
                condition=Q(state__in=["owed", "unknown", "taken", "dead"]), name="sync_delivery_state"
            ),
        )


class FileDrop(TenantModel):
    """A stock file that was read. The same name with the same content is the same file. States: owed, read, refused.

    `bad` are the rows that could not be read or applied: `[row, column, reason]`.
    """

    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    object_key = models.CharField(max_length=300)
    sequence = models.BigIntegerField()
    state = models.CharField(max_length=8, default="owed")
    rows = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    bad = models.JSONField(default=list)
    error = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    objects = OverConnectionQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["connection", "name", "sha256"], name="sync_file_once"),
            models.CheckConstraint(condition=Q(state__in=["owed", "read", "refused"]), name="sync_file_state"),
        )
