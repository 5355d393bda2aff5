"""Wrapped data keys of the scope."""

from django.db import models
from django.db.models import Q

from shared_apps.tenancy.models import ScopedModel


class DataKey(ScopedModel):
    """One data key, wrapped by the key service `service`. The newest that is not retired encrypts; all decrypt."""

    purpose = models.CharField(max_length=20)
    wrapped = models.BinaryField()
    service = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=["purpose"], condition=Q(retired_at__isnull=True), name="data_key_one_in_use"
            ),
        )
