"""How long what people wrote around an event is kept: questions and answers, reasons of changes, notes of drafts."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from shared_apps.commands import Context
from shared_apps.crypto.clearing import clear
from tenant_apps.privacy.types import Candidate, RecordClass, declare
from tenant_apps.trading.kernel.models import TradingEvent
from tenant_apps.trading.questions.models import Amendment, EventDraft, Question


def _old(before: datetime, limit: int) -> Iterator[Candidate]:
    """Events that ended before the moment and around which something was written."""
    # Keys are in the order of time, so the oldest are found without an index of their own.
    rows = TradingEvent.objects.filter(created_at__lt=before, final_at__lt=before)
    written = (
        Q(Exists(Question.objects.filter(trading_event=OuterRef("pk"))))
        | Q(Exists(Amendment.objects.filter(lot__trading_event=OuterRef("pk"))))
        | Q(Exists(EventDraft.objects.filter(trading_event_id=OuterRef("pk"))))
    )
    named = rows.filter(written).order_by("id").values("id", "final_at", "initiator_id")
    for row in named[:limit].iterator(chunk_size=2000):
        assert row["final_at"] is not None
        yield Candidate(row["id"], row["final_at"], None, (row["initiator_id"], *_askers(row["id"])))


def _clear(ctx: Context, ids: list[UUID]) -> int:
    clear(Question.objects.filter(trading_event_id__in=ids))
    clear(Amendment.objects.filter(lot__trading_event_id__in=ids))
    clear(EventDraft.objects.filter(trading_event_id__in=ids), keep=frozenset({"title"}))
    return len(ids)


def _askers(event_id: UUID) -> list[UUID]:
    return list(Question.objects.filter(trading_event_id=event_id).values_list("company_id", flat=True).distinct())


declare(
    RecordClass(
        "messages", _("Questions and answers"), _("Words about events are cleared; numbers, dates and events stay."),
        "retention.message_years", "years", _old, _clear, most="retention.message_most_years", from_year_end=True,
        once=True,
    )
)  # fmt: skip
