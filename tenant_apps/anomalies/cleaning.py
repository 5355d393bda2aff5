"""How long anomalies keeps what it has seen: windows and measures for as long as a rule or the tuning page asks."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from shared_apps.outbox.cleaning import Cleaner, register
from tenant_apps.anomalies.models import Judgement, Sighting

# Which sign-in was the last is asked of accounts that nobody used for up to a year.
LONG = timedelta(days=400)
SIGHTINGS_KEPT = timedelta(days=91)
MEASURES_KEPT = timedelta(days=31)
LASTING = ("last_sign_in", "kept")


def _sightings(before: datetime) -> QuerySet[Sighting]:
    return Sighting.objects.filter(at__lt=before).exclude(kind__in=LASTING)


def _last_ones(before: datetime) -> QuerySet[Sighting]:
    return Sighting.objects.filter(at__lt=before, kind="last_sign_in")


def _measures(before: datetime) -> QuerySet[Judgement]:
    """What fired is evidence and stays with its alert."""
    return Judgement.objects.filter(at__lt=before, alert__isnull=True)


register(
    Cleaner("anomalies.sightings", SIGHTINGS_KEPT, _sightings, marketplace_only=True),
    Cleaner("anomalies.last_sign_ins", LONG, _last_ones, marketplace_only=True),
    Cleaner("anomalies.measures", MEASURES_KEPT, _measures, marketplace_only=True),
)
