"""Data keys of the scope; the keys themselves lie wrapped in the cabinet."""

from django.db import models
from django.db.models import Q

from shared_apps.tenancy.models import ScopedModel


class DataKey(ScopedModel):
    """One data key. The newest that is not retired encrypts; all that are not destroyed decrypt.

    `subject` is the person whose key it is; `service` who wrapped it: the key service, or `scope` for the scope's own
    wrapping key. `last_words`: it was destroyed to make values unreadable, so no key for the same purpose follows it.
    `wrapped` is of keys older than the cabinet; the daily look at keys moves it there.
    """

    purpose = models.CharField(max_length=20)
    subject = models.UUIDField(null=True)
    wrapped = models.BinaryField(null=True)
    service = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    destroyed_at = models.DateTimeField(null=True)
    last_words = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=["purpose", "subject"], condition=Q(retired_at__isnull=True), nulls_distinct=False,
                name="data_key_one_in_use",
            ),
            models.CheckConstraint(
                condition=Q(destroyed_at__isnull=True) | Q(retired_at__isnull=False), name="data_key_retired_first"
            ),
        )  # fmt: skip
