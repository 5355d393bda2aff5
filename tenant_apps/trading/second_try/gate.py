"""A defaulter takes no part in the event that repeats the one it spoilt."""

from collections.abc import Sequence
from uuid import UUID

from shared_apps.commands.context import Context
from tenant_apps.trading.deposits.queries import forfeited_by
from tenant_apps.trading.kernel.commands.running import RunningLot
from tenant_apps.trading.kernel.decisions.engine import Allocation, LotTerms
from tenant_apps.trading.kernel.decisions.second_chance import goes_on
from tenant_apps.trading.kernel.gates import Gate
from tenant_apps.trading.kernel.models import Lot, Participant, TradingEvent
from tenant_apps.trading.second_try import errors
from tenant_apps.trading.second_try.models import BarredCompany, Succession


class SecondTryGate(Gate):
    """Who is barred cannot join, so it cannot bid either; the award looks once more."""

    code = "second_try"

    def at_publish(self, ctx: Context, run: TradingEvent, lot: Lot, terms: LotTerms) -> None:
        """More time can be given only to an event whose end is a time."""
        if run.rules.get("on_too_few") == "extend_once" and not goes_on(run.rules):
            raise errors.has_no_time_to_extend()

    def at_join(self, ctx: Context, running: RunningLot, participant: Participant) -> None:
        _check(running.run.pk, participant.company_id)

    def at_award(self, ctx: Context, run: TradingEvent, company_id: UUID, allocations: Sequence[Allocation]) -> None:
        _check(run.pk, company_id)


def _check(event_id: UUID, company_id: UUID) -> None:
    """Barred when the event was run again, or by a deposit of the event before that was kept since."""
    if BarredCompany.objects.filter(event_id=event_id, company_id=company_id).exists():
        raise errors.barred_from_rerun()
    before = Succession.objects.filter(successor_id=event_id, kind="rerun").values_list("event_id", flat=True).first()
    if before is not None and company_id in forfeited_by(before):
        raise errors.barred_from_rerun()


GATE = SecondTryGate()
