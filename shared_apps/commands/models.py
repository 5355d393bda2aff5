"""Idempotency keys: an answer once given is given again, word for word."""

from django.db import models

from shared_apps.tenancy.models import ScopedModel


class IdempotencyRecord(ScopedModel):
    """Written in the transaction of the effect, so that a key exists exactly when its effect does."""

    principal = models.CharField(max_length=140)
    route = models.CharField(max_length=120)
    key = models.CharField(max_length=255)
    body_hash = models.CharField(max_length=64)
    answer = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["principal", "route", "key"], name="idempotency_once"),)
        indexes = (models.Index(fields=["at"], name="idempotency_at"),)
