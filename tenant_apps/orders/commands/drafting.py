"""What the commands of drafts share: the locked row, the order it would be, its prices, its room in budgets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import msgspec

from shared_apps.commands import Context
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.quantity import QuantityIn
from tenant_apps.approvals.types import Subject
from tenant_apps.orders import errors
from tenant_apps.orders.commands.approving import subject_of, total_of
from tenant_apps.orders.commands.licensed import refuse_unlicensed
from tenant_apps.orders.commands.order_input import PlaceOrder, check_head
from tenant_apps.orders.commands.payment_terms import refuse_terms
from tenant_apps.orders.commands.price_lines import price_lines
from tenant_apps.orders.commands.resolve_lines import OrderLineIn, ResolvedLine, resolve_lines
from tenant_apps.orders.models import OrderDraft
from tenant_apps.orders.permissions import VIEW_ORDER
from tenant_apps.orders.types import TermsChoice
from tenant_apps.rulesets.queries import effective
from tenant_apps.spending.commands import release, reserve
from tenant_apps.spending.types import Spend
from tenant_apps.trading.kernel.commands import trading_pair

SOURCE = "orders.draft"
EDITABLE = ("draft", "rejected", "withdrawn", "expired")


class DraftAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Where a draft stands. `order_id` once it is placed, `approval_id` while it waits."""

    draft_id: UUID
    number: str
    version: int
    state: str
    approval_id: UUID | None = None
    order_id: UUID | None = None
    order_number: str | None = None


@dataclass(frozen=True, slots=True)
class Priced:
    """A draft as the order it would be."""

    data: PlaceOrder
    lines: Sequence[ResolvedLine]
    prices: Sequence[Decimal]
    total_minor: int


def locked_draft(ctx: Context, draft_id: UUID, version: int | None = None) -> OrderDraft:
    """The draft, locked, if the actor may see it and it is still what was read."""
    draft = (
        OrderDraft.objects.visible_to(ctx.actor, ctx.permission or VIEW_ORDER)
        .select_for_update(of=("self",))
        .filter(pk=draft_id)
        .first()
    )
    if draft is None:
        raise errors.draft_unknown()
    if version is not None and version != draft.version:
        raise errors.draft_moved_on(draft.version)
    return draft


def order_of(draft: OrderDraft) -> PlaceOrder:
    """The order that a draft is to become; refuses an incomplete one, naming what is missing."""
    if draft.seller_id is None:
        raise errors.draft_incomplete("seller_id")
    if not draft.currency:
        raise errors.draft_incomplete("currency")
    lines = []
    for number, line in enumerate(draft.lines):
        if not line.get("sku") or not line.get("quantity") or not line.get("unit"):
            missing = next(name for name in ("sku", "quantity", "unit") if not line.get(name))
            raise errors.draft_incomplete(f"lines[{number}].{missing}")
        lines.append(OrderLineIn(sku=line["sku"], quantity=QuantityIn(line["quantity"], line["unit"])))
    return PlaceOrder(
        seller_id=draft.seller_id,
        buyer_id=draft.buyer_id,
        currency=draft.currency,
        lines=lines,
        client_reference=draft.client_reference or None,
        note=draft.note,
        cost_centre=draft.cost_centre or None,
        payment_terms=draft.payment_terms,
    )


def priced(ctx: Context, draft: OrderDraft, *, keep_locked: bool = False) -> Priced:
    """The draft at the prices of now; with `keep_locked`, at those that were promised and still hold."""
    data = order_of(draft)
    check_head(ctx.now, data)
    trading_pair(draft.buyer_id, data.seller_id)
    if data.payment_terms is not None:
        promised = draft.state in ("waiting", "approved")
        refuse_terms(ctx, TermsChoice(draft.buyer_id, data.seller_id, data.payment_terms, was_promised=promised))
    lines = resolve_lines(data.seller_id, data.lines, for_sale=True)
    refuse_unlicensed(ctx, lines, draft.buyer_id, data.seller_id)
    locked = kept_prices(ctx, draft) if keep_locked else {}
    prices = price_lines(ctx, lines, draft.buyer_id, data.currency, locked)
    return Priced(data, lines, prices, total_of(lines, prices, data.currency))


def kept_prices(ctx: Context, draft: OrderDraft) -> dict[UUID, Decimal]:
    """The promised prices by item while their lock holds, none after it."""
    if draft.locked_until is None or draft.locked_until <= ctx.now:
        return {}
    return {UUID(item): Decimal(price) for item, price in draft.locked.items()}


def lock_prices(ctx: Context, draft: OrderDraft, found: Priced) -> None:
    """Promise the prices for as long as the marketplace's rule says."""
    days = int(str(effective("orders.price_lock_days").value))
    draft.locked_until = ctx.now + timedelta(days=days) if days else None
    draft.locked = {str(line.item.id): f"{price:f}" for line, price in zip(found.lines, found.prices, strict=True)}
    draft.total_minor = found.total_minor


def subject_for(ctx: Context, draft: OrderDraft, found: Priced) -> Subject:
    """The draft as approvals see it."""
    return subject_of(
        found.data, draft.buyer_id, found.lines, found.prices, draft_id=draft.pk, authors=tuple(draft.authors),
        person=draft.submitted_by_id or ctx.actor.user_id,
    )  # fmt: skip


def reserve_for(ctx: Context, draft: OrderDraft, found: Priced) -> None:
    """Keep room in budgets and credit for a draft that waits, in place of what was kept for it before."""
    if draft.reservation is not None:
        release(ctx, SOURCE, draft.reservation)
    draft.reservation = uuid7()
    spend = Spend(
        company_id=draft.buyer_id,
        seller_id=found.data.seller_id,
        principal=draft.principal,
        code=draft.cost_centre,
        currency=draft.currency,
        total_minor=found.total_minor,
    )
    reserve(ctx, spend, SOURCE, draft.reservation)


def give_back(ctx: Context, draft: OrderDraft) -> None:
    """Free what is kept for a draft."""
    if draft.reservation is not None:
        release(ctx, SOURCE, draft.reservation)
        draft.reservation = None


def remember_author(ctx: Context, draft: OrderDraft) -> None:
    """Who works on a draft is an author of it, and does not approve it."""
    if ctx.actor.user_id is not None and ctx.actor.user_id not in draft.authors:
        draft.authors = [*draft.authors, ctx.actor.user_id]


def answer_of(draft: OrderDraft, order_number: str | None = None) -> DraftAnswer:
    return DraftAnswer(
        draft_id=draft.pk,
        number=draft.number,
        version=draft.version,
        state=draft.state,
        approval_id=draft.approval_id,
        order_id=draft.order_id,
        order_number=order_number,
    )
