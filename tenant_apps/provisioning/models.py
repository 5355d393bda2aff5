"""Connections to directories, the people that came over them, and what was asked over them lately."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from shared_apps.crypto.fields import BlindIndexField, EncryptedTextField
from shared_apps.foundation.actor import Actor
from shared_apps.tenancy.models import TenantModel


class ConnectionQuerySet(models.QuerySet["Connection"]):
    def visible_to(self, actor: Actor) -> "ConnectionQuerySet":
        """A company sees its own; the marketplace's own people see all."""
        if actor.kind == "anonymous":
            return self.none()
        return self if actor.is_marketplace else self.filter(company_id=actor.own_company)


class Connection(TenantModel):
    """A directory that brings people into one company or, without one, into the marketplace itself.

    It gives what its maker may give at that moment, and touches only people it brought or was given. The secret is 256
    random bits; its SHA-256 is stored. While one takes the place of another the old one counts until `old_until`.
    """

    name = models.CharField(max_length=80)
    company = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", null=True)
    # The role of whoever it brings; others by groups.
    default_role = models.CharField(max_length=40)
    prefix = models.CharField(max_length=12)
    secret_hash = models.CharField(max_length=64, unique=True)
    # Unique where there is one.
    old_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001
    old_until = models.DateTimeField(null=True)
    networks = ArrayField(models.CharField(max_length=50), default=list)
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        default_permissions = ()


class Person(TenantModel):
    """Somebody as a directory knows them: a `User` of SCIM. `user` is the account; its other roles are none of this.

    `given` are the memberships the directory gave, by the code of their role; `roles` are those it wants besides the
    default one, kept while they are not active. `is_ours`: the account was made over this connection.
    """

    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    external_id = EncryptedTextField(subject="user_id", index="external_index", null=True)
    external_index = BlindIndexField(of="external_id")
    user_name = EncryptedTextField(subject="user_id", index="user_name_index")
    user_name_index = BlindIndexField(of="user_name")
    is_active = models.BooleanField(default=True)
    is_ours = models.BooleanField(default=False)
    roles = ArrayField(models.CharField(max_length=40), default=list)
    given = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=["connection", "user"], condition=Q(removed_at__isnull=True), name="person_once"
            ),
            models.UniqueConstraint(
                fields=["connection", "user_name_index"], condition=Q(removed_at__isnull=True), name="person_name_once"
            ),
            models.UniqueConstraint(
                fields=["connection", "external_index"], condition=Q(removed_at__isnull=True), name="external_id_once"
            ),
        )


class Call(TenantModel):
    """One request of a directory: what it was about and what came of it; no name, address or filter of it."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    method = models.CharField(max_length=8)
    resource = models.CharField(max_length=24)
    resource_id = models.CharField(max_length=40, blank=True)
    status = models.PositiveSmallIntegerField()
    problem = models.CharField(max_length=80, blank=True)
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["connection", "-id"], name="call_of_connection"),)
