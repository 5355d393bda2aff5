"""Take a draft back: end its request for approval, free what was kept for it, or put it away."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.approvals.commands import WithdrawRequest, withdraw_request
from tenant_apps.orders import errors
from tenant_apps.orders.commands.drafting import DraftAnswer, answer_of, give_back, locked_draft


class WithdrawOrderDraft(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    draft_id: UUID
    reason: str = ""


@command("orders.withdraw_order_draft", input=WithdrawOrderDraft)
def withdraw_order_draft(ctx: Context, data: WithdrawOrderDraft) -> DraftAnswer:
    """Withdraw a draft that is not placed yet; it can be changed and submitted again."""
    draft = locked_draft(ctx, data.draft_id)
    if draft.state not in ("draft", "waiting", "approved"):
        raise errors.draft_not_in_state(draft.number, draft.state)
    if draft.state == "waiting" and draft.approval_id is not None:
        ctx.call(withdraw_request, WithdrawRequest(request_id=draft.approval_id, reason=data.reason))
    give_back(ctx, draft)
    draft.state, draft.version, draft.changed_at = "withdrawn", draft.version + 1, ctx.now
    draft.save()
    ctx.audit(
        target="orders.draft", target_id=draft.pk, facts={"number": draft.number, "reason": data.reason.strip()[:200]}
    )
    return answer_of(draft)
