"""Eligibility at joining, at every bid and at the award. What a company was yesterday helps nobody today.

At joining and at the award every event asks whether a company is barred; at bids only events whose rules ask for more,
because a bar that is set meanwhile meets every bid at the award anyway, and plain bids are to pass quickly. The same
holds for licences that categories of goods ask for: the initiator's at publication, the others' at joining and award.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from shared_apps.commands.context import Context
from tenant_apps.catalogue.queries import lacks_of
from tenant_apps.parties.queries import Standing, standing_of
from tenant_apps.trading.eligibility.decisions.fitness import UNLICENSED, asks, unfit
from tenant_apps.trading.kernel import errors
from tenant_apps.trading.kernel.commands.running import RunningLot
from tenant_apps.trading.kernel.decisions.engine import Allocation, LotTerms, Verdict
from tenant_apps.trading.kernel.gates import Gate
from tenant_apps.trading.kernel.models import Lot, LotItem, Participant, TradingEvent


class EligibilityGate(Gate):
    code = "eligibility"

    def asks(self, rules: Mapping[str, Any]) -> bool:
        return asks(rules)

    def at_publish(self, ctx: Context, run: TradingEvent, lot: Lot, terms: LotTerms) -> None:
        _require_licences(run, run.initiator_id, _items_of(run), ctx.now.date())

    def at_join(self, ctx: Context, running: RunningLot, participant: Participant) -> None:
        _require(running.run, participant.company_id, running.now.date())
        _require_licences(running.run, participant.company_id, _items_of(running.run), running.now.date())

    def at_bid(self, ctx: Context, running: RunningLot, company_id: UUID) -> Verdict | None:
        return _unfit(running.run, company_id, running.now.date())

    def at_award(self, ctx: Context, run: TradingEvent, company_id: UUID, allocations: Sequence[Allocation]) -> None:
        _require(run, company_id, ctx.now.date())
        named = {one.item_id for one in allocations if one.item_id is not None}
        _require_licences(run, company_id, named or _items_of(run), ctx.now.date())


def _items_of(run: TradingEvent) -> set[UUID]:
    rows = LotItem.objects.filter(lot__trading_event_id=run.pk, item_id__isnull=False)
    return set(rows.values_list("item_id", flat=True))


def _require_licences(run: TradingEvent, company_id: UUID, item_ids: Collection[UUID], on: date) -> None:
    """What this company, on its side, needs for these goods."""
    sells = (company_id == run.initiator_id) == (run.side == "sell")
    # The other side is asked at its own moment.
    buyer_id, seller_id = (None, company_id) if sells else (company_id, None)
    for lack in lacks_of(item_ids, buyer_id, seller_id, on).values():
        raise errors.of_verdict(UNLICENSED, {"licence": lack.need.kind, "category": lack.need.category})


def _require(run: TradingEvent, company_id: UUID, on: date) -> None:
    verdict = _unfit(run, company_id, on)
    if verdict is not None:
        raise errors.of_verdict(verdict.reason, verdict.facts)


def _unfit(run: TradingEvent, company_id: UUID, on: date) -> Verdict | None:
    found = standing_of([company_id, run.initiator_id], on)
    nobody = Standing(run.initiator_id)
    return unfit(run.rules, found.get(company_id, nobody), found.get(run.initiator_id, nobody), on)


GATE = EligibilityGate()
