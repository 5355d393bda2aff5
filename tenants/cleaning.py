"""What the control plane need not keep: wishes nobody confirmed, and reports that were taken in."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from shared_apps.foundation import ids
from shared_apps.outbox.cleaning import Cleaner, register
from tenants.models import ControlInbox, SignUp

KEPT = timedelta(days=30)


def _unconfirmed(before: datetime) -> QuerySet[SignUp]:
    """Names and addresses of people who never came back; their link died after a day."""
    return SignUp.objects.filter(run_id__isnull=True, created_at__lt=before)


def _taken_in(before: datetime) -> QuerySet[ControlInbox]:
    return ControlInbox.objects.filter(id__lt=ids.lowest_of(before), taken_at__lt=before)


register(
    Cleaner("tenants.sign_ups", KEPT, _unconfirmed, control_only=True),
    Cleaner("tenants.reports", KEPT, _taken_in, control_only=True),
)
