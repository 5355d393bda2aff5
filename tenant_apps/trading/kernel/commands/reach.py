"""Bounds of who agrees on something: up to which amount, and in which categories.

An amount that cannot be known yet is over every limit: a bid at whatever a clock shows, an award that waits.
"""

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from shared_apps.commands import Context
from shared_apps.foundation.money import Money
from shared_apps.foundation.reach import Facts, Limit, about
from tenant_apps.catalogue.queries import lines_of_items
from tenant_apps.trading.kernel import errors
from tenant_apps.trading.kernel.models import Deal, DealLine


def refuse_beyond_reach(ctx: Context, items: Iterable[UUID | None], amount: Money | None) -> None:
    """Refuse what lies outside the bounds of whoever acts. An item that is not known (None) is in no category."""
    actor, permission = ctx.actor, ctx.permission
    if not actor.narrowed or actor.reaches(permission) is None:
        return
    asked = list(items)
    lines = lines_of_items([one for one in asked if one is not None])
    facts = [about(categories=lines.get(one, frozenset()) if one else frozenset()) for one in asked]
    if not all(ctx.may_touch(one) for one in facts):
        raise errors.beyond_own_categories(permission)
    known = None if amount is None else Limit(amount.minor, amount.currency)
    # Grants are not added up: one of them has to allow all of it.
    whole = Facts(axes=frozenset({"amount"}), amount=known)
    if not any(
        reach.meets(whole) and all(reach.meets(one) for one in facts) for reach in actor.reaches(permission) or ()
    ):
        limits = [reach.limit for reach in actor.reaches(permission) or () if reach.limit is not None]
        if not limits:
            raise errors.beyond_own_categories(permission)
        most = max(limits, key=lambda one: one.minor)
        raise errors.beyond_own_limit(permission, Money(most.minor, most.currency))


def refuse_award_beyond(ctx: Context, event_id: UUID, *, is_closed: bool) -> None:
    """The same for what an award has just agreed: the deals of the event, all together."""
    if not ctx.actor.narrowed:
        return
    deals = list(Deal.objects.filter(trading_event_id=event_id))
    items = DealLine.objects.filter(deal__in=deals).values_list("item_id", flat=True)
    total = Money(sum(one.total_minor for one in deals), deals[0].currency) if is_closed and deals else None
    refuse_beyond_reach(ctx, items, total)


def worth_of(prices: Iterable[str | None], quantity: Decimal, currency: str) -> Money | None:
    """The most that a bid at these prices comes to, without tax; None where it names no price."""
    named = [Decimal(one) for one in prices if one is not None and is_number(one)]
    return Money.of_product(max(named), quantity, currency) if named else None


def is_number(text: str) -> bool:
    """Whether a text is a finite decimal number."""
    try:
        return Decimal(text).is_finite()
    except ArithmeticError:
        return False
