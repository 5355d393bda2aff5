"""Listings as the API shows them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.api.forms import MoneyOut, QuantityOut, quantity, unit_price
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.tenancy import scope
from tenant_apps.trading.engines.listing import errors
from tenant_apps.trading.kernel.queries import ListingFacts, find_listing
from tenant_apps.trading.kernel.queries.records import listings_of


class ListingRecord(msgspec.Struct, frozen=True, kw_only=True):
    """An offer at a firm price. Take it with the `version` you read; `take_step` and `min_take` bound the quantity."""

    id: UUID
    number: str
    title: str
    state: str
    version: int
    seller_id: UUID
    item_id: UUID
    warehouse_id: UUID | None
    quantity: QuantityOut
    remaining: QuantityOut
    min_take: QuantityOut
    take_step: QuantityOut
    unit_price: MoneyOut
    published_at: datetime | None
    ends_at: datetime | None


def _record(facts: ListingFacts) -> ListingRecord:
    return ListingRecord(
        id=facts.id,
        number=facts.number,
        title=facts.title,
        state=facts.state,
        version=facts.version,
        seller_id=facts.seller_id,
        item_id=facts.item_id,
        warehouse_id=facts.warehouse_id,
        quantity=quantity(facts.quantity, facts.unit),
        remaining=quantity(facts.remaining, facts.unit),
        min_take=quantity(facts.min_take, facts.unit),
        take_step=quantity(facts.take_step, facts.unit),
        unit_price=unit_price(facts.unit_price, facts.currency),
        published_at=facts.published_at,
        ends_at=facts.ends_at,
    )


def listing_records(rows: Sequence[Any]) -> list[ListingRecord]:
    return [_record(facts) for facts in listings_of(rows)]


def listing_record(actor: Actor, listing_id: UUID) -> ListingRecord:
    """One listing, whatever its state; NotFound when the actor may not see it."""
    facts = find_listing(actor, listing_id, clock.now(scope.alias()))
    if facts is None:
        raise errors.listing_unknown(listing_id)
    return _record(facts)
