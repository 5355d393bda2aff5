"""What of directories has had its day: what was asked over them."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from shared_apps.foundation import ids
from shared_apps.outbox.cleaning import Cleaner, register
from tenant_apps.provisioning.models import Call


def _calls(before: datetime) -> QuerySet[Call]:
    return Call.objects.filter(id__lt=ids.lowest_of(before))


register(Cleaner("provisioning.calls", timedelta(days=30), _calls, marketplace_only=True))
