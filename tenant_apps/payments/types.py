"""Values that pass the door of payments."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import Refusal

# How people say they paid. Beside these a deposit pays an invoice, which settlement alone records.
DEPOSIT = "deposit"
METHODS = ("bank_transfer", "standing_order", "card", "cash", "other")


@dataclass(frozen=True, slots=True)
class PaymentFacts:
    id: UUID
    number: str
    payer_id: UUID
    payee_id: UUID
    currency: str
    amount_minor: int
    method: str
    reference: str
    paid_at: datetime
    recorded_at: datetime
    recorded_by: str
    refund_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a provider knows of one transfer; `bank_id` is its own number of it and names no other one ever."""

    state: Literal["done", "failed"]
    bank_id: str
    currency: str
    amount_minor: int
    reason: str = ""


class ProviderSilent(Exception):
    """The provider did not answer. Nothing is known then, and it is asked again."""


class Provider(Protocol):
    """Who can say what became of transfers: a bank, a card network."""

    code: str

    def outcome(self, reference: str) -> Sequence[Outcome]:
        """The transfers under this reference whose outcome is known; none where it is not. Asking changes nothing."""


PROVIDERS: dict[str, Provider] = {}


def connect(provider: Provider) -> None:
    """Make a provider known under its code, for the marketplaces whose rule names it."""
    PROVIDERS[provider.code] = provider


# Asked before money is paid, announced or paid back, by people, their systems or by itself: `gate(actor, payer_id,
# payee_id)` refuses or says nothing. Apps above register here; what a payee has received is not asked about.
Gate = Callable[[Actor, UUID, UUID], None]
GATES: list[Gate] = []


def guard(gate: Gate) -> None:
    """Have a gate asked, once."""
    if gate not in GATES:
        GATES.append(gate)


def ask_gates(actor: Actor, payer_id: UUID, payee_id: UUID) -> None:
    """Refuse where one of the gates does."""
    for gate in GATES:
        gate(actor, payer_id, payee_id)


def is_held(actor: Actor, payer_id: UUID, payee_id: UUID) -> bool:
    """Whether money between these two waits: for what pays by itself, and comes again instead of failing."""
    try:
        ask_gates(actor, payer_id, payee_id)
    except Refusal:
        return True
    return False
