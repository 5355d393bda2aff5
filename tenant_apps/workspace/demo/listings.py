"""Listings of the demo under rules of their own: tiers and trading hours, a purchase, takes that wait for an answer."""

from uuid import UUID

from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.quantity import QuantityIn
from shared_apps.tenancy import scope
from tenant_apps.catalogue.queries import ItemFacts
from tenant_apps.trading.engines.listing.commands import PublishListing, TakeListing, publish_listing, take_listing
from tenant_apps.trading.kernel.queries import titles_of
from tenant_apps.trading.kernel.queries.listings import can_be_taken
from tenant_apps.workspace.demo.plans import Listed, MarketPlan


def seed_listings(plan: MarketPlan, firms: dict[str, UUID], items: dict[str, ItemFacts]) -> None:
    """Publish the listings that never were, and take from those that can be taken from now."""
    titles = set().union(*(titles_of(company) for company in firms.values()))
    for listed in plan.listed:
        if listed.title not in titles:
            _run(listed, firms, items, plan.currency)


def _run(listed: Listed, firms: dict[str, UUID], items: dict[str, ItemFacts], currency: str) -> None:
    sells = listed.what in items
    made = run(
        publish_listing,
        _seat(firms, listed.firm),
        PublishListing(
            side="sell" if sells else "buy",
            item_id=items[listed.what].id if sells else None,
            need="" if sells else listed.what,
            place=listed.place,
            quantity=QuantityIn(listed.quantity, listed.unit),
            unit_price=listed.unit_price,
            currency=currency,
            title=listed.title,
            rules=dict(listed.rules),
        ),
    )
    if not can_be_taken(made.listing_id, clock.now(scope.alias())):
        return  # Outside of its trading hours.
    for firm, quantity, sku in listed.takes:
        run(
            take_listing,
            _seat(firms, firm),
            TakeListing(
                listing_id=made.listing_id, version=1, quantity=QuantityIn(quantity, listed.unit),
                item_id=None if sells else items[sku].id,
            ),
        )  # fmt: skip


def _seat(firms: dict[str, UUID], firm: str) -> Actor:
    return Actor(kind="system", id="demo", display=f"demo of {firm}", company_id=firms[firm], fresh_factor=True)
