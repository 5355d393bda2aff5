"""The marketplace looks at a listing before it opens: it lets it open, or sends it back."""

from typing import Literal
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.trading.engines.listing import errors
from tenant_apps.trading.engines.listing.commands.acting import act
from tenant_apps.trading.engines.listing.commands.listed import lock_listing
from tenant_apps.trading.engines.listing.commands.publish_listing import ListingResult, schedule_end
from tenant_apps.trading.engines.listing.decisions.engine import ENGINE
from tenant_apps.trading.kernel.events import ListingPublished


class ReviewListing(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`reason` is what the company reads that listed it."""

    listing_id: UUID
    answer: Literal["open", "send_back"]
    reason: str = ""


@command("trading.review_listing", input=ReviewListing)
def review_listing(ctx: Context, data: ReviewListing) -> ListingResult:
    """Let a listing open that waits for its review, or send it back, which frees its stock.

    Locks the lot, then stock levels. Refuses listings that wait for no review.
    """
    if ctx.actor.company_id is not None:
        raise errors.only_the_marketplace()
    running = lock_listing(ctx, data.listing_id)
    run = running.run
    if run.published_at is not None or run.final_state:
        raise errors.nothing_to_review(run.number)
    if data.answer == "open":
        run.published_at = run.opens_at = running.now
        run.save(update_fields=["published_at", "opens_at"])
        running.state = ENGINE.opened(running.state, running.now)
        running.save()
        schedule_end(run)
        ctx.emit(ListingPublished(trading_event_id=run.pk, number=run.number, seller_id=run.initiator_id))
    else:
        act(ctx, running, run.initiator_id, {"act": "withdraw", "by": "marketplace", "reason": data.reason[:200]})
    facts = {"number": run.number, "answer": data.answer, "reason": data.reason[:200]}
    ctx.audit(target="trading.trading_event", target_id=run.pk, facts=facts)
    return ListingResult(
        listing_id=run.pk, number=run.number, version=run.version, state="" if run.final_state else "open"
    )
