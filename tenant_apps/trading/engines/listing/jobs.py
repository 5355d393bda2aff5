"""The clock of listings: one job per listing with an end, owed when it is published."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.outbox.jobs import Progress, job
from tenant_apps.trading.engines.listing.commands import ExpireListing, expire_listing


@job("trading.expire_listing")
def expire(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """End one listing; harmless when it has been prolonged, because that owed a later job."""
    done = run(expire_listing, Actor.system("trading.clock"), ExpireListing(listing_id=UUID(payload["listing_id"])))
    return {"number": done.number}
