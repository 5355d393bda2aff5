"""Conditions around an event that are not the engine's: deposits, eligibility, confirmations.

An app above the kernel declares a gate in its `ready()`. The kernel asks every gate, in the order of their codes, at
each moment of an event. A gate reads and writes tables of its own app alone; what it decides about bids is kept in the
lot's ledger like every refusal, and whom it stops at an award is passed over, as the audit file says.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from shared_apps.commands.context import Context
from tenant_apps.trading.kernel.commands.running import RunningLot
from tenant_apps.trading.kernel.decisions.engine import Allocation, LotTerms, Verdict
from tenant_apps.trading.kernel.models import Lot, Participant, TradingEvent
from tenant_apps.trading.kernel.types import DealFacts


class Gate:
    """One kind of condition; what it does not override does nothing. `rules` are the event's pinned values."""

    code = ""

    def asks(self, rules: Mapping[str, Any]) -> bool:
        """Whether `at_bid` has anything to ask under these rules. Pure: the lane of bids knows only the rules."""
        return False

    def at_publish(self, ctx: Context, run: TradingEvent, lot: Lot, terms: LotTerms) -> None:
        """The event's rows are written. May refuse, which undoes the publication."""

    def at_join(self, ctx: Context, running: RunningLot, participant: Participant) -> None:
        """The participant's row is written; the lot is locked. May refuse."""

    def at_bid(self, ctx: Context, running: RunningLot, company_id: UUID) -> Verdict | None:
        """Before the engine, under the lot's lock, for every act but the initiator's; None lets it pass."""
        return None

    def at_award(self, ctx: Context, run: TradingEvent, company_id: UUID, allocations: Sequence[Allocation]) -> None:
        """A bid is about to win. A refusal passes its company over."""

    def at_deal(self, ctx: Context, run: TradingEvent, deal: DealFacts) -> None:
        """A deal of the event is formed."""

    def at_end(self, ctx: Context, run: TradingEvent, lot: Lot) -> None:
        """The event has its final state."""


_GATES: dict[str, Gate] = {}


def declare_gate(gate: Gate) -> None:
    """Make a gate known under its code. Called once by its app."""
    if not gate.code or _GATES.setdefault(gate.code, gate) is not gate:
        raise RuntimeError(f"two gates are named {gate.code!r}")


def gates() -> list[Gate]:
    """All gates, in the order in which they are asked."""
    return [_GATES[code] for code in sorted(_GATES)]


def any_asks(rules: Mapping[str, Any]) -> bool:
    """Whether a bid under these rules has to pass a gate."""
    return any(gate.asks(rules) for gate in _GATES.values())


def at_bid(ctx: Context, running: RunningLot, company_id: UUID) -> Verdict | None:
    """What the first gate says that does not let an act pass; None when all do."""
    if company_id == running.run.initiator_id:
        return None
    for gate in gates():
        if gate.asks(running.run.rules):
            verdict = gate.at_bid(ctx, running, company_id)
            if verdict is not None:
                return verdict
    return None
