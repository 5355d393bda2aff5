"""Files: the row says whose they are and what their bytes must hash to; the bytes are in the object store."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from shared_apps.tenancy.models import TenantModel


class Document(TenantModel):
    """One immutable file. Only the companies named in `company_ids`, and the marketplace, may read it."""

    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    object_key = models.CharField(max_length=300, unique=True)
    content_type = models.CharField(max_length=100)
    size_bytes = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    company_ids = ArrayField(models.UUIDField(), default=list)
    target = models.CharField(max_length=80)
    target_id = models.UUIDField()
    created_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["target", "target_id"], name="document_target"),)
