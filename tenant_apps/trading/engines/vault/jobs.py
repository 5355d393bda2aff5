"""The clock of tenders: one job per lot, owed when it is published, that publishes the root at the deadline."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.outbox.jobs import Progress, job
from tenant_apps.trading.engines.vault.commands import PublishRoot, publish_root
from tenant_apps.trading.engines.vault.commands.publish_root import ROOT_JOB


@job(ROOT_JOB)
def seal(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Publish the root of one tender, or look again when its deadline has moved."""
    done = run(publish_root, Actor.system("trading.clock"), PublishRoot(lot_id=UUID(payload["lot_id"])))
    return {"number": done.number, "root": done.root}
