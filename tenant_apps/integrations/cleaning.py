"""What of connections has had its day: runs, and messages whose numbers the words remember for ever."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from shared_apps.foundation import ids
from shared_apps.outbox.cleaning import Cleaner, register
from tenant_apps.integrations.models import Message, Reconciliation, Run


def _runs(before: datetime) -> QuerySet[Run]:
    return Run.objects.filter(id__lt=ids.lowest_of(before))


def _messages(before: datetime) -> QuerySet[Message]:
    """Applied and overtaken ones: their number is behind the word on their thing, so they can never count again."""
    return Message.objects.filter(id__lt=ids.lowest_of(before), state__in=["applied", "superseded"])


def _comparisons(before: datetime) -> QuerySet[Reconciliation]:
    return Reconciliation.objects.filter(id__lt=ids.lowest_of(before), state="done")


register(
    Cleaner("integrations.runs", timedelta(days=60), _runs, marketplace_only=True),
    Cleaner("integrations.messages", timedelta(days=400), _messages, marketplace_only=True),
    Cleaner("integrations.comparisons", timedelta(days=400), _comparisons, marketplace_only=True),
)
