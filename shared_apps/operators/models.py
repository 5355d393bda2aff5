"""Which operator holds which role. Operators are users of the control plane."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from shared_apps.foundation.ids import uuid7


class OperatorRole(models.Model):
    """A role of the platform: platform_admin, support, finance, compliance, read_only_auditor."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    permissions = ArrayField(models.CharField(max_length=80), default=list)

    class Meta:
        default_permissions = ()


class OperatorGrant(models.Model):
    """An operator holds a role."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    role = models.ForeignKey(OperatorRole, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["user", "role"], name="operator_grant_once"),)


class SupportRequest(models.Model):
    """What an operator asked a marketplace for, and what the marketplace answered. The region holds the visit itself.

    `member` is a pseudonym that the marketplace told support; the control plane has no names of its people.
    """

    class State(models.TextChoices):
        ASKED = "asked"
        CONSENTED = "consented"
        REFUSED = "refused"
        ENDED = "ended"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    operator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    tenant_id = models.UUIDField()
    slug = models.CharField(max_length=40)
    reason = models.CharField(max_length=500)
    ticket = models.CharField(max_length=80)
    member = models.UUIDField(null=True)
    wants_writing = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    may_write = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_how = models.CharField(max_length=12, blank=True)

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["operator", "-id"], name="support_request_own"),)
