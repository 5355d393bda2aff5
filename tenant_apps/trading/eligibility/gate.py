"""Eligibility at joining, at every bid and at the award. What a company was yesterday helps nobody today.

At joining and at the award every event asks whether a company is barred; at bids only events whose rules ask for more,
because a bar that is set meanwhile meets every bid at the award anyway, and plain bids are to pass quickly.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from shared_apps.commands.context import Context
from tenant_apps.parties.queries import Standing, standing_of
from tenant_apps.trading.eligibility.decisions.fitness import asks, unfit
from tenant_apps.trading.kernel import errors
from tenant_apps.trading.kernel.commands.running import RunningLot
from tenant_apps.trading.kernel.decisions.engine import Allocation, Verdict
from tenant_apps.trading.kernel.gates import Gate
from tenant_apps.trading.kernel.models import Participant, TradingEvent


class EligibilityGate(Gate):
    code = "eligibility"

    def asks(self, rules: Mapping[str, Any]) -> bool:
        return asks(rules)

    def at_join(self, ctx: Context, running: RunningLot, participant: Participant) -> None:
        _require(running.run, participant.company_id, running.now.date())

    def at_bid(self, ctx: Context, running: RunningLot, company_id: UUID) -> Verdict | None:
        return _unfit(running.run, company_id, running.now.date())

    def at_award(self, ctx: Context, run: TradingEvent, company_id: UUID, allocations: Sequence[Allocation]) -> None:
        _require(run, company_id, ctx.now.date())


def _require(run: TradingEvent, company_id: UUID, on: date) -> None:
    verdict = _unfit(run, company_id, on)
    if verdict is not None:
        raise errors.of_verdict(verdict.reason, verdict.facts)


def _unfit(run: TradingEvent, company_id: UUID, on: date) -> Verdict | None:
    found = standing_of([company_id, run.initiator_id], on)
    nobody = Standing(run.initiator_id)
    return unfit(run.rules, found.get(company_id, nobody), found.get(run.initiator_id, nobody), on)


GATE = EligibilityGate()
