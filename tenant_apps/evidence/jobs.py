"""Make a pack that was asked for."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from shared_apps.foundation.actor import Actor
from shared_apps.outbox import jobs
from tenant_apps.evidence.commands.ask_pack import KIND
from tenant_apps.evidence.making import make


@jobs.job(KIND)
def make_pack(payload: Mapping[str, Any], progress: jobs.Progress) -> Mapping[str, Any]:
    """Made again from what is there now if a worker died half-way; what was closed stays as it is."""
    closed = make(UUID(payload["pack_id"]), Actor.system("evidence"), progress.advance)
    return {"number": closed.number}
