"""Read listings as facts. A listing's state is derived from its dates here, and nowhere else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet

from shared_apps.foundation.actor import Actor
from tenant_apps.trading.kernel.commands.running import decider_of
from tenant_apps.trading.kernel.models import Lot, LotItem, TradingEvent
from tenant_apps.trading.kernel.types import Side

LISTING = "spot_listing"


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """The terms of a listing as they stand, and what is left of them at a moment: what its engine says.

    `tiers` are (from quantity, unit price), empty where one price holds for all; `waiting` counts takes that wait.
    `least` is the smallest quantity that would be accepted now, zero where none would.
    """

    remaining: Decimal
    least: Decimal
    min_take: Decimal
    take_step: Decimal
    tiers: tuple[tuple[Decimal, Decimal], ...]
    in_session: bool
    session_changes_at: datetime | None
    waiting: int


@dataclass(frozen=True, slots=True)
class ListingFacts:
    """One listing with its only line. `state` is review, open, sold_out, withdrawn, expired, cancelled or void.

    Who lists, and what would tell it (item and warehouse), is None where the rules keep it back until a deal.
    """

    id: UUID
    number: str
    title: str
    side: Side
    initiator_id: UUID | None
    item_id: UUID | None
    need: str
    place: str
    warehouse_id: UUID | None
    quantity: Decimal
    unit: str
    unit_price: Decimal
    currency: str
    published_at: datetime | None
    ends_at: datetime | None
    state: str
    version: int
    lot_id: UUID
    offer: OfferFacts


def state_of(published_at: datetime | None, end_at: datetime | None, final_state: str, now: datetime) -> str:
    """Derive a listing's state; the end counts from its very moment, whether or not the clock's job has run."""
    if final_state:
        return "sold_out" if final_state == "complete" else final_state
    if end_at is not None and end_at <= now:
        return "expired"
    return "review" if published_at is None else "open"


def offer_of(lot: Lot, now: datetime) -> OfferFacts:
    """What the engine says of a listing at this moment."""
    engine = decider_of(LISTING)
    assert engine is not None
    facts = engine.facts(engine.load(lot.engine_state), now)
    return OfferFacts(
        remaining=facts["remaining"],
        least=facts["least"],
        min_take=facts["min_take"],
        take_step=facts["take_step"],
        tiers=facts["tiers"],
        in_session=facts["in_session"],
        session_changes_at=facts["session_changes_at"],
        waiting=len(facts["holds"]),
    )


def keeps_back(run: TradingEvent, company_id: UUID | None, *, is_house: bool) -> bool:
    """Whether a viewer may not read who lists."""
    return run.rules.get("hide_identity") == "until_take" and not is_house and company_id != run.initiator_id


def not_kept_back(actor: Actor) -> Q:
    """The listings of which the actor may read who lists: only they are found by name."""
    if actor.company_id is None:
        return Q()
    return ~Q(rules__hide_identity="until_take") | Q(initiator_id=actor.company_id)


def open_listings(actor: Actor, now: datetime) -> QuerySet[LotItem]:
    """Lines of open listings, newest first, with event and item joined; for lists that filter and page further."""
    events = TradingEvent.objects.visible_to(actor).filter(
        Q(effective_end_at__isnull=True) | Q(effective_end_at__gt=now),
        mode=LISTING,
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
    return facts_of(open_listings(actor, now)[:limit], now, actor.company_id)


def find_listing(actor: Actor, listing_id: UUID, now: datetime) -> ListingFacts | None:
    """One listing, whatever its state, or None when the actor may not see it."""
    events = TradingEvent.objects.visible_to(actor).filter(pk=listing_id, mode=LISTING)
    rows = LotItem.objects.filter(lot__trading_event__in=events).select_related("lot__trading_event", "item")
    return next(iter(facts_of(rows[:1], now, actor.company_id)), None)


def can_be_taken(listing_id: UUID, now: datetime) -> bool:
    """Whether takes count at this moment: published, not ended, within trading hours. Not cut by actor."""
    row = Lot.objects.filter(trading_event_id=listing_id, trading_event__mode=LISTING)
    lot = row.select_related("trading_event").first()
    if lot is None:
        return False
    run = lot.trading_event
    is_open = state_of(run.published_at, run.effective_end_at, run.final_state, now) == "open"
    return is_open and offer_of(lot, now).in_session


def titles_of(seller_id: UUID) -> set[str]:
    """Titles of all listings of a seller, whatever their state. Not cut by actor."""
    rows = TradingEvent.objects.filter(initiator_id=seller_id, mode=LISTING)
    return set(rows.values_list("title", flat=True))


def facts_of(rows: Iterable[LotItem], now: datetime, viewer_id: UUID | None) -> list[ListingFacts]:
    """Facts of lines read with `lot__trading_event` joined, as the viewer's company may read them; None: the house."""
    return [_facts(row, now, viewer_id) for row in rows]


def _facts(row: LotItem, now: datetime, viewer_id: UUID | None) -> ListingFacts:
    run = row.lot.trading_event
    hidden = keeps_back(run, viewer_id, is_house=viewer_id is None)
    return ListingFacts(
        id=run.pk,
        number=run.number,
        title=run.title,
        side="sell" if run.side == "sell" else "buy",
        initiator_id=None if hidden else run.initiator_id,
        item_id=None if hidden else row.item_id,
        need=row.description,
        place=run.description,
        warehouse_id=None if hidden else row.warehouse_id,
        quantity=row.quantity,
        unit=row.unit,
        unit_price=row.unit_price or Decimal(0),
        currency=run.currency,
        published_at=run.published_at,
        ends_at=run.effective_end_at,
        state=state_of(run.published_at, run.effective_end_at, run.final_state, now),
        version=run.version,
        lot_id=row.lot_id,
        offer=offer_of(row.lot, now),
    )
