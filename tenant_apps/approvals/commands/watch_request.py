"""What time does to a request: a reminder, the next level after a deadline, its end. Again changes nothing."""

from datetime import timedelta
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.approvals.commands.open_request import close, owe_notices, owe_watch, specs_of
from tenant_apps.approvals.commands.seating import escalate_step, note, seats_of
from tenant_apps.approvals.events import StepEscalated
from tenant_apps.approvals.models import ApprovalRequest, ApprovalStep
from tenant_apps.rulesets.queries import effective


class WatchRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    request_id: UUID


class Watched(msgspec.Struct, frozen=True, kw_only=True):
    did: list[str]


@command("approvals.watch_request", input=WatchRequest, system_only=True)
def watch_request(ctx: Context, data: WatchRequest) -> Watched:
    """Remind, escalate or end what is due by now, and owe the next look."""
    request = ApprovalRequest.objects.select_for_update().filter(pk=data.request_id, state="waiting").first()
    if request is None:
        return Watched(did=[])
    ctx.audit(target="approvals.request", target_id=request.pk, facts={"number": request.number})
    if request.expires_at is not None and request.expires_at <= ctx.now:
        close(ctx, request, "expired")
        return Watched(did=["expired"])
    steps = list(ApprovalStep.objects.filter(request=request, state="open").order_by("level", "id"))
    specs = specs_of(steps)
    hours = int(str(effective("approvals.remind_hours").value))
    did = []
    for step in steps:
        if hours and step.reminded_at is None and _since(step, ctx) >= timedelta(hours=hours):
            step.reminded_at = ctx.now
            step.save(update_fields=["reminded_at"])
            rows, _seats = seats_of(step)
            silent = [row.holder_id for row in rows if not row.verdict]
            owe_notices(ctx, request, "reminded", silent)
            note(ctx, request, "reminded", step=step.name, facts={"people": [str(user) for user in silent]})
            did.append("reminded")
        if step.deadline_at is not None and step.deadline_at <= ctx.now:
            called = escalate_step(ctx, request, step, specs[step.version_id])
            ctx.emit(StepEscalated(request_id=request.pk, step_id=step.pk, people=tuple(called)))
            owe_notices(ctx, request, "escalated", called)
            did.append("escalated")
    owe_watch(ctx, request, steps)
    return Watched(did=did)


def _since(step: ApprovalStep, ctx: Context) -> timedelta:
    return ctx.now - step.opened_at if step.opened_at is not None else timedelta(0)
