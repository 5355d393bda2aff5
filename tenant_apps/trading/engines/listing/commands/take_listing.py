"""Take from a listing (摘牌): the take is a bid, its acceptance an award, and the two together form the deal.

A refused take is a bid too. It is written after the refusal has rolled everything back, in a transaction of its own.
"""

from decimal import Decimal
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.money import Money, MoneyIn
from shared_apps.foundation.quantity import QuantityIn
from shared_apps.foundation.refusals import Refusal
from tenant_apps.parties.queries import list_by_ids
from tenant_apps.trading.engines.listing import errors
from tenant_apps.trading.engines.listing.commands.locked import (
    LockedListing,
    end_listing,
    hand_over,
    in_unit,
    lock_listing,
)
from tenant_apps.trading.engines.listing.decisions import decide_take
from tenant_apps.trading.engines.listing.types import Take
from tenant_apps.trading.kernel.commands import NewBid, acting_company, form_deal, record_bid, trading_pair
from tenant_apps.trading.kernel.events import ListingEnded
from tenant_apps.trading.kernel.models import Award, Bid, Lot, Participant, TradingEvent
from tenant_apps.trading.kernel.types import AgreedLine, DealFacts, FormDeal


class TakeListing(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`version` is that of the terms the buyer has seen."""

    listing_id: UUID
    version: int
    quantity: QuantityIn
    buyer_id: UUID | None = None


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    listing_id: UUID
    deal_id: UUID
    deal_number: str
    total: MoneyIn


def keep_refused_bid(ctx: Context, data: TakeListing, refusal: Refusal) -> None:
    """Write a refused take into the lot's ledger. Nothing is written when no known company took part in it."""
    company_id = data.buyer_id or ctx.actor.company_id
    if company_id is None or company_id not in list_by_ids([company_id]):
        return
    lot = Lot.objects.select_for_update().filter(trading_event_id=data.listing_id).first()
    if lot is None:
        return
    run = TradingEvent.objects.only("ruleset_hash").get(pk=data.listing_id)
    record_bid(
        ctx,
        lot,
        NewBid(
            company_id=company_id,
            payload=_payload(data),
            ruleset_hash=run.ruleset_hash,
            verdict="refused",
            verdict_reason=refusal.code[:80],
        ),
    )


@command("trading.take_listing", input=TakeListing, on_refusal=keep_refused_bid)
def take_listing(ctx: Context, data: TakeListing) -> Taken:
    """Take a quantity at the listed price; the deal is binding at once.

    Locks the lot, then stock levels, then the number series. Refuses a stale version, a closed listing, the seller's
    own company, more than is left, less than the least take and quantities off the step.
    """
    buyer_id = acting_company(ctx, "trading.take_listing", data.buyer_id, field="buyer_id")
    listing = lock_listing(data.listing_id)
    quantity = in_unit(data.quantity, listing.line.unit, "quantity")
    verdict = decide_take(listing.state(), Take(buyer_id, data.version, quantity), ctx.now)
    if not verdict.accepted:
        raise errors.of_verdict(verdict.reason, verdict.facts)
    trading_pair(buyer_id, listing.run.initiator_id)
    listing.line.taken += quantity
    listing.line.save(update_fields=["taken"])
    if verdict.sold_out:
        end_listing(ctx, listing, "complete")
        ctx.emit(ListingEnded(trading_event_id=listing.run.pk, final_state="complete"))
    deal_id = uuid7()
    hand_over(ctx, listing, quantity, deal_id)
    faultpoint("trading.take.after_hold")
    award = _award(ctx, listing, data, buyer_id)
    deal = form_deal(ctx, _deal(listing, award, buyer_id, deal_id, quantity))
    ctx.audit(
        target="trading.deal",
        target_id=deal.id,
        facts={"number": deal.number, "listing": listing.run.number, "quantity": str(quantity)},
    )
    return _answer(data, deal)


def _payload(data: TakeListing) -> dict[str, str | int]:
    return {"quantity": data.quantity.value, "unit": data.quantity.unit, "version": data.version}


def _award(ctx: Context, listing: LockedListing, data: TakeListing, buyer_id: UUID) -> Award:
    terms = {"unit_price": str(listing.line.unit_price), "currency": listing.run.currency}
    bid: Bid = record_bid(
        ctx,
        listing.lot,
        NewBid(
            company_id=buyer_id,
            payload={**_payload(data), **terms},
            ruleset_hash=listing.run.ruleset_hash,
            verdict="accepted",
        ),
    )
    Participant.objects.bulk_create(
        [Participant(trading_event_id=listing.run.pk, company_id=buyer_id, joined_at=ctx.now)], ignore_conflicts=True
    )
    return Award.objects.create(
        lot_id=listing.lot.pk, bid_id=bid.pk, company_id=buyer_id, reason="first_come", awarded_at=ctx.now
    )


def _deal(listing: LockedListing, award: Award, buyer_id: UUID, deal_id: UUID, quantity: Decimal) -> FormDeal:
    line, item = listing.line, listing.line.goods
    return FormDeal(
        deal_id=deal_id,
        origin="listing",
        buyer_id=buyer_id,
        seller_id=listing.run.initiator_id,
        title=listing.run.title,
        currency=listing.run.currency,
        lines=(
            AgreedLine(
                item_id=line.goods_id,
                warehouse_id=line.warehouse_id,
                description=item.name,
                quantity=quantity,
                unit=line.unit,
                unit_price=line.unit_price or Decimal(0),
                tax_rate=item.tax_rate,
            ),
        ),
        formed_by=f"take of listing {listing.run.number}",
        trading_event_id=listing.run.pk,
        award_id=award.pk,
    )


def _answer(data: TakeListing, deal: DealFacts) -> Taken:
    total = Money(deal.total_minor, deal.currency)
    return Taken(listing_id=data.listing_id, deal_id=deal.id, deal_number=deal.number, total=MoneyIn(**total.as_json()))
