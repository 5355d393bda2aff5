"""Event -> letter."""

from shared_apps.commands import Context
from shared_apps.outbox import jobs
from shared_apps.outbox.subscriptions import subscribe
from tenant_apps.transfers.events import FlowBlocked

ALARM_JOB = "transfers.tell_blocked"


@subscribe("transfers.flow_blocked", name="transfers.tell_blocked")
def on_flow_blocked(ctx: Context, event: FlowBlocked) -> None:
    """The first of its kind on a day is told; the page counts the others."""
    if event.is_first and event.flow != "transfers.alarm":
        payload = {"flow": event.flow, "country": event.country}
        jobs.enqueue(ALARM_JOB, f"Blocked: {event.flow}", payload, at=ctx.now)
