"""An order as its buyer's approval policies see it, and the refusal of one that they want approved first."""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from shared_apps.accounts.queries.people import list_people
from shared_apps.commands.context import Context
from shared_apps.foundation.money import BadMoney, Money
from tenant_apps.approvals.queries import has_policies, needed_for
from tenant_apps.approvals.types import Subject
from tenant_apps.catalogue.queries import get_items
from tenant_apps.orders import errors
from tenant_apps.orders.commands.order_input import PlaceOrder
from tenant_apps.orders.commands.price_lines import price_lines
from tenant_apps.orders.commands.resolve_lines import ResolvedLine, resolve_lines
from tenant_apps.orders.decisions.subjects import LineSeen, facts_of_order
from tenant_apps.orders.queries.bought import has_bought_from, last_prices
from tenant_apps.parties.queries import list_by_ids
from tenant_apps.trading.kernel import errors as kernel_errors
from tenant_apps.trading.kernel.types import LineAmounts

if TYPE_CHECKING:
    from tenant_apps.orders.acceptance.wishes import Wish

SUBJECT = "orders.order"
NOT_YET = UUID(int=0)


def let_policies_check(ctx: Context, wishes: "Sequence[Wish]") -> None:
    """Have those wishes checked that are not approved and whose buyers have policies."""
    asking = {wish.buyer_id for wish in wishes if not wish.approved}
    with_policies = has_policies(asking, SUBJECT) if asking else set()
    for wish in wishes:
        if not wish.approved and wish.buyer_id in with_policies:
            wish.check = partial(_refuse_unapproved, ctx, wish)


def refuse_unapproved(ctx: Context, data: PlaceOrder, buyer_id: UUID) -> None:
    """For an order that is asked for now and placed later, by whom nobody can ask any more."""
    from tenant_apps.orders.acceptance.wishes import Wish

    wish = Wish(0, data, buyer_id, ctx.actor)
    let_policies_check(ctx, [wish])
    if wish.check is not None:
        wish.check()


def _refuse_unapproved(ctx: Context, wish: "Wish") -> None:
    """Name the steps that the order needs, and the way on."""
    data = wish.data
    lines = resolve_lines(data.seller_id, data.lines, for_sale=True)
    prices = price_lines(ctx, lines, wish.buyer_id, data.currency, wish.locked_prices)
    person = wish.actor.user_id
    steps = needed_for(subject_of(data, wish.buyer_id, lines, prices, draft_id=NOT_YET, authors=(), person=person))
    if steps:
        raise errors.approval_needed(steps)


def subject_of(
    data: PlaceOrder,
    buyer_id: UUID,
    lines: Sequence[ResolvedLine],
    prices: Sequence[Decimal],
    *,
    draft_id: UUID,
    authors: tuple[UUID, ...],
    person: UUID | None,
) -> Subject:
    """The order to be as a subject of approval, with a fact for every field that a condition may look at."""
    seller = list_by_ids([data.seller_id])[data.seller_id]
    items = get_items([line.item.id for line in lines])
    before = last_prices(buyer_id, data.currency, [line.item.id for line in lines])
    amounts = amounts_of(lines, prices, data.currency)
    seen = [
        LineSeen(
            sku=line.item.sku,
            category=items[line.item.id].category,
            quantity=line.quantity,
            unit=line.item.unit,
            unit_price=price,
            last_price=before.get(line.item.id),
            net=Money(amount.net_minor, data.currency).amount,
            hazard=items[line.item.id].attributes.get("hazard", ""),
        )
        for line, price, amount in zip(lines, prices, amounts, strict=True)
    ]
    total = sum(one.net_minor + one.tax_minor for one in amounts)
    facts: dict[str, Any] = facts_of_order(
        seen,
        total=Money(total, data.currency).amount,
        currency=data.currency,
        supplier=seller.code,
        new_supplier=not has_bought_from(buyer_id, data.seller_id),
        cost_centre=data.cost_centre or "",
        requester=list_people([person])[person].email if person is not None else "",
    )
    more = f" +{len(lines) - 1}" if len(lines) > 1 else ""
    return Subject(
        kind=SUBJECT,
        id=draft_id,
        company_id=buyer_id,
        title=f"{lines[0].item.name}{more}, {seller.name}"[:200],
        authors=authors,
        facts=facts,
        amount_minor=total,
        currency=data.currency,
        cost_centre=data.cost_centre or "",
    )


def amounts_of(lines: Sequence[ResolvedLine], prices: Sequence[Decimal], currency: str) -> list[LineAmounts]:
    """Net and tax of every line, rounded once each."""
    try:
        return [
            LineAmounts.of(price, line.quantity, line.item.tax_rate, currency)
            for line, price in zip(lines, prices, strict=True)
        ]
    except BadMoney as error:
        raise kernel_errors.amount_too_large("lines") from error


def total_of(lines: Sequence[ResolvedLine], prices: Sequence[Decimal], currency: str) -> int:
    """Total with tax in minor units."""
    return sum(one.net_minor + one.tax_minor for one in amounts_of(lines, prices, currency))
