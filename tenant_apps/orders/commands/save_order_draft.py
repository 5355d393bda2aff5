"""Prepare an order without placing it: make a draft, or change one that is there, waiting ones included."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.ids import uuid7
from tenant_apps.approvals.commands import change_subject
from tenant_apps.orders import errors
from tenant_apps.orders.commands.drafting import (
    EDITABLE,
    DraftAnswer,
    answer_of,
    kept_prices,
    lock_prices,
    locked_draft,
    priced,
    remember_author,
    reserve_for,
    subject_for,
)
from tenant_apps.orders.commands.payment_terms import refuse_terms
from tenant_apps.orders.commands.resolve_lines import LINES_MAX
from tenant_apps.orders.models import OrderDraft
from tenant_apps.orders.types import TermsChoice
from tenant_apps.rulesets.commands import take_number
from tenant_apps.trading.kernel.commands import acting_company


class DraftLineIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A line as it is typed: it may be incomplete until the draft is submitted."""

    sku: str = ""
    quantity: str = ""
    unit: str = ""


class SaveOrderDraft(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Without `draft_id` a new draft; with it, all of it is replaced, and `version` is the one that was read."""

    draft_id: UUID | None = None
    version: int | None = None
    buyer_id: UUID | None = None
    seller_id: UUID | None = None
    currency: str = ""
    lines: list[DraftLineIn] = []
    client_reference: str = ""
    note: str = ""
    cost_centre: str = ""
    payment_terms: UUID | None = None


@command("orders.save_order_draft", input=SaveOrderDraft)
def save_order_draft(ctx: Context, data: SaveOrderDraft) -> DraftAnswer:
    """Save a draft of an order, complete or not.

    Locks the draft, then limits of spending. A change of one that waits reserves anew, keeps promised prices of items
    whose quantity stays, and starts those steps of its approval again that look at what changed.
    """
    _check(data)
    if data.draft_id is None:
        buyer_id = acting_company(ctx, "orders.save_order_draft", data.buyer_id, field="buyer_id")
        draft = OrderDraft(
            id=uuid7(), buyer_id=buyer_id, made_by=ctx.actor.display[:120], made_at=ctx.now, version=0, number=""
        )
    else:
        draft = locked_draft(ctx, data.draft_id, data.version)
        if draft.state not in (*EDITABLE, "waiting"):
            raise errors.draft_not_in_state(draft.number, draft.state)
    before = _quantities(draft)
    _choose_terms(ctx, draft, data)
    draft.seller_id, draft.currency, draft.note = data.seller_id, data.currency, data.note
    draft.client_reference, draft.cost_centre = data.client_reference, data.cost_centre
    draft.lines = [
        {"sku": line.sku.strip(), "quantity": line.quantity.strip(), "unit": line.unit} for line in data.lines
    ]
    draft.version, draft.changed_at, draft.problem = draft.version + 1, ctx.now, {}
    remember_author(ctx, draft)
    if draft.state == "waiting":
        _follow(ctx, draft, before)
    else:
        draft.state, draft.approval_id, draft.locked, draft.locked_until = "draft", None, {}, None
        draft.total_minor = None
    draft.number = draft.number or take_number("DR", ctx.now)
    draft.save()
    ctx.audit(
        target="orders.draft",
        target_id=draft.pk,
        facts={"number": draft.number, "version": draft.version, "lines": len(draft.lines)},
    )
    return answer_of(draft)


def _choose_terms(ctx: Context, draft: OrderDraft, data: SaveOrderDraft) -> None:
    """Terms that were not in the draft before are those of today; without a supplier there are none yet."""
    terms_id = data.payment_terms if data.seller_id is not None else None
    if terms_id is not None and data.seller_id is not None and terms_id != draft.payment_terms:
        refuse_terms(ctx, TermsChoice(draft.buyer_id, data.seller_id, terms_id))
    draft.payment_terms = terms_id


def _check(data: SaveOrderDraft) -> None:
    if len(data.lines) > LINES_MAX:
        raise errors.too_many_lines(LINES_MAX)
    for name, text, most in (
        ("currency", data.currency, 3),
        ("client_reference", data.client_reference, 80),
        ("note", data.note, 300),
        ("cost_centre", data.cost_centre, 40),
    ):
        if len(text) > most:
            raise errors.bad_text(name, most)
    for number, line in enumerate(data.lines):
        if max(len(line.sku), len(line.quantity), len(line.unit)) > 80:
            raise errors.bad_text(f"lines[{number}].sku", 80)


def _quantities(draft: OrderDraft) -> dict[str, list[str]]:
    """What was asked of each article, as it was typed."""
    found: dict[str, list[str]] = {}
    for line in draft.lines:
        found.setdefault(line["sku"], []).append(f"{line['quantity']} {line['unit']}")
    return found


def _follow(ctx: Context, draft: OrderDraft, before: dict[str, list[str]]) -> None:
    """Let what waits follow: prices, reservation, approval. A promised price stays where the quantity stays."""
    if draft.currency and draft.seller_id is not None:
        after = _quantities(draft)
        same = {sku for sku, asked in after.items() if before.get(sku) == asked}
        kept, until = kept_prices(ctx, draft), draft.locked_until
        now = priced(ctx, draft)
        still = {line.item.id for line in now.lines if line.item.sku in same}
        draft.locked = {str(item): f"{price:f}" for item, price in kept.items() if item in still}
    found = priced(ctx, draft, keep_locked=True)
    until = draft.locked_until
    lock_prices(ctx, draft, found)
    draft.locked_until = min(until, draft.locked_until) if until and draft.locked_until else draft.locked_until
    reserve_for(ctx, draft, found)
    change_subject(ctx, subject_for(ctx, draft, found))
