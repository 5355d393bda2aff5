"""End a listing whose time is over, so that its stock is free again.

Takes stop at the end by themselves; this only tidies up, so that a late clock never sells anything.
"""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.trading.engines.listing.commands.listed import end_listing, lock_listing
from tenant_apps.trading.engines.listing.commands.publish_listing import ListingResult


class ExpireListing(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    listing_id: UUID


@command("trading.expire_listing", input=ExpireListing, system_only=True)
def expire_listing(ctx: Context, data: ExpireListing) -> ListingResult:
    """End the listing if its end has come; changes nothing when it has ended before or was prolonged."""
    running = lock_listing(ctx, data.listing_id)
    run = running.run
    if not run.final_state and running.has_ended:
        end_listing(ctx, running, "expired")
    ctx.audit(target="trading.trading_event", target_id=run.pk, facts={"final_state": run.final_state})
    return ListingResult(listing_id=run.pk, number=run.number, version=run.version)
