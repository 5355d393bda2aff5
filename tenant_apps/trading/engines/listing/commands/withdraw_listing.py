"""Withdraw a listing: what was taken stays sold, the rest is no longer offered."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.trading.engines.listing import errors
from tenant_apps.trading.engines.listing.commands.locked import end_listing, lock_listing
from tenant_apps.trading.engines.listing.commands.publish_listing import ListingResult
from tenant_apps.trading.kernel.events import ListingEnded


class WithdrawListing(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    listing_id: UUID
    reason: str = ""


@command("trading.withdraw_listing", input=WithdrawListing)
def withdraw_listing(ctx: Context, data: WithdrawListing) -> ListingResult:
    """Stop offering a listing of one's own company and free the stock it holds. Deals already formed stay."""
    listing = lock_listing(data.listing_id)
    run = listing.run
    if ctx.actor.company_id not in (None, run.initiator_id):
        raise errors.listing_unknown(data.listing_id)
    if run.final_state:
        raise errors.of_verdict("trading.listing_closed", {"final_state": run.final_state})
    end_listing(ctx, listing, "withdrawn")
    ctx.emit(ListingEnded(trading_event_id=run.pk, final_state="withdrawn"))
    ctx.audit(
        target="trading.trading_event", target_id=run.pk, facts={"number": run.number, "reason": data.reason[:200]}
    )
    return ListingResult(listing_id=run.pk, number=run.number, version=run.version)
