"""What a system said: every message once, and per thing the last word that counts."""

from django.db import models
from django.db.models import Q

from shared_apps.tenancy.models import TenantModel
from tenant_apps.integrations.models.connections import Connection, OverConnectionQuerySet


class Message(TenantModel):
    """One message. States: applied, superseded (a later word had come already), parked (an earlier one is missing),
    dead (could not be applied; `reason` says why). `thing` is `SKU@WAREHOUSE` or an order's number.
    """

    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="+", db_index=False)
    message_id = models.CharField(max_length=80)
    kind = models.CharField(max_length=10)
    thing = models.CharField(max_length=100)
    sequence = models.BigIntegerField()
    said_at = models.DateTimeField()
    body = models.JSONField(default=dict)
    state = models.CharField(max_length=10)
    reason = models.CharField(max_length=300, blank=True)
    tries = models.PositiveSmallIntegerField(default=1)
    heard_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = OverConnectionQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = (
            models.Index(fields=["connection", "-id"], name="sync_message_latest"),
            models.Index(
                fields=["connection", "thing", "sequence"],
                condition=Q(state__in=["parked", "dead"]),
                name="sync_message_open",
            ),
            models.Index(fields=["changed_at", "id"], condition=Q(state="dead"), name="sync_message_dead"),
        )
        constraints = (
            models.UniqueConstraint(fields=["connection", "message_id"], name="sync_message_once"),
            models.CheckConstraint(
                condition=Q(state__in=["applied", "superseded", "parked", "dead"]), name="sync_message_state"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["level", "movement", "order"], sequence__gt=0), name="sync_message_kind"
            ),
        )


class StockWord(TenantModel):
    """The last word of a system on one item in one warehouse.

    `theirs` is what it says lies there as of `said_at`; `agreed` what lay here when both last agreed.
    """

    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="+", db_index=False)
    item = models.ForeignKey("catalogue.Item", on_delete=models.PROTECT, related_name="+", db_index=False)
    warehouse = models.ForeignKey("inventory.Warehouse", on_delete=models.PROTECT, related_name="+", db_index=False)
    sequence = models.BigIntegerField(default=0)
    theirs = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    agreed = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    said_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField()

    objects = OverConnectionQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["item", "warehouse"], name="stock_word_item"),)
        constraints = (
            models.UniqueConstraint(fields=["connection", "item", "warehouse"], name="stock_word_once"),
            models.CheckConstraint(condition=Q(sequence__gte=0), name="stock_word_sequence"),
        )


class OrderWord(TenantModel):
    """The last word of a system on one order: per field its value, the version that said it and the source's time."""

    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="+", db_index=False)
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="+")
    fields = models.JSONField(default=dict)
    version = models.BigIntegerField(default=0)
    said_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField()

    objects = OverConnectionQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["connection", "order"], name="order_word_once"),
            models.CheckConstraint(condition=Q(said_at__isnull=True) | Q(version__gt=0), name="order_word_version"),
        )
