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
from tenant_apps.trading.engines.listing.queries import WaitingTake, waiting_in
from tenant_apps.trading.kernel.queries import ListingFacts, find_listing
from tenant_apps.trading.kernel.queries.records import listings_of


class Tier(msgspec.Struct, frozen=True, kw_only=True):
    """From this quantity on, this unit price."""

    from_quantity: QuantityOut
    unit_price: MoneyOut


class ListingRecord(msgspec.Struct, frozen=True, kw_only=True):
    """An offer, or a need, at a price. Take it with the `version` you read.

    `take_step` and `min_take` bound the quantity.
    `state` is review, open, sold_out, expired or withdrawn. Outside of trading hours `in_session` is false and
    `session_changes_at` says when they begin. Where who lists stays unnamed until a deal, `initiator_id`, `item_id` and
    `warehouse_id` are null. The lot's audit file is at `lots/{lot_id}/audit-file` once the listing has ended.
    """

    id: UUID
    lot_id: UUID
    number: str
    title: str
    side: str
    state: str
    version: int
    initiator_id: UUID | None
    item_id: UUID | None
    need: str
    place: str
    warehouse_id: UUID | None
    quantity: QuantityOut
    remaining: QuantityOut
    min_take: QuantityOut
    take_step: QuantityOut
    unit_price: MoneyOut
    tiers: list[Tier]
    in_session: bool
    session_changes_at: datetime | None
    published_at: datetime | None
    ends_at: datetime | None


class WaitingTakeRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A take that waits: `approval` by the marketplace, `confirmation` by who listed; afterwards it is released."""

    take: int
    company: str
    waits: str
    until: datetime
    quantity: QuantityOut
    unit_price: MoneyOut
    may_answer: bool


class WaitingTakes(msgspec.Struct, frozen=True, kw_only=True):
    """The takes of a listing that wait, as far as the caller may see them."""

    takes: list[WaitingTakeRecord]


def _record(facts: ListingFacts) -> ListingRecord:
    offer = facts.offer
    return ListingRecord(
        id=facts.id,
        lot_id=facts.lot_id,
        number=facts.number,
        title=facts.title,
        side=facts.side,
        state=facts.state,
        version=facts.version,
        initiator_id=facts.initiator_id,
        item_id=facts.item_id,
        need=facts.need,
        place=facts.place,
        warehouse_id=facts.warehouse_id,
        quantity=quantity(facts.quantity, facts.unit),
        remaining=quantity(offer.remaining, facts.unit),
        min_take=quantity(offer.min_take, facts.unit),
        take_step=quantity(offer.take_step, facts.unit),
        unit_price=unit_price(facts.unit_price, facts.currency),
        tiers=[
            Tier(from_quantity=quantity(start, facts.unit), unit_price=unit_price(price, facts.currency))
            for start, price in offer.tiers
        ],
        in_session=offer.in_session,
        session_changes_at=offer.session_changes_at,
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


def waiting_record(actor: Actor, listing_id: UUID) -> WaitingTakes:
    """The takes that wait; NotFound when the actor may not see the listing."""
    now = clock.now(scope.alias())
    if find_listing(actor, listing_id, now) is None:
        raise errors.listing_unknown(listing_id)
    return WaitingTakes(takes=[_waiting(one) for one in waiting_in(actor, listing_id, now)])


def _waiting(one: WaitingTake) -> WaitingTakeRecord:
    return WaitingTakeRecord(
        take=one.take, company=one.company, waits=one.waits, until=one.until,
        quantity=quantity(one.quantity, one.unit), unit_price=unit_price(one.unit_price, one.currency),
        may_answer=one.may_answer,
    )  # fmt: skip
