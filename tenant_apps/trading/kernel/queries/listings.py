"""Read listings as facts. A listing's state is derived from its dates here, and nowhere else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet

from shared_apps.foundation.actor import Actor
from tenant_apps.trading.kernel.models import LotItem, TradingEvent
from tenant_apps.trading.kernel.types import Side


@dataclass(frozen=True, slots=True)
class ListingFacts:
    """One listing with its only line. `state` is draft, open, sold_out, withdrawn, expired, cancelled or void."""

    id: UUID
    number: str
    title: str
    side: Side
    seller_id: UUID
    item_id: UUID
    warehouse_id: UUID | None
    quantity: Decimal
    remaining: Decimal
    unit: str
    unit_price: Decimal
    currency: str
    min_take: Decimal
    take_step: Decimal
    published_at: datetime | None
    ends_at: datetime | None
    state: str
    version: int


def state_of(published_at: datetime | None, end_at: datetime | None, final_state: str, now: datetime) -> str:
    """Derive a listing's state; the end counts from its very moment, whether or not the clock's job has run."""
    if final_state:
        return "sold_out" if final_state == "complete" else final_state
    if published_at is None:
        return "draft"
    return "expired" if end_at is not None and end_at <= now else "open"


def open_listings(actor: Actor, now: datetime) -> QuerySet[LotItem]:
    """Lines of open listings, newest first, with event and item joined; for lists that filter and page further."""
    events = TradingEvent.objects.visible_to(actor).filter(
        Q(effective_end_at__isnull=True) | Q(effective_end_at__gt=now),
        mode="spot_listing",
        final_state="",
        published_at__isnull=False,
    )
    return (
        LotItem.objects.filter(lot__trading_event__in=events)
        .select_related("lot__trading_event", "item")
        .order_by("-lot__trading_event_id")
    )


def list_open(actor: Actor, now: datetime, limit: int = 50) -> list[ListingFacts]:
    """The newest open listings."""
    return facts_of(open_listings(actor, now)[:limit], now)


def find_listing(actor: Actor, listing_id: UUID, now: datetime) -> ListingFacts | None:
    """One listing, whatever its state, or None when the actor may not see it."""
    events = TradingEvent.objects.visible_to(actor).filter(pk=listing_id, mode="spot_listing")
    rows = LotItem.objects.filter(lot__trading_event__in=events).select_related("lot__trading_event", "item")
    return next(iter(facts_of(rows[:1], now)), None)


def titles_of(seller_id: UUID) -> set[str]:
    """Titles of all listings of a seller, whatever their state. Not cut by actor."""
    rows = TradingEvent.objects.filter(initiator_id=seller_id, mode="spot_listing")
    return set(rows.values_list("title", flat=True))


def facts_of(rows: Iterable[LotItem], now: datetime) -> list[ListingFacts]:
    """Facts of lines read with `lot__trading_event` joined."""
    return [_facts(row, now) for row in rows]


def _facts(row: LotItem, now: datetime) -> ListingFacts:
    run = row.lot.trading_event
    return ListingFacts(
        id=run.pk,
        number=run.number,
        title=run.title,
        side="sell" if run.side == "sell" else "buy",
        seller_id=run.initiator_id,
        item_id=row.goods_id,
        warehouse_id=row.warehouse_id,
        quantity=row.quantity,
        remaining=row.quantity - row.taken,
        unit=row.unit,
        unit_price=row.unit_price or Decimal(0),
        currency=run.currency,
        min_take=Decimal(run.rules.get("min_take", "1")),
        take_step=Decimal(run.rules.get("take_step", "1")),
        published_at=run.published_at,
        ends_at=run.effective_end_at,
        state=state_of(run.published_at, run.effective_end_at, run.final_state, now),
        version=run.version,
    )
