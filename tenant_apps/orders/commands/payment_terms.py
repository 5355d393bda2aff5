"""Terms of payment that a buyer chooses with an order: the app above that keeps them is asked, the choice is pinned.

Without a choice an order has the seller's usual terms, and nothing here is asked.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from shared_apps.commands.context import Context
from tenant_apps.orders import errors
from tenant_apps.orders.commands.resolve_lines import NOBODY
from tenant_apps.orders.models import Order
from tenant_apps.orders.types import OfferedTerms, TermsChoice


class TermsDesk(NamedTuple):
    """`offered(buyer_id, seller_ids)`: what a buyer may choose, the usual ones of each seller first.

    `refuse(ctx, choice)` refuses what is not offered; `sellers(terms_ids)` says whose terms they are.
    """

    offered: Callable[[UUID, Collection[UUID]], Sequence[OfferedTerms]]
    refuse: Callable[[Context, TermsChoice], None]
    sellers: Callable[[Collection[UUID]], Mapping[UUID, UUID]]


_desks: list[TermsDesk] = []


def keep_terms_desk(desk: TermsDesk) -> None:
    """Have an app above answer for terms of payment; there is one."""
    _desks[:] = [desk]


def offered_terms(buyer_id: UUID, seller_ids: Collection[UUID]) -> Sequence[OfferedTerms]:
    """What a buyer may choose of these sellers, the usual terms of each first; nothing where there is no choice."""
    return _desks[0].offered(buyer_id, seller_ids)


def refuse_terms(ctx: Context, choice: TermsChoice) -> None:
    """Refuse terms that this seller does not offer this buyer, or that the buyer may not choose."""
    _desks[0].refuse(ctx, choice)


def terms_by_seller(ctx: Context, buyer_id: UUID, terms_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Terms chosen for several sellers at once, by seller; refuses what `refuse_terms` does, and two of one seller."""
    if not terms_ids:
        return {}
    sellers = _desks[0].sellers(terms_ids)
    found: dict[UUID, UUID] = {}
    for terms_id in terms_ids:
        seller_id = sellers.get(terms_id, NOBODY)
        refuse_terms(ctx, TermsChoice(buyer_id, seller_id, terms_id))
        if found.setdefault(seller_id, terms_id) != terms_id:
            raise errors.terms_of_nobody(str(terms_id))
    return found


def refuse_strangers(terms: Mapping[UUID, UUID], seller_ids: Collection[UUID]) -> None:
    """Refuse terms of sellers that nothing is ordered from."""
    for seller_id, terms_id in terms.items():
        if seller_id not in seller_ids:
            raise errors.terms_of_nobody(str(terms_id))


def pin_terms(chosen: Sequence[tuple[UUID, UUID]]) -> None:
    """Keep the choice with orders that were written in this transaction: order, terms."""
    for terms_id in {terms_id for _order_id, terms_id in chosen}:
        mine = [order_id for order_id, terms in chosen if terms == terms_id]
        Order.objects.filter(pk__in=mine).update(payment_terms=terms_id)
