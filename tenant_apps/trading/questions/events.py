"""What happened around an event: questions, answers, changes, confirmations."""

from uuid import UUID

from shared_apps.outbox.events import DomainEvent, event


@event("trading.question_asked")
class QuestionAsked(DomainEvent, frozen=True, kw_only=True):
    """Who asked is not said: answers go to everybody, names to nobody."""

    trading_event_id: UUID
    question_id: UUID
    number: int


@event("trading.question_answered")
class QuestionAnswered(DomainEvent, frozen=True, kw_only=True):
    trading_event_id: UUID
    question_id: UUID
    number: int


@event("trading.event_amended")
class EventAmended(DomainEvent, frozen=True, kw_only=True):
    """`is_binding`: bids count again once their company has confirmed it."""

    trading_event_id: UUID
    number: int
    is_binding: bool


@event("trading.amendment_confirmed")
class AmendmentConfirmed(DomainEvent, frozen=True, kw_only=True):
    trading_event_id: UUID
    number: int
    company_id: UUID
