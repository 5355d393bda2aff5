"""Withdraw a listing: what was taken stays sold, what waits is released, the rest is no longer offered."""

from typing import Any
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.refusals import Refusal
from tenant_apps.trading.engines.listing import errors
from tenant_apps.trading.engines.listing.commands.acting import act, keep_refused, lister_for
from tenant_apps.trading.engines.listing.commands.listed import lock_listing
from tenant_apps.trading.engines.listing.commands.publish_listing import ListingResult


class WithdrawListing(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    listing_id: UUID
    reason: str = ""


def keep_refused_withdrawal(ctx: Context, data: WithdrawListing, refusal: Refusal) -> None:
    keep_refused(ctx, data.listing_id, lister_for(ctx, data.listing_id), _told(data), refusal)


@command("trading.withdraw_listing", input=WithdrawListing, on_refusal=keep_refused_withdrawal)
def withdraw_listing(ctx: Context, data: WithdrawListing) -> ListingResult:
    """Stop offering a listing of one's own company and free the stock it holds. Deals already formed stay."""
    running = lock_listing(ctx, data.listing_id)
    run = running.run
    if ctx.actor.company_id not in (None, run.initiator_id):
        raise errors.listing_unknown(data.listing_id)
    act(ctx, running, run.initiator_id, _told(data))
    ctx.audit(
        target="trading.trading_event", target_id=run.pk, facts={"number": run.number, "reason": data.reason[:200]}
    )
    return ListingResult(listing_id=run.pk, number=run.number, version=run.version)


def _told(data: WithdrawListing) -> dict[str, Any]:
    return {"act": "withdraw"} | ({"reason": data.reason[:200]} if data.reason else {})
