"""A connection of a company to one of its systems, and the runs that were made over it."""

from typing import TypeVar

from django.db import models
from django.db.models import Q

from shared_apps.crypto.fields import EncryptedTextField
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.cutting import within
from shared_apps.tenancy.models import TenantModel
from tenant_apps.integrations.permissions import VIEW_CONNECTION

Row = TypeVar("Row", bound=models.Model)


class ConnectionQuerySet(models.QuerySet["Connection"]):
    """A company sees its own connections, the marketplace all."""

    def visible_to(self, actor: Actor) -> "ConnectionQuerySet":
        seen = self.filter(within(actor, VIEW_CONNECTION))
        return seen if actor.is_marketplace else seen.filter(company_id=actor.own_company)


class OverConnectionQuerySet(models.QuerySet[Row]):
    """Rows that belong to a connection are seen by whoever sees the connection."""

    def visible_to(self, actor: Actor) -> "OverConnectionQuerySet[Row]":
        seen = self.filter(within(actor, VIEW_CONNECTION))
        return seen if actor.is_marketplace else seen.filter(connection__company_id=actor.own_company)


class Connection(TenantModel):
    """One system of one company. `code` is what its messages call it. States: active, paused.

    `winners` says per field who wins a disagreement; what is left out has the default of `decisions.conflicts`.
    `cursor` is the place in the system's list of changes up to which everything is written here.
    """

    company = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    connector = models.CharField(max_length=20)
    settings = models.JSONField(default=dict)
    secret = EncryptedTextField(null=True)
    winners = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default="active")
    cursor = models.CharField(max_length=200, blank=True)
    failures = models.PositiveIntegerField(default=0)
    last_ok_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = (
            models.Index(
                fields=["created_at", "id"], condition=Q(failures__gte=1, state="active"), name="connection_failing"
            ),
        )
        constraints = (
            models.UniqueConstraint(fields=["company", "code"], name="connection_once"),
            models.CheckConstraint(condition=Q(state__in=["active", "paused"]), name="connection_state"),
        )


class Run(TenantModel):
    """One exchange over a connection, written when it ended. Kinds: push, pull, file, send."""

    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=8)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    is_ok = models.BooleanField()
    counts = models.JSONField(default=dict)
    error = models.CharField(max_length=300, blank=True)

    objects = OverConnectionQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["connection", "-id"], name="sync_run_latest"),)
