"""Load a listing under its lot's lock, and move its stock.

The lot is locked first and the rest is read by a second statement: a row joined to a locked one keeps the values from
before the wait, and a take would be decided on terms that were changed while it queued.
"""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from shared_apps.commands.context import Context
from shared_apps.foundation.quantity import BadQuantity, Quantity, QuantityIn
from tenant_apps.inventory.commands import HoldLine, hold_stock, release_holds
from tenant_apps.trading.engines.listing import errors
from tenant_apps.trading.engines.listing.types import ListingState
from tenant_apps.trading.kernel.models import Lot, LotItem, TradingEvent
from tenant_apps.trading.kernel.types import read_decimal

HOLD_LISTING = "trading.listing"
HOLD_DEAL = "trading.deal"
MODE = "spot_listing"


@dataclass(slots=True)
class LockedListing:
    """Event, lot and the one line of a listing; the lot's row is locked until the commit."""

    run: TradingEvent
    lot: Lot
    line: LotItem

    def state(self) -> ListingState:
        rules = self.run.rules
        return ListingState(
            version=self.run.version,
            seller_id=self.run.initiator_id,
            open_from=self.run.published_at,
            end_at=self.run.effective_end_at,
            final_state=self.run.final_state,
            remaining=self.line.quantity - self.line.taken,
            min_take=Decimal(rules["min_take"]),
            take_step=Decimal(rules["take_step"]),
            remainder="seller_keeps" if rules.get("remainder") == "seller_keeps" else "allow",
        )


def lock_listing(listing_id: UUID) -> LockedListing:
    """Lock the lot of a listing and read what belongs to it; refuse an unknown id."""
    lot = Lot.objects.select_for_update().filter(trading_event_id=listing_id, trading_event__mode=MODE).first()
    if lot is None:
        raise errors.listing_unknown(listing_id)
    line = LotItem.objects.select_related("item", "lot__trading_event").get(lot_id=lot.pk)
    return LockedListing(run=line.lot.trading_event, lot=lot, line=line)


def hold_for_listing(ctx: Context, listing_id: UUID, line: LotItem) -> UUID | None:
    """Hold what is still offered; return the warehouse it is held in (None for an item without stock)."""
    left = line.quantity - line.taken
    if left <= 0:
        return line.warehouse_id
    wanted = [HoldLine(item_id=line.goods_id, warehouse_id=line.warehouse_id, quantity=left)]
    holds = hold_stock(ctx, wanted, HOLD_LISTING, listing_id)
    return holds[0].warehouse_id if holds else line.warehouse_id


def hand_over(ctx: Context, listing: LockedListing, quantity: Decimal, deal_id: UUID) -> None:
    """Move `quantity` from the listing's hold to the deal's. `line.taken` already counts it.

    Released and held again in one transaction: the level's row lock, taken by the first step, lets nobody in between.
    """
    release_holds(ctx, HOLD_LISTING, listing.run.pk)
    line = HoldLine(item_id=listing.line.goods_id, warehouse_id=listing.line.warehouse_id, quantity=quantity)
    hold_stock(ctx, [line], HOLD_DEAL, deal_id)
    if not listing.run.final_state:
        hold_for_listing(ctx, listing.run.pk, listing.line)


def end_listing(ctx: Context, listing: LockedListing, final_state: str) -> None:
    """Give the listing its final state and free what it still holds."""
    release_holds(ctx, HOLD_LISTING, listing.run.pk)
    listing.run.final_state, listing.run.final_at = final_state, ctx.now
    listing.run.save(update_fields=["final_state", "final_at"])


def in_unit(given: QuantityIn, unit: str, field: str) -> Decimal:
    """The quantity in `unit`, positive; Invalid names the field."""
    try:
        value = given.quantity().to(unit).value
    except BadQuantity as error:
        raise errors.bad_quantity(field, str(error), unit) from error
    if value <= 0:
        raise errors.not_positive(field)
    return value


def positive(text: str, field: str, unit: str | None = None) -> Decimal:
    """A positive decimal, with no more decimals than `unit` has when one is given."""
    try:
        value = Quantity.parse(text, unit).value if unit else read_decimal(text)
    except ValueError as error:
        raise errors.bad_number(field) from error
    if value <= 0:
        raise errors.not_positive(field)
    return value
