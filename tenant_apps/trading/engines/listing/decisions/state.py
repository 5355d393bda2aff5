"""What is known about a listing after some of its acts: the terms as they stand, what is sold, what waits.

A take that waits keeps its quantity until its time is over, whether or not anybody has looked: what is left is always
asked of a moment. `shares` are the takes that became deals since the state was loaded; what came before is in the
ledger, and `sold` counts all of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from tenant_apps.trading.engines.listing.decisions.figures import (
    Tiers,
    at_quantity,
    optional_number,
    read_tiers,
)
from tenant_apps.trading.engines.listing.decisions.sessions import Sessions, read_sessions
from tenant_apps.trading.kernel.decisions.engine import LotTerms

Waits = Literal["approval", "confirmation"]
EndedAs = Literal["", "complete", "withdrawn"]
ZERO = Decimal(0)
# The rules that decide what happens to an act; the others count when a listing is published or shown.
READ = (
    "min_take", "take_step", "whole_lot_only", "remainder_policy", "price_kind", "tiers", "sessions", "holidays",
    "session_zone", "validity_s", "hold_seconds", "approve_above", "accept", "confirm_within_h", "modify_while_open",
    "mixed_batch", "batch_min",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ListingRules:
    """The pinned rules, read. `pinned` has them as they were, for the state to be written."""

    min_take: Decimal
    take_step: Decimal
    whole_lot_only: bool
    remainder: str
    price_kind: str
    tiers: Tiers
    sessions: Sessions
    validity: timedelta | None
    hold: timedelta
    approve_above: Decimal | None
    confirms: bool
    confirm_within: timedelta
    modify: str
    mixed_batch: str
    batch_min: Decimal
    pinned: Mapping[str, Any]

    @classmethod
    def read(cls, rules: Mapping[str, Any]) -> "ListingRules":
        """ValueError where the rules cannot run."""
        tiers = read_tiers(rules.get("tiers") or []) if rules.get("price_kind") == "tiered" else ()
        if tiers is None:
            raise ValueError("tiers")
        validity = int(rules.get("validity_s", 0))
        return cls(
            min_take=Decimal(rules.get("min_take", "1")),
            take_step=Decimal(rules.get("take_step", "1")),
            whole_lot_only=bool(rules.get("whole_lot_only", False)),
            remainder=str(rules.get("remainder_policy", "allow")),
            price_kind=str(rules.get("price_kind", "firm")),
            tiers=tiers,
            sessions=read_sessions(
                str(rules.get("sessions", "")), str(rules.get("holidays", "")), str(rules.get("session_zone", ""))
            ),
            validity=timedelta(seconds=validity) if validity else None,
            hold=timedelta(seconds=int(rules.get("hold_seconds", 900))),
            approve_above=optional_number(rules, "approve_above"),
            confirms=rules.get("accept", "auto") == "seller_confirms",
            confirm_within=timedelta(hours=int(rules.get("confirm_within_h", 24))),
            modify=str(rules.get("modify_while_open", "any")),
            mixed_batch=str(rules.get("mixed_batch", "none")),
            batch_min=optional_number(rules, "batch_min") or ZERO,
            pinned={name: rules[name] for name in READ if name in rules},
        )


@dataclass(frozen=True, slots=True)
class Offer:
    """The terms of one version. `tiers` always has a first row: the unit price of the smallest take."""

    version: int
    quantity: Decimal
    min_take: Decimal
    take_step: Decimal
    tiers: Tiers

    @property
    def unit_price(self) -> Decimal:
        return self.tiers[0][1]

    def price_of(self, quantity: Decimal) -> Decimal:
        return at_quantity(self.tiers, quantity)


@dataclass(frozen=True, slots=True)
class Share:
    """A take by its number in the ledger: what the company gets, or would get, and at which unit price.

    `item_id` and `warehouse_id` are what a seller delivers where the listing buys.
    """

    seq: int
    company_id: UUID
    quantity: Decimal
    unit_price: Decimal
    item_id: UUID | None = None
    warehouse_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """A take that waits for somebody, until when. `is_listed`: at the listed price, not at one it proposes."""

    share: Share
    waits: Waits
    until: datetime
    is_listed: bool = True


@dataclass(frozen=True, slots=True)
class ListingState:
    """`end` is the end of the validity, None where it is open until taken; `ended_at` when an act ended the listing."""

    terms: LotTerms
    rules: ListingRules
    end: datetime | None
    offer: Offer | None = None
    sold: Decimal = ZERO
    holds: tuple[Hold, ...] = ()
    ended_at: datetime | None = None
    ended_as: EndedAs = ""
    shares: tuple[Share, ...] = ()

    @property
    def over_at(self) -> datetime | None:
        return self.ended_at or self.end

    def is_over(self, now: datetime) -> bool:
        return self.over_at is not None and self.over_at <= now

    def waiting(self, now: datetime) -> tuple[Hold, ...]:
        """Takes that wait and still may."""
        return () if self.is_over(now) else tuple(hold for hold in self.holds if now < hold.until)

    def hold_of(self, seq: object, now: datetime) -> Hold | None:
        return next((hold for hold in self.waiting(now) if hold.share.seq == seq), None)

    def held(self, now: datetime) -> Decimal:
        return sum((hold.share.quantity for hold in self.waiting(now)), ZERO)

    def remaining(self, now: datetime) -> Decimal:
        """What can be taken: neither sold nor waiting."""
        return ZERO if self.offer is None else self.offer.quantity - self.sold - self.held(now)

    def least(self, now: datetime) -> Decimal:
        """The smallest quantity that would be accepted now; zero where nothing is."""
        left = self.remaining(now)
        if self.offer is None or left <= 0:
            return ZERO
        if self.rules.whole_lot_only:
            return self.offer.quantity if left == self.offer.quantity else ZERO
        if self.rules.remainder != "seller_keeps":
            leaves_too_little = 0 < left - self.offer.min_take < self.offer.min_take
            only_all = self.rules.remainder == "must_take_all" and leaves_too_little
            return left if only_all else min(self.offer.min_take, left)
        return self.offer.min_take if self.offer.min_take <= left else ZERO

    def without(self, seq: int) -> "ListingState":
        return replace(self, holds=tuple(hold for hold in self.holds if hold.share.seq != seq))
