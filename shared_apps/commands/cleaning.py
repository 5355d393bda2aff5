"""How long an answer is kept under its idempotency key."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from shared_apps.commands.models import IdempotencyRecord
from shared_apps.outbox.cleaning import Cleaner, register

# The API reference promises this many days; a day more is kept, for clocks and for the hour of the cleaning.
PROMISED_DAYS = 7
KEPT = timedelta(days=PROMISED_DAYS + 1)


def _old(before: datetime) -> QuerySet[IdempotencyRecord]:
    return IdempotencyRecord.objects.filter(at__lt=before)


register(Cleaner("commands.idempotency_records", KEPT, _old))
