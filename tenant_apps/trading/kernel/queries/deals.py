"""Read deals as facts."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from shared_apps.foundation.actor import Actor
from tenant_apps.trading.kernel import errors
from tenant_apps.trading.kernel.models import Deal, DealLine, TradingEvent
from tenant_apps.trading.kernel.types import DealFacts, DealLineFacts


@dataclass(frozen=True, slots=True)
class OriginFacts:
    """The event and the bid a deal came from."""

    event_id: UUID
    event_number: str
    mode: str
    published_at: datetime | None
    bid_id: UUID
    bid_seq: int
    bid_at: datetime


def origin_of(deal_id: UUID) -> OriginFacts | None:
    """Where a deal came from; None for one that no trading event formed."""
    deal = Deal.objects.filter(pk=deal_id, award__isnull=False).select_related("award__bid", "trading_event").first()
    if deal is None or deal.award is None or deal.trading_event is None:
        return None
    return OriginFacts(
        event_id=deal.trading_event.pk,
        event_number=deal.trading_event.number,
        mode=deal.trading_event.mode,
        published_at=deal.trading_event.published_at,
        bid_id=deal.award.bid_id,
        bid_seq=deal.award.bid.seq,
        bid_at=deal.award.bid.received_at,
    )


def tolerance_of(deal_id: UUID) -> Decimal:
    """By how many per cent quantities may differ by agreement, as the deal's event pinned it; zero without one."""
    rules = TradingEvent.objects.filter(pk__in=Deal.objects.filter(pk=deal_id).values("trading_event_id"))
    pinned = rules.values_list("rules", flat=True).first() or {}
    return Decimal(str(pinned.get("quantity_tolerance", "0")))


def get_deal(deal_id: UUID) -> DealFacts:
    """The deal with its lines, for apps above; refuses an unknown id. Not cut by actor: never for a page."""
    deal = Deal.objects.filter(pk=deal_id).first()
    if deal is None:
        raise errors.deal_unknown(deal_id)
    return _facts(deal)


def find_deal(actor: Actor, deal_id: UUID) -> DealFacts:
    """The deal if this actor may see it; the refusal does not tell whether it exists."""
    deal = Deal.objects.visible_to(actor).filter(pk=deal_id).first()
    if deal is None:
        raise errors.deal_unknown(deal_id)
    return _facts(deal)


def _facts(deal: Deal) -> DealFacts:
    lines = DealLine.objects.filter(deal_id=deal.pk).order_by("line_no")
    return DealFacts(
        id=deal.pk,
        number=deal.number,
        origin=deal.origin,
        trading_event_id=deal.trading_event_id,
        buyer_id=deal.buyer_id,
        seller_id=deal.seller_id,
        title=deal.title,
        currency=deal.currency,
        net_minor=deal.net_minor,
        tax_minor=deal.tax_minor,
        total_minor=deal.total_minor,
        formed_by=deal.formed_by,
        formed_at=deal.formed_at,
        settled_at=deal.settled_at,
        cancelled_at=deal.cancelled_at,
        lines=tuple(
            DealLineFacts(
                line_no=line.line_no,
                item_id=line.item_id,
                warehouse_id=line.warehouse_id,
                description=line.description,
                quantity=line.quantity,
                unit=line.unit,
                unit_price=line.unit_price,
                tax_rate=line.tax_rate,
                net_minor=line.net_minor,
                tax_minor=line.tax_minor,
            )
            for line in lines
        ),
    )
