"""Deposits at the moments of an event: asked for at joining and at the deal, looked for at bids and awards."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from shared_apps.commands.context import Context
from shared_apps.foundation.money import Money
from shared_apps.outbox import jobs
from tenant_apps.trading.deposits import errors
from tenant_apps.trading.deposits.commands.asking import ask
from tenant_apps.trading.deposits.commands.release_deposits import RELEASE_JOB
from tenant_apps.trading.deposits.decisions.amounts import deal_deposits, participation_minor, problem_of
from tenant_apps.trading.deposits.models import Deposit
from tenant_apps.trading.kernel.commands.running import RunningLot
from tenant_apps.trading.kernel.decisions.engine import Allocation, LotTerms, Verdict
from tenant_apps.trading.kernel.decisions.visibility import may_see, preset_of
from tenant_apps.trading.kernel.gates import Gate
from tenant_apps.trading.kernel.models import Lot, LotItem, Participant, TradingEvent
from tenant_apps.trading.kernel.types import DealFacts

MISSING = "trading.deposit_missing"


class DepositGate(Gate):
    code = "deposits"

    def asks(self, rules: Mapping[str, Any]) -> bool:
        return rules.get("participation_deposit", "none") != "none"

    def at_publish(self, ctx: Context, run: TradingEvent, lot: Lot, terms: LotTerms) -> None:
        """Refuses an amount that cannot be reckoned, or is more than a tender may ask for."""
        found = problem_of(run.rules, terms.quantity, run.currency)
        if found is not None:
            raise errors.rules_do_not_fit(*found)

    def at_join(self, ctx: Context, running: RunningLot, participant: Participant) -> None:
        """Ask for the deposit; joining again asks for nothing more."""
        run = running.run
        minor = participation_minor(run.rules, running.line.quantity, run.currency)
        if minor > 0:
            ask(
                ctx, "participation", minor, run.currency, payer_id=participant.company_id,
                receiver_id=run.initiator_id, event_id=run.pk,
                receiver_sees=may_see(preset_of(run.rules), "identities", "initiator", ended=False),
            )  # fmt: skip

    def at_bid(self, ctx: Context, running: RunningLot, company_id: UUID) -> Verdict | None:
        """No act counts before the deposit is blocked."""
        run = running.run
        minor = participation_minor(run.rules, running.line.quantity, run.currency)
        if minor <= 0 or _is_blocked(run.pk, company_id):
            return None
        return Verdict(False, MISSING, {"deposit": str(Money(minor, run.currency))})

    def at_award(self, ctx: Context, run: TradingEvent, company_id: UUID, allocations: Sequence[Allocation]) -> None:
        """Whose deposit is gone meanwhile wins nothing; the next one does."""
        if not self.asks(run.rules):
            return
        line = LotItem.objects.filter(lot__trading_event_id=run.pk).order_by("line_no").first()
        asked = participation_minor(run.rules, line.quantity, run.currency) if line else 0
        if asked > 0 and not _is_blocked(run.pk, company_id):
            raise errors.deposit_missing(run.number)

    def at_deal(self, ctx: Context, run: TradingEvent, deal: DealFacts) -> None:
        """Ask for what secures the contract."""
        sides = {"buyer": (deal.buyer_id, deal.seller_id), "seller": (deal.seller_id, deal.buyer_id)}
        for kind, side, minor in deal_deposits(run.rules, deal.total_minor):
            payer_id, receiver_id = sides[side]
            ask(
                ctx, kind, minor, deal.currency, payer_id=payer_id, receiver_id=receiver_id, event_id=run.pk,
                deal_id=deal.id,
            )  # fmt: skip

    def at_end(self, ctx: Context, run: TradingEvent, lot: Lot) -> None:
        """From now on the receiver knows who takes part; what did not win is released in time."""
        rows = Deposit.objects.filter(trading_event_id=run.pk, kind="participation")
        if not rows.exists():
            return
        rows.update(receiver_sees=True)
        hours = int(run.rules.get("deposit_release_hours", 24)) if run.final_state == "complete" else 0
        jobs.enqueue(
            RELEASE_JOB, f"Release the deposits of {run.number}", {"event_id": str(run.pk)},
            at=ctx.now + timedelta(hours=hours),
        )  # fmt: skip


def _is_blocked(event_id: UUID, company_id: UUID) -> bool:
    return Deposit.objects.filter(
        trading_event_id=event_id, payer_id=company_id, kind="participation", state="blocked"
    ).exists()


GATE = DepositGate()
