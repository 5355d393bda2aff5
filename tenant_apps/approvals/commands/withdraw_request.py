"""Take a request back before it is decided."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.approvals import errors
from tenant_apps.approvals.commands.decide_request import DecisionAnswer
from tenant_apps.approvals.commands.open_request import close, waiting_request
from tenant_apps.approvals.models import ApprovalRequest


class WithdrawRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    request_id: UUID
    reason: str = ""


@command("approvals.withdraw_request", input=WithdrawRequest)
def withdraw_request(ctx: Context, data: WithdrawRequest) -> DecisionAnswer:
    """Withdraw a request that you or your co-authors made and that still waits."""
    request = waiting_request(ctx, data.request_id)
    if ctx.actor.kind == "user" and ctx.actor.user_id not in request.authors:
        raise errors.not_the_requester(request.number)
    if len(data.reason) > 500:
        raise errors.bad_text("reason", 500)
    close(ctx, request, "withdrawn", data.reason.strip())
    ctx.audit(
        target="approvals.request",
        target_id=request.pk,
        facts={"number": request.number, "reason": data.reason.strip()[:300]},
    )
    return DecisionAnswer(request_id=request.pk, number=request.number, state=request.state)


def end_request(ctx: Context, request_id: UUID) -> None:
    """End a request whose subject is gone, for the app that owns the subject; nothing when it was decided.

    The caller holds the lock on the subject.
    """
    request = ApprovalRequest.objects.select_for_update().filter(pk=request_id, state="waiting").first()
    if request is not None:
        close(ctx, request, "withdrawn")
