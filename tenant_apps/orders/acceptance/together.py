"""Accept orders inside an open command: for every source that is not the lane, through the same decision and writes."""

from collections.abc import Generator, Sequence
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction

from shared_apps.audit.record import origin_kept, request_id
from shared_apps.commands.context import Context
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.reach import about
from shared_apps.foundation.refusals import Refusal
from shared_apps.outbox import wake
from tenant_apps.catalogue.queries import lines_of_items, list_of_supplier
from tenant_apps.inventory.commands import refuse_unsellable
from tenant_apps.orders import errors
from tenant_apps.orders.acceptance import statements as sql
from tenant_apps.orders.acceptance.flow import Known, decide
from tenant_apps.orders.acceptance.numbered import numbered
from tenant_apps.orders.acceptance.reading import Call, Rows, first_calls, read_of
from tenant_apps.orders.acceptance.wishes import Wish
from tenant_apps.orders.acceptance.writing import Told, numbers_of
from tenant_apps.orders.commands.approving import let_policies_check
from tenant_apps.orders.commands.order_input import OrderAnswer
from tenant_apps.orders.commands.payment_terms import pin_terms, refuse_terms
from tenant_apps.orders.permissions import PLACE_ORDER
from tenant_apps.orders.types import TermsChoice

Found = TypeVar("Found")
REFERENCE_ONCE = "order_client_reference_once"
TRIES = 3


def accept(ctx: Context, wishes: Sequence[Wish], *, is_audited: bool) -> list[OrderAnswer | Refusal]:
    """Accept the orders that can be, in the order of `wishes`; a refused one leaves nothing behind.

    Locks limits, then stock levels, then the number series. `is_audited` writes an audit row for each.
    """
    let_policies_check(ctx, wishes)
    closed = [_closed(ctx, wish) for wish in wishes]
    rest = [wish for wish, refusal in zip(wishes, closed, strict=True) if refusal is None]
    answers = iter(_accept_again(ctx, rest, is_audited=is_audited) if rest else ())
    return [next(answers) if refusal is None else refusal for refusal in closed]


def _accept_again(ctx: Context, wishes: Sequence[Wish], *, is_audited: bool) -> list[OrderAnswer | Refusal]:
    """Once more when somebody else used a reference between our look and our write: the next look sees it."""
    if all(wish.data.client_reference is None for wish in wishes):
        return _accept(ctx, wishes, is_audited=is_audited)
    for _ in range(TRIES):
        try:
            with transaction.atomic(using=ctx.using):
                return _accept(ctx, wishes, is_audited=is_audited)
        except IntegrityError as error:
            if REFERENCE_ONCE not in str(error):
                raise
            last = error
    raise last


def _closed(ctx: Context, wish: Wish) -> Refusal | None:
    """What an app above has against promising the goods of an order, or against its terms of payment."""
    data = wish.data
    skus, ids = [line.sku for line in data.lines if line.sku], [line.item_id for line in data.lines]
    try:
        _refuse_other_categories(wish)
        refuse_unsellable(ctx, lambda: {one.id for one in list_of_supplier(data.seller_id, skus=skus, ids=ids)})
        if data.payment_terms is not None:
            promised = bool(wish.locked_prices)
            refuse_terms(ctx, TermsChoice(wish.buyer_id, data.seller_id, data.payment_terms, was_promised=promised))
    except Refusal as refusal:
        return refusal
    return None


def _refuse_other_categories(wish: Wish) -> None:
    """Refuse goods outside the categories that who orders is bound to, as if they were not for sale."""
    actor, data = wish.actor, wish.data
    if wish.approved or not any(reach.categories is not None for reach in actor.reaches(PLACE_ORDER) or ()):
        return
    skus, ids = [line.sku for line in data.lines if line.sku], [line.item_id for line in data.lines]
    items = {one.id: one.sku for one in list_of_supplier(data.seller_id, skus=skus, ids=ids)}
    for pk, line in lines_of_items(items).items():
        if not actor.may_about(PLACE_ORDER, about(categories=line)):
            raise errors.beyond_own_categories(items[pk])


def _accept(ctx: Context, wishes: Sequence[Wish], *, is_audited: bool) -> list[OrderAnswer | Refusal]:
    limits, facts = _send(ctx, first_calls([(wish.buyer_id, wish.data) for wish in wishes], [], []))
    read = read_of(limits, facts)
    read.now = ctx.now
    count = 1 + max(wish.number for wish in wishes)
    told = Told([None] * count, [request_id.get()] * count, [origin_kept()] * count, is_audited)
    decided = _drive(ctx, decide(read, wishes, told, Known(), exact=True))
    if not decided.orders:
        return [one for one in decided.verdicts if isinstance(one, Refusal)]
    faultpoint("orders.after_reserve")
    (row,) = _send(ctx, [(sql.WRITE, decided.values)])
    chosen = [(UUID(one.order_id), one.wish.data.payment_terms) for one in decided.orders]
    pin_terms([(order_id, terms) for order_id, terms in chosen if terms is not None])
    numbers = numbers_of(row, len(decided.orders), read.now.year)
    wake.after_commit()
    found = numbered(wishes, decided.verdicts, numbers)
    return [one if isinstance(one, Refusal) else one.answer(*pair) for one, pair in found]


def _drive(ctx: Context, steps: Generator[list[Call], Rows, Found]) -> Found:
    rows: Rows | None = None
    while True:
        try:
            calls = steps.send(rows) if rows is not None else next(steps)
        except StopIteration as end:
            found: Found = end.value
            return found
        rows = _send(ctx, calls)


def _send(ctx: Context, calls: Sequence[Call]) -> Rows:
    rows: Rows = []
    for statement, values in calls:
        with transaction.get_connection(ctx.using).cursor() as cursor:
            cursor.execute(statement.text, values)
            if cursor.description:
                rows.append(cursor.fetchone())
    return rows
