"""The gate of requests: enough companies are asked, a guest stays where it was asked, its deadline is watched."""

from shared_apps.commands import Context
from tenant_apps.parties.queries import list_by_ids
from tenant_apps.trading.engines.thread import guest_mail
from tenant_apps.trading.engines.thread.commands.watch_deadline import watch
from tenant_apps.trading.engines.thread.errors import too_few_invited
from tenant_apps.trading.engines.thread.models import GuestInvitation
from tenant_apps.trading.kernel.commands.running import RunningLot
from tenant_apps.trading.kernel.decisions.engine import LotTerms
from tenant_apps.trading.kernel.errors import event_unknown
from tenant_apps.trading.kernel.gates import Gate
from tenant_apps.trading.kernel.models import Lot, Participant, TradingEvent
from tenant_apps.trading.kernel.types import DealFacts


class RequestGate(Gate):
    code = "thread.request"

    def at_publish(self, ctx: Context, run: TradingEvent, lot: Lot, terms: LotTerms) -> None:
        """Refuses a request to fewer companies than the rules ask for; owes the looks at its deadline."""
        if run.mode != "rfq":
            return
        least = int(run.rules["min_invited"])
        if Participant.objects.filter(trading_event_id=run.pk).count() < least:
            raise too_few_invited(least)
        watch(run, lot)

    def at_join(self, ctx: Context, running: RunningLot, participant: Participant) -> None:
        """To a guest every other event is as unknown as none."""
        company = list_by_ids([participant.company_id])[participant.company_id]
        if company.state == "guest" and not GuestInvitation.objects.filter(
            guest__company_id=company.id, trading_event_id=running.run.pk, withdrawn_at__isnull=True,
            expires_at__gt=ctx.now,
        ).exists():  # fmt: skip
            raise event_unknown(running.run.pk)

    def at_deal(self, ctx: Context, run: TradingEvent, deal: DealFacts) -> None:
        """A guest that has won is told, and asked to get itself admitted."""
        row = GuestInvitation.objects.filter(
            guest__company_id__in=[deal.buyer_id, deal.seller_id],
            guest__company__state="guest",
            trading_event_id=run.pk,
        ).first()
        if row is not None:
            guest_mail.owe(ctx, "awarded", row.pk)


GATE = RequestGate()
