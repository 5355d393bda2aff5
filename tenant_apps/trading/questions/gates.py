"""The gates of this app: bids under changed terms wait for a confirmation, and some events for a second person."""

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from shared_apps.commands.context import Context
from tenant_apps.trading.kernel.commands.running import RunningLot
from tenant_apps.trading.kernel.decisions.engine import Allocation, LotTerms, Verdict
from tenant_apps.trading.kernel.gates import Gate
from tenant_apps.trading.kernel.models import Lot, Participant, TradingEvent
from tenant_apps.trading.questions import errors
from tenant_apps.trading.questions.decisions.reviewing import needs_review
from tenant_apps.trading.questions.models import Confirmation
from tenant_apps.trading.questions.queries.amendments import has_confirmed, last_binding

# Set while a draft is published that a second person has looked at.
REVIEWED: ContextVar[bool] = ContextVar("reviewed_event", default=False)


class AmendmentGate(Gate):
    """After a binding change a company bids, and wins, only when it has confirmed it."""

    code = "amendments"

    def asks(self, rules: Mapping[str, Any]) -> bool:
        return bool(last_binding(rules))

    def at_join(self, ctx: Context, running: RunningLot, participant: Participant) -> None:
        """Who joins now joins under the terms of now; joining again confirms nothing."""
        number = last_binding(running.run.rules)
        if number and participant.joined_at == ctx.now:
            Confirmation.objects.create(
                lot_id=running.lot.pk, company_id=participant.company_id, number=number,
                after_seq=running.lot.last_seq, at=running.now,
            )  # fmt: skip

    def at_bid(self, ctx: Context, running: RunningLot, company_id: UUID) -> Verdict | None:
        number = last_binding(running.run.rules)
        if has_confirmed(running.lot.pk, company_id, number):
            return None
        return Verdict(False, "trading.amendment_unconfirmed", {"amendment": number}, is_private=True)

    def at_award(self, ctx: Context, run: TradingEvent, company_id: UUID, allocations: Sequence[Allocation]) -> None:
        number = last_binding(run.rules)
        lot = Lot.objects.only("pk").get(trading_event_id=run.pk)
        if not has_confirmed(lot.pk, company_id, number):
            raise errors.amendment_unconfirmed(number)


class ReviewGate(Gate):
    """Where the rules ask for a second person, an event comes out of a reviewed draft alone."""

    code = "review"

    def at_publish(self, ctx: Context, run: TradingEvent, lot: Lot, terms: LotTerms) -> None:
        if not REVIEWED.get() and needs_review(run.rules, terms.quantity):
            raise errors.review_needed()


AMENDMENTS = AmendmentGate()
REVIEW = ReviewGate()
