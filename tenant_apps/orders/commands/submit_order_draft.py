"""Submit a draft: it is placed at once, or waits for the approvals that the company's policies want."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.money import Money
from tenant_apps.approvals.commands import open_request
from tenant_apps.approvals.queries import needed_for
from tenant_apps.orders import errors
from tenant_apps.orders.commands.drafting import (
    EDITABLE,
    DraftAnswer,
    answer_of,
    lock_prices,
    locked_draft,
    priced,
    remember_author,
    reserve_for,
    subject_for,
)
from tenant_apps.orders.commands.place_draft import place_it


class SubmitOrderDraft(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    draft_id: UUID
    version: int | None = None


@command("orders.submit_order_draft", input=SubmitOrderDraft)
def submit_order_draft(ctx: Context, data: SubmitOrderDraft) -> DraftAnswer:
    """Submit a draft of an order: place it, or ask for its approval with its prices locked and its budget reserved.

    Locks the draft, then limits of spending, then stock levels, then number series.
    """
    draft = locked_draft(ctx, data.draft_id, data.version)
    if draft.state not in EDITABLE:
        raise errors.draft_not_in_state(draft.number, draft.state)
    ctx.require("orders.submit_order_draft", draft.buyer_id)
    remember_author(ctx, draft)
    draft.submitted_by_id, draft.submitted_at = ctx.actor.user_id, ctx.now
    draft.principal = f"{ctx.actor.kind}:{ctx.actor.id}"[:140]
    draft.version, draft.problem = draft.version + 1, {}
    found = priced(ctx, draft)
    subject = subject_for(ctx, draft, found)
    if not needed_for(subject):
        draft.total_minor = found.total_minor
        number = place_it(ctx, draft, {})
        return answer_of(draft, number)
    lock_prices(ctx, draft, found)
    reserve_for(ctx, draft, found)
    faultpoint("orders.draft_reserved")
    request = open_request(ctx, subject)
    assert request is not None
    draft.state, draft.approval_id = "waiting", request.id
    draft.save()
    ctx.audit(
        target="orders.draft",
        target_id=draft.pk,
        facts={
            "number": draft.number,
            "approval": request.number,
            "total": str(Money(found.total_minor, draft.currency)),
        },
    )
    return answer_of(draft)
