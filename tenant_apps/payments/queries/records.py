"""Rows of payments for lists that page further, already cut to what the actor may see."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from shared_apps.foundation.actor import Actor
from tenant_apps.payments.models import Payment, PaymentAttempt


def payment_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Payment]:
    """Payments; `filters` are column values."""
    return Payment.objects.visible_to(actor).filter(**filters)


def attempt_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[PaymentAttempt]:
    """Transfers that were announced; `filters` are column values."""
    rows: QuerySet[PaymentAttempt] = PaymentAttempt.objects.visible_to(actor).filter(**filters)
    return rows
