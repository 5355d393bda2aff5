"""How long events are kept: once they have had their time, free words are cleared; bids and their chain stay."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from shared_apps.commands import Context
from shared_apps.crypto.clearing import clear
from tenant_apps.privacy.types import Candidate, RecordClass, declare
from tenant_apps.trading.kernel.models import Award, Deal, LotShift, TradingEvent

# What was traded and how it ended are codes and names of goods.
STAYS = frozenset({"title", "final_reason"})


def _old(before: datetime, limit: int) -> Iterator[Candidate]:
    """Events that are over, with every deal that came of them."""
    # Keys are in the order of time, so the oldest are found without an index of their own.
    open_deal = Deal.objects.filter(trading_event=OuterRef("pk"), settled_at__isnull=True, cancelled_at__isnull=True)
    rows = TradingEvent.objects.filter(created_at__lt=before, final_at__lt=before).filter(~Exists(open_deal))
    named = rows.order_by("id").values("id", "final_at", "initiator_id")
    for row in named[:limit].iterator(chunk_size=2000):
        assert row["final_at"] is not None
        yield Candidate(row["id"], row["final_at"], None, (row["initiator_id"],))


def _clear(ctx: Context, ids: list[UUID]) -> int:
    clear(TradingEvent.objects.filter(pk__in=ids), keep=STAYS)
    clear(LotShift.objects.filter(lot__trading_event_id__in=ids))
    clear(Award.objects.filter(lot__trading_event_id__in=ids))
    return len(ids)


declare(
    RecordClass(
        "events", _("Trading events and bids"),
        _("Descriptions and reasons are cleared; bids, results and their chain stay."),
        "retention.event_years", "years", _old, _clear, most="retention.event_most_years", from_year_end=True,
        once=True,
    )
)  # fmt: skip
