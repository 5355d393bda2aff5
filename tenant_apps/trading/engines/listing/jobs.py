"""The clock of listings: one job per listing with an end and per take that waits, owed when they begin."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.outbox.jobs import Progress, job
from tenant_apps.trading.engines.listing.commands import ExpireListing, ReleaseTake, expire_listing, release_take

CLOCK = Actor.system("trading.clock")


@job("trading.expire_listing")
def expire(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """End one listing; harmless when it has been prolonged, because that owed a later job."""
    done = run(expire_listing, CLOCK, ExpireListing(listing_id=UUID(payload["listing_id"])))
    return {"number": done.number}


@job("trading.release_take")
def release(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Let go of one take that nobody answered in time; harmless when it was answered."""
    data = ReleaseTake(listing_id=UUID(payload["listing_id"]), take=int(payload["take"]))
    return {"take": data.take, "state": run(release_take, CLOCK, data).state}
