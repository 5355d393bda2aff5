"""When a connection is asked next: one owed job per connection and kind, however often somebody wants one."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from shared_apps.commands.context import Context
from shared_apps.outbox import jobs
from shared_apps.outbox.models import Job
from tenant_apps.integrations.connectors.kinds import KINDS
from tenant_apps.integrations.models import Connection

PULL, SEND, FILE, REPORT, NIGHTLY = (
    "integrations.pull", "integrations.send_order", "integrations.read_file", "integrations.report",
    "integrations.nightly",
)  # fmt: skip
BACK_OFF_MOST = timedelta(minutes=60)


def next_pull(connection: Connection, now: datetime) -> datetime:
    """By the settings; after failures twice as late each time, at most an hour."""
    every = timedelta(minutes=int(connection.settings.get("every_minutes", 15)))
    if not connection.failures:
        return now + every
    return now + min(timedelta(seconds=15) * 2 ** min(connection.failures, 10), max(BACK_OFF_MOST, every))


def owe_pull(ctx: Context, connection: Connection, *, at: datetime) -> None:
    """Ask the system at `at`, or earlier if that is owed already."""
    if connection.state == "active" and KINDS[connection.connector].is_scheduled:
        _owe(ctx, PULL, f"Asking {connection.name}", {"connection_id": str(connection.pk)}, at)


def owe_nightly(ctx: Context, connection: Connection) -> None:
    """Compare both sides in the coming night."""
    night = (ctx.now + timedelta(days=1)).replace(hour=2, minute=0, second=0, microsecond=0)
    _owe(ctx, NIGHTLY, f"Comparing with {connection.name}", {"connection_id": str(connection.pk)}, night)


def owe_send(ctx: Context, delivery_id: Any, number: str) -> None:
    _owe(ctx, SEND, f"Order {number} to the seller's system", {"delivery_id": str(delivery_id)}, ctx.now)


def _owe(ctx: Context, kind: str, title: str, payload: Mapping[str, Any], at: datetime) -> None:
    told = {f"payload__{name}": value for name, value in payload.items()}
    row = Job.objects.filter(kind=kind, state="owed", **told).order_by("run_at").first()
    if row is None:
        jobs.enqueue(kind, title, payload, at=at)
    elif row.run_at > at:
        Job.objects.filter(pk=row.pk, state="owed").update(run_at=at)
