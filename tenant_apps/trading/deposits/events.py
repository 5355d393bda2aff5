"""What happened to deposits."""

from uuid import UUID

from shared_apps.foundation.money import MoneyIn
from shared_apps.outbox.events import DomainEvent, event


@event("deposits.deposit_requested")
class DepositRequested(DomainEvent, frozen=True, kw_only=True):
    deposit_id: UUID
    number: str
    payer_id: UUID
    receiver_id: UUID


@event("deposits.deposit_blocked")
class DepositBlocked(DomainEvent, frozen=True, kw_only=True):
    """The receiver, or the marketplace, confirms that it has the money or the guarantee."""

    deposit_id: UUID
    number: str


@event("deposits.deposit_ended")
class DepositEnded(DomainEvent, frozen=True, kw_only=True):
    """`state` is applied, released, forfeited, partly_forfeited, or lapsed where nothing was ever blocked."""

    deposit_id: UUID
    number: str
    state: str


@event("deposits.deposit_returned")
class DepositReturned(DomainEvent, frozen=True, kw_only=True):
    """What somebody still had to pay because of the deposit is paid."""

    deposit_id: UUID
    number: str


@event("deposits.excess_received")
class ExcessReceived(DomainEvent, frozen=True, kw_only=True):
    """More earnest money came than has that effect: the rest is paid in advance."""

    deposit_id: UUID
    number: str
    payer_id: UUID
    receiver_id: UUID
    amount: MoneyIn
