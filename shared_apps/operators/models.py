"""Which operator holds which role. Operators are users of the control plane."""

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
