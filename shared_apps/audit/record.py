"""Write one audit row in the open transaction."""

from collections.abc import Mapping
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from shared_apps.audit.models import AuditRecord
from shared_apps.foundation.actor import Actor

request_id: ContextVar[str] = ContextVar("kontor_request_id", default="")


def record(
    actor: Actor,
    action: str,
    *,
    at: datetime,
    outcome: str = "done",
    target: str = "",
    target_id: str = "",
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Append the row. `outcome` is `done` or `refused`."""
    AuditRecord.objects.create(
        at=at,
        action=action,
        outcome=outcome,
        actor_kind=actor.kind,
        actor_id=actor.id[:120],
        actor_display=actor.display[:200],
        company_id=actor.company_id,
        target=target,
        target_id=target_id,
        facts=dict(facts or {}),
        request_id=request_id.get(),
    )
