"""How long what arrived from providers is kept: as long as it could be sent again."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from shared_apps.outbox.cleaning import Cleaner, register
from tenant_apps.federation.models import Arrival

ARRIVALS_KEPT = timedelta(days=1)


def _past(before: datetime) -> QuerySet[Arrival]:
    return Arrival.objects.filter(expires_at__lt=before)


register(Cleaner("federation.arrivals", ARRIVALS_KEPT, _past, marketplace_only=True))
