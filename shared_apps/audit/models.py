"""The audit table. Append-only: the migration adds a trigger that refuses every change."""

from django.db import models

from shared_apps.crypto.names import NameField
from shared_apps.tenancy.models import ScopedModel


class AuditRecord(ScopedModel):
    """One act, accepted or refused for lack of permission. `facts` never carries secrets or whole documents."""

    at = models.DateTimeField()
    action = models.CharField(max_length=80)
    outcome = models.CharField(max_length=12)
    actor_kind = models.CharField(max_length=12)
    actor_id = models.CharField(max_length=120)
    actor_display = NameField(max_length=200, blank=True)
    company_id = models.UUIDField(null=True)
    target = models.CharField(max_length=80, blank=True)
    target_id = models.CharField(max_length=80, blank=True)
    facts = models.JSONField(default=dict)
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["-at"], name="audit_at"),
            models.Index(fields=["target", "target_id"], name="audit_target"),
        )
