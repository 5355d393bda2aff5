"""Change the terms of an open listing: a new version, so that no buyer takes terms they have not seen."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.quantity import QuantityIn
from tenant_apps.inventory.commands import release_holds
from tenant_apps.trading.engines.listing import errors
from tenant_apps.trading.engines.listing.commands.locked import (
    HOLD_LISTING,
    LockedListing,
    hold_for_listing,
    in_unit,
    lock_listing,
    positive,
)
from tenant_apps.trading.engines.listing.commands.publish_listing import ListingResult, schedule_end
from tenant_apps.trading.kernel.events import ListingChanged
from tenant_apps.trading.kernel.types import AwareTime


class ChangeListing(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Only what is given changes. `version` is that of the terms the seller saw; `ends_at: null` takes the end away."""

    listing_id: UUID
    version: int
    quantity: QuantityIn | None = None
    unit_price: str | None = None
    min_take: str | None = None
    take_step: str | None = None
    title: str | None = None
    ends_at: AwareTime | msgspec.UnsetType | None = msgspec.UNSET


@command("trading.change_listing", input=ChangeListing)
def change_listing(ctx: Context, data: ChangeListing) -> ListingResult:
    """Change price, quantity, steps or end of an open listing. Deals already formed keep their terms.

    Locks the lot, then stock levels. Refuses a stale version and a quantity below what was taken.
    """
    listing = lock_listing(data.listing_id)
    run, line = listing.run, listing.line
    if ctx.actor.company_id not in (None, run.initiator_id):
        raise errors.listing_unknown(data.listing_id)
    if run.final_state or (run.effective_end_at is not None and run.effective_end_at <= ctx.now):
        raise errors.of_verdict("trading.listing_closed", {"final_state": run.final_state or "expired"})
    if data.version != run.version:
        raise errors.of_verdict("trading.stale_version", {"version": run.version})
    _change_quantity(ctx, listing, data)
    if data.unit_price is not None:
        line.unit_price = positive(data.unit_price, "unit_price")
    _change_rules(listing, data)
    if data.title:
        run.title = data.title[:200]
    if data.ends_at is not msgspec.UNSET:
        _change_end(ctx, listing, data.ends_at)
    run.version += 1
    run.save(update_fields=["title", "rules", "effective_end_at", "version"])
    line.save(update_fields=["quantity", "unit_price"])
    ctx.emit(ListingChanged(trading_event_id=run.pk, listing_version=run.version))
    ctx.audit(
        target="trading.trading_event",
        target_id=run.pk,
        facts={"number": run.number, "version": run.version, "unit_price": str(line.unit_price)},
    )
    return ListingResult(listing_id=run.pk, number=run.number, version=run.version)


def _change_quantity(ctx: Context, listing: LockedListing, data: ChangeListing) -> None:
    if data.quantity is None:
        return
    line = listing.line
    line.quantity = in_unit(data.quantity, line.unit, "quantity")
    if line.quantity <= line.taken:
        raise errors.below_taken(f"{line.taken:f}")
    release_holds(ctx, HOLD_LISTING, listing.run.pk)
    hold_for_listing(ctx, listing.run.pk, line)


def _change_rules(listing: LockedListing, data: ChangeListing) -> None:
    rules = dict(listing.run.rules)
    if data.min_take is not None:
        rules["min_take"] = str(positive(data.min_take, "min_take", listing.line.unit))
    if data.take_step is not None:
        rules["take_step"] = str(positive(data.take_step, "take_step", listing.line.unit))
    if Decimal(rules["min_take"]) > listing.line.quantity:
        raise errors.min_take_too_large()
    listing.run.rules = rules


def _change_end(ctx: Context, listing: LockedListing, ends_at: datetime | None) -> None:
    if ends_at is not None and ends_at <= ctx.now:
        raise errors.ends_in_the_past()
    listing.run.effective_end_at = ends_at
    schedule_end(listing.run, ctx)
