"""Event -> letter to the marketplace, report to the control plane."""

from shared_apps.commands import Context
from shared_apps.outbox import jobs
from shared_apps.outbox.subscriptions import subscribe
from tenant_apps.support.events import VisitAsked, VisitChanged

ASK_JOB, REPORT_JOB = "support.tell_asked", "support.report"


@subscribe("support.visit_asked", name="support.tell_asked")
def on_visit_asked(ctx: Context, event: VisitAsked) -> None:
    jobs.enqueue(ASK_JOB, "Support asks to come in", {"visit_id": str(event.visit_id)}, at=ctx.now)


@subscribe("support.visit_changed", name="support.report")
def on_visit_changed(ctx: Context, event: VisitChanged) -> None:
    """The control plane learns state and end, and nothing of the marketplace's people."""
    payload = {
        "visit": str(event.visit_id), "state": event.state, "may_write": event.may_write, "how": event.how,
        "ends_at": event.ends_at.isoformat() if event.ends_at else "",
    }  # fmt: skip
    jobs.enqueue(REPORT_JOB, "Tell the console about a visit", payload, at=ctx.now)
