"""What of connections has had its day: runs, and messages whose numbers the words remember for ever."""

from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import Model, QuerySet

from shared_apps.foundation import ids
from shared_apps.outbox.cleaning import Cleaner, register
from shared_apps.tenancy import scope
from tenant_apps.integrations.models import Message, Reconciliation, Run

Row = TypeVar("Row", bound=Model)


def _runs(before: datetime) -> QuerySet[Run]:
    return _of_a_marketplace(Run.objects.filter(id__lt=ids.lowest_of(before)))


def _of_a_marketplace(rows: QuerySet[Row]) -> QuerySet[Row]:
    """The control plane cleans by the same registry and has none of these tables."""
    return rows.none() if scope.is_control() else rows


def _messages(before: datetime) -> QuerySet[Message]:
    """Applied and overtaken ones: their number is behind the word on their thing, so they can never count again."""
    old = Message.objects.filter(id__lt=ids.lowest_of(before), state__in=["applied", "superseded"])
    return _of_a_marketplace(old)


def _comparisons(before: datetime) -> QuerySet[Reconciliation]:
    return _of_a_marketplace(Reconciliation.objects.filter(id__lt=ids.lowest_of(before), state="done"))


register(
    Cleaner("integrations.runs", timedelta(days=60), _runs),
    Cleaner("integrations.messages", timedelta(days=400), _messages),
    Cleaner("integrations.comparisons", timedelta(days=400), _comparisons),
)
