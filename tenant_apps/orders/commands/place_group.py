"""Order one basket at several sellers: everything is accepted, or nothing is."""

from uuid import UUID

import msgspec
from django.utils.translation import get_language

from shared_apps.commands import Context, command
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.refusals import Refusal
from shared_apps.outbox.sagas.begin import begin
from tenant_apps.orders import errors
from tenant_apps.orders.commands.order_input import PlaceOrder
from tenant_apps.orders.commands.prepaid_buyers import refuse_prepaid
from tenant_apps.orders.tentative.group import GROUP
from tenant_apps.orders.tentative.models import OrderGroup
from tenant_apps.orders.tentative.partner import ask
from tenant_apps.rulesets.commands import take_number
from tenant_apps.trading.kernel.commands import acting_company

FEWEST, MOST = 2, 20


class PlaceGroup(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One order for each seller, all of one buyer."""

    orders: list[PlaceOrder]
    buyer_id: UUID | None = None


class GroupAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """`state` is `trying`: what was asked for is being held. Ask for the group to hear how it ended."""

    group_id: UUID
    number: str
    state: str


@command("orders.place_group", input=PlaceGroup)
def place_group(ctx: Context, data: PlaceGroup) -> GroupAnswer:
    """Order at several sellers at once, all or nothing.

    Prices are those of now. Stock and limits are tried seller by seller afterwards; if one refuses, what the others
    hold is let go and nothing is ordered.
    """
    buyer_id = acting_company(ctx, "orders.place_group", data.buyer_id, field="buyer_id")
    if not FEWEST <= len(data.orders) <= MOST:
        raise errors.group_size(FEWEST, MOST)
    sellers: set[UUID] = set()
    for at, order in enumerate(data.orders):
        if order.seller_id in sellers:
            raise errors.seller_twice(f"orders[{at}].seller_id")
        if order.buyer_id not in (None, buyer_id):
            raise errors.another_buyer(f"orders[{at}].buyer_id")
        sellers.add(order.seller_id)
        refuse_prepaid(buyer_id, order.seller_id)
    group = OrderGroup(id=uuid7(), number=take_number("G", ctx.now), buyer_id=buyer_id, asked_at=ctx.now)
    group.save(force_insert=True)
    for at, order in enumerate(data.orders):
        try:
            ask(ctx, order, buyer_id, group=group, part=at)
        except Refusal as refusal:
            refusal.field = f"orders[{at}].{refusal.field or 'seller_id'}"
            raise
    group.saga_id = begin(
        GROUP.name,
        group.number,
        {"group_id": str(group.pk), "language": get_language() or "en"},
        at=ctx.now,
        title=group.number,
        parts=len(data.orders),
        asked_by=ctx.actor.display or ctx.actor.id,
    )
    group.save(update_fields=["saga_id"])
    ctx.audit(target="orders.group", target_id=group.pk, facts={"number": group.number, "sellers": len(sellers)})
    return GroupAnswer(group_id=group.pk, number=group.number, state=group.state)
