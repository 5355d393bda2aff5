"""A take becomes a deal: its award, its goods, the deal through the kernel's one function."""

from decimal import Decimal
from uuid import UUID

from shared_apps.commands.context import Context
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.ids import uuid7
from tenant_apps.catalogue.queries import get_items
from tenant_apps.trading.engines.listing.commands.listed import hand_over
from tenant_apps.trading.engines.listing.decisions.state import Share
from tenant_apps.trading.kernel.commands import form_deal, trading_pair
from tenant_apps.trading.kernel.commands.running import RunningLot
from tenant_apps.trading.kernel.decisions.engine import Allocation
from tenant_apps.trading.kernel.gates import gates
from tenant_apps.trading.kernel.models import Award, Participant
from tenant_apps.trading.kernel.types import AgreedLine, DealFacts, FormDeal


def form_share(ctx: Context, running: RunningLot, share: Share, bid_id: UUID) -> DealFacts:
    """Form the deal of a take that is in the ledger. Refuses companies that may not trade, and what a gate stops."""
    run, line = running.run, running.line
    buyer_id, seller_id = parties_of(running, share.company_id)
    trading_pair(buyer_id, seller_id)
    allocation = Allocation(share.seq, share.company_id, share.quantity, share.unit_price, item_id=share.item_id)
    for gate in gates():
        gate.at_award(ctx, run, share.company_id, [allocation])
    line.taken += share.quantity
    line.save(update_fields=["taken"])
    deal_id = uuid7()
    item_id, warehouse_id = hand_over(ctx, running, share, bid_id, deal_id)
    faultpoint("trading.take.after_hold")
    Participant.objects.bulk_create(
        [Participant(trading_event_id=run.pk, company_id=share.company_id, joined_at=ctx.now)], ignore_conflicts=True
    )
    if run.audience == "named":
        Participant.objects.filter(trading_event_id=run.pk, company_id=share.company_id, joined_at=None).update(
            joined_at=ctx.now
        )
    award = Award.objects.create(
        lot_id=running.lot.pk, bid_id=bid_id, company_id=share.company_id, reason="first_come",
        awarded_at=running.now,
    )  # fmt: skip
    deal = form_deal(ctx, _terms(running, share, deal_id, award.pk, item_id, warehouse_id))
    for gate in gates():
        gate.at_deal(ctx, run, deal)
    return deal


def parties_of(running: RunningLot, company_id: UUID) -> tuple[UUID, UUID]:
    """Buyer and seller of a take by this company."""
    initiator = running.run.initiator_id
    return (company_id, initiator) if running.run.side == "sell" else (initiator, company_id)


def _terms(
    running: RunningLot, share: Share, deal_id: UUID, award_id: UUID, item_id: UUID, warehouse_id: UUID | None
) -> FormDeal:
    run = running.run
    item = running.line.goods if run.side == "sell" else get_items([item_id])[item_id]
    buyer_id, seller_id = parties_of(running, share.company_id)
    return FormDeal(
        deal_id=deal_id,
        origin="listing",
        buyer_id=buyer_id,
        seller_id=seller_id,
        title=run.title,
        currency=run.currency,
        lines=(
            AgreedLine(
                item_id=item_id,
                warehouse_id=warehouse_id,
                description=item.name,
                quantity=share.quantity,
                unit=running.line.unit,
                unit_price=Decimal(share.unit_price),
                tax_rate=item.tax_rate,
            ),
        ),
        formed_by=f"take {share.seq} of listing {run.number}",
        trading_event_id=run.pk,
        award_id=award_id,
    )
