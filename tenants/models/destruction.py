"""Making a marketplace unreadable for good: asked by one operator, agreed to by another, done by its region."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from shared_apps.foundation.ids import uuid7


class KeyDestruction(models.Model):
    """One request to destroy every data key of a marketplace. Operators are kept as ids.

    A second operator may agree from `agree_from` until `agree_until`. `refused_by`: numbers of the legal holds that
    the region refused for. After the destruction `key_count` keys are gone, and the marketplace's log had the head
    `log_size`, `log_root` (hexadecimal), which includes the record of it.
    """

    class State(models.TextChoices):
        ASKED = "asked"
        AGREED = "agreed"
        DESTROYED = "destroyed"
        REFUSED = "refused"
        TAKEN_BACK = "taken_back"
        EXPIRED = "expired"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    tenant = models.ForeignKey("tenants.Tenant", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State.choices, default=State.ASKED)
    reason = models.CharField(max_length=500)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    agree_from = models.DateTimeField()
    agree_until = models.DateTimeField()
    agreed_by = models.UUIDField(null=True)
    agreed_at = models.DateTimeField(null=True)
    taken_back_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    refused_by = ArrayField(models.CharField(max_length=80), default=list)
    key_count = models.PositiveIntegerField(null=True)
    log_size = models.BigIntegerField(null=True)
    log_root = models.CharField(max_length=64, blank=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=["tenant"], condition=Q(state__in=["asked", "agreed"]), name="key_destruction_one_open"
            ),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("asked_by")), name="key_destruction_two_people"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["agreed", "destroyed", "refused"]) | Q(agreed_by__isnull=False),
                name="key_destruction_agreed_first",
            ),
        )
        indexes = (models.Index(fields=["tenant", "-id"], name="key_destruction_newest"),)
