"""Where both sides differ: disagreements for a rule or a person, and reports of everything compared."""

from django.db import models
from django.db.models import Q

from shared_apps.crypto.names import NameField
from shared_apps.tenancy.models import TenantModel
from tenant_apps.integrations.models.connections import Connection, OverConnectionQuerySet


class Disagreement(TenantModel):
    """Two values of one field of one thing. States: open, decided. `winner` is `theirs` or `ours` once decided.

    `decided_by` is `rule`, `agreed` when both sides came to say the same, or the name of a person.
    """

    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="+", db_index=False)
    field = models.CharField(max_length=20)
    thing = models.CharField(max_length=100)
    word_id = models.UUIDField()
    ours = models.CharField(max_length=120)
    theirs = models.CharField(max_length=120)
    why = models.CharField(max_length=20)
    state = models.CharField(max_length=8, default="open")
    winner = models.CharField(max_length=8, blank=True)
    decided_by = NameField(max_length=200, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    opened_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    objects = OverConnectionQuerySet.as_manager()  # type: ignore[django-manager-missing]

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["connection", "-id"], name="sync_disagreement_latest"),)
        constraints = (
            models.UniqueConstraint(
                fields=["connection", "field", "thing"], condition=Q(state="open"), name="sync_disagreement_once"
            ),
            models.CheckConstraint(
                condition=Q(state="open", winner="") | Q(state="decided", winner__in=["theirs", "ours"]),
                name="sync_disagreement_state",
            ),
        )


class Reconciliation(TenantModel):
    """One comparison of ours against theirs. `rows` are the differences; what is equal is only counted."""

    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=8, default="owed")
    job_id = models.UUIDField(null=True)
    asked_by = NameField(max_length=120, blank=True)
    counts = models.JSONField(default=dict)
    rows = models.JSONField(default=list)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = OverConnectionQuerySet.as_manager()  # type: ignore[django-manager-missing]

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["connection", "-id"], name="sync_report_latest"),)
        constraints = (models.CheckConstraint(condition=Q(state__in=["owed", "done"]), name="sync_report_state"),)
