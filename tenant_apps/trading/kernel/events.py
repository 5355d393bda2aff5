"""What happened in trading."""

from uuid import UUID

from shared_apps.outbox.events import DomainEvent, event


@event("trading.listing_published")
class ListingPublished(DomainEvent, frozen=True, kw_only=True):
    trading_event_id: UUID
    number: str
    seller_id: UUID


@event("trading.listing_changed")
class ListingChanged(DomainEvent, frozen=True, kw_only=True):
    trading_event_id: UUID
    listing_version: int


@event("trading.listing_ended")
class ListingEnded(DomainEvent, frozen=True, kw_only=True):
    """`final_state` is complete (sold out), withdrawn or expired."""

    trading_event_id: UUID
    final_state: str


@event("trading.event_published")
class EventPublished(DomainEvent, frozen=True, kw_only=True):
    """An event of a mode with an engine is out; `mode` says which."""

    trading_event_id: UUID
    number: str
    mode: str
    initiator_id: UUID


@event("trading.event_paused")
class EventPaused(DomainEvent, frozen=True, kw_only=True):
    trading_event_id: UUID
    reason: str


@event("trading.event_resumed")
class EventResumed(DomainEvent, frozen=True, kw_only=True):
    trading_event_id: UUID


@event("trading.event_moved")
class EventMoved(DomainEvent, frozen=True, kw_only=True):
    """In a sandbox: every time of the event that is still to come lies sooner. Whoever waits for one looks again."""

    trading_event_id: UUID
    number: str
    mode: str


@event("trading.event_ended")
class EventEnded(DomainEvent, frozen=True, kw_only=True):
    """`final_state` is complete, unsuccessful, withdrawn or cancelled."""

    trading_event_id: UUID
    number: str
    final_state: str


@event("trading.deal_formed")
class DealFormed(DomainEvent, frozen=True, kw_only=True):
    """`origin` says what formed it: "listing", a mode's code, or "order" for an order against a price list."""

    deal_id: UUID
    number: str
    origin: str
    buyer_id: UUID
    seller_id: UUID


@event("trading.deal_closed")
class DealClosed(DomainEvent, frozen=True, kw_only=True):
    deal_id: UUID
    number: str


@event("trading.deal_cancelled")
class DealCancelled(DomainEvent, frozen=True, kw_only=True):
    deal_id: UUID
    number: str
