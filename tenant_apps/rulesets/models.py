"""Versions of the marketplace's rules, immutable and known by the hash of their content; and number series."""

from django.db import models

from shared_apps.tenancy.models import TenantModel


class RulesetVersion(TenantModel):
    """All values the marketplace sets itself, at one moment. The newest published one is in force."""

    number = models.PositiveIntegerField(unique=True)
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    note = models.CharField(max_length=300, blank=True)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=200)

    class Meta:
        default_permissions = ()


class NumberSeries(TenantModel):
    """Gapless public numbers: the row is locked until the number's document commits."""

    code = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last_value = models.BigIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["code", "year"], name="number_series_once"),)
