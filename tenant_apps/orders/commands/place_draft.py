"""Place the order of a draft that was approved: by itself when the approval comes, or by hand after a problem."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.money import Money
from shared_apps.foundation.refusals import Refusal
from tenant_apps.orders import errors
from tenant_apps.orders.commands.drafting import (
    SOURCE,
    DraftAnswer,
    answer_of,
    give_back,
    kept_prices,
    locked_draft,
    order_of,
    priced,
)
from tenant_apps.orders.commands.place_order import place
from tenant_apps.orders.models import OrderDraft
from tenant_apps.rulesets.queries import effective
from tenant_apps.spending.commands import take_over

_ENDS = ("rejected", "withdrawn", "expired")


class PlaceDraft(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    draft_id: UUID


class EndApproval(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What became of the request for approval of a draft."""

    draft_id: UUID
    request_id: UUID
    state: str


@command("orders.place_draft", input=PlaceDraft, permission="orders.submit_order_draft")
def place_draft(ctx: Context, data: PlaceDraft) -> DraftAnswer:
    """Place an approved draft that could not be placed when its approval came. Locks as `place_order` does."""
    draft = locked_draft(ctx, data.draft_id)
    if draft.state != "approved":
        raise errors.draft_not_in_state(draft.number, draft.state)
    number = place_it(ctx, draft, _promised(ctx, draft))
    return answer_of(draft, number)


@command("orders.end_draft_approval", input=EndApproval, system_only=True)
def end_draft_approval(ctx: Context, data: EndApproval) -> DraftAnswer:
    """Place a draft whose approval has come, or give back what was kept for one that was not approved.

    What cannot be placed stays approved, with its problem said; its people place it by hand, or withdraw it.
    """
    draft = locked_draft(ctx, data.draft_id)
    if draft.state != "waiting" or draft.approval_id != data.request_id:
        return answer_of(draft)
    if data.state in _ENDS:
        draft.state = data.state
        give_back(ctx, draft)
        _keep(ctx, draft)
        return answer_of(draft)
    draft.state = "approved"
    draft.save()
    faultpoint("orders.draft_approved")
    try:
        with ctx.attempt():
            number = place_it(ctx, draft, _promised(ctx, draft))
        return answer_of(draft, number)
    except Refusal as refusal:
        return _stuck(ctx, data.draft_id, refusal)


def place_it(ctx: Context, draft: OrderDraft, prices: Mapping[UUID, Decimal]) -> str:
    """Place the order in exchange for what is kept of budgets; return the order's number."""
    if draft.reservation is not None:
        take_over(ctx, draft.buyer_id, SOURCE, draft.reservation)
    made = place(ctx, order_of(draft), draft.buyer_id, locked_prices=prices, principal=draft.principal, approved=True)
    draft.state, draft.order_id, draft.reservation, draft.problem = "ordered", made.order_id, None, {}
    draft.save()
    return made.number


def _promised(ctx: Context, draft: OrderDraft) -> Mapping[UUID, Decimal]:
    """The prices an approved draft is placed at: the locked ones, or those of today as far as the rule lets them."""
    kept = kept_prices(ctx, draft)
    if kept:
        return kept
    today = priced(ctx, draft)
    approved = draft.total_minor or 0
    allowed = today.total_minor <= approved if effective("orders.after_lock").value == "lower" else False
    if today.total_minor != approved and not allowed:
        raise errors.prices_moved(str(Money(approved, draft.currency)), str(Money(today.total_minor, draft.currency)))
    return {line.item.id: price for line, price in zip(today.lines, today.prices, strict=True)}


def _stuck(ctx: Context, draft_id: UUID, refusal: Refusal) -> DraftAnswer:
    """Keep why it could not be placed. Prices that moved send it back to be submitted again."""
    draft = locked_draft(ctx, draft_id)
    draft.problem = {"code": refusal.code, "facts": {key: str(value) for key, value in refusal.facts.items()}}
    if refusal.code == "orders.prices_moved":
        draft.state = "draft"
        give_back(ctx, draft)
    _keep(ctx, draft)
    return answer_of(draft)


def _keep(ctx: Context, draft: OrderDraft) -> None:
    draft.version += 1
    draft.changed_at = ctx.now
    draft.save()
    ctx.audit(target="orders.draft", target_id=draft.pk, facts={"number": draft.number, "state": draft.state})
