"""Events of the demo that are running when it starts, with the bids their plans name."""

from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.quantity import QuantityIn
from shared_apps.tenancy import scope
from tenant_apps.catalogue.queries import ItemFacts
from tenant_apps.rulesets.queries import effective
from tenant_apps.trading.kernel.commands import JoinEvent, PlaceBid, PublishEvent, join_event, place_bid, publish_event
from tenant_apps.trading.kernel.queries.events import has_title
from tenant_apps.workspace.demo.plans import Auction, MarketPlan


def seed_auctions(plan: MarketPlan, firms: dict[str, UUID], items: dict[str, ItemFacts]) -> None:
    """Publish the events that are not there yet, of modes that the marketplace offers, and place their bids."""
    offered = cast(list[str], effective("trading.modes").value)
    for auction in plan.auctions:
        if auction.mode in offered and not has_title(auction.title):
            _run(auction, firms, items, plan.currency)


def _run(auction: Auction, firms: dict[str, UUID], items: dict[str, ItemFacts], currency: str) -> None:
    sells = auction.what in items
    made = run(
        publish_event,
        _seat(firms, auction.firm),
        PublishEvent(
            mode=auction.mode,
            side="sell" if sells else "buy",
            currency=currency,
            quantity=QuantityIn(auction.quantity, auction.unit),
            title=auction.title,
            item_id=items[auction.what].id if sells else None,
            need="" if sells else auction.what,
            ends_at=_end(auction),
            rules=dict(auction.rules),
            priority=[firms[firm] for firm in auction.priority],
        ),
    )
    for at, (firm, price, limit, sku) in enumerate(auction.bids):
        seat, told = _seat(firms, firm), auction.told[at] if auction.told else {}
        run(join_event, seat, JoinEvent(event_id=made.event_id, item_id=items[sku].id if sku else None))
        run(
            place_bid,
            seat,
            PlaceBid(**{"lot_id": made.lot_id, "price": price or None, "maximum": limit or None, **told}),
        )


def _end(auction: Auction) -> datetime | None:
    lasts = timedelta(hours=auction.hours or 0, seconds=auction.seconds)
    return clock.now(scope.alias()) + lasts if lasts else None


def _seat(firms: dict[str, UUID], firm: str) -> Actor:
    return Actor(kind="system", id="demo", display=f"demo of {firm}", company_id=firms[firm], fresh_factor=True)
