"""Work in several steps of the demo: baskets at two suppliers, one of them let go, and orders that are paid first.

The pair of companies that pays first is one that has no other order in the plan, so that nothing else changes for it.
"""

from uuid import UUID

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.money import MoneyIn
from shared_apps.foundation.quantity import QuantityIn
from shared_apps.outbox import relay
from shared_apps.outbox.sagas import drive
from tenant_apps.catalogue.queries import ItemFacts
from tenant_apps.orders.commands import (
    OrderLineIn,
    PlaceGroup,
    PlaceOrder,
    SetPrepaid,
    is_prepaid,
    place_group,
    set_prepaid,
)
from tenant_apps.payments.commands import RecordPayment, record_payment
from tenant_apps.prepayment.commands import PrepaymentAnswer, order_prepaid
from tenant_apps.workspace.demo.plans import Good, MarketPlan

TOO_MUCH = "9000000"


def seed_processes(plan: MarketPlan, firms: dict[str, UUID], items: dict[str, ItemFacts]) -> None:
    """Once: baskets, and a buyer that pays first with one order that waits, one half paid and one ordered."""
    stocked = {good.firm: good for good in plan.goods if good.stock not in ("0", "")}
    pair = _pair(plan, list(stocked))
    if pair is None or is_prepaid(firms[pair[0]], firms[pair[1]]):
        return
    buyer, seller = pair
    if len(stocked) > 1:
        first, second = list(stocked.values())[:2]
        someone = next(firm.code for firm in plan.firms if firm.buys and firm.code not in (first.firm, second.firm))
        _basket(plan, firms, items, someone, ((first, _least(first)), (second, _least(second))))
        _basket(plan, firms, items, someone, ((first, _least(first)), (second, TOO_MUCH)))
    wanted = SetPrepaid(seller_id=firms[seller], buyer_id=firms[buyer], is_prepaid=True)
    run(set_prepaid, _seat(firms, seller), wanted)
    for share in (0, 2, 1):
        made = _prepaid(plan, firms, items, pair, stocked[seller], _least(stocked[seller]))
        if share:
            _pay(firms, pair, made, share)
    _go_on()


def _pair(plan: MarketPlan, sellers: list[str]) -> tuple[str, str] | None:
    """A buyer and a seller that have nothing to do with each other yet."""
    known = {(bargain.buyer, bargain.seller) for bargain in plan.bargains}
    return next(
        (
            (firm.code, seller)
            for firm in reversed(plan.firms)
            for seller in sellers
            if firm.buys and firm.code != seller and (firm.code, seller) not in known
        ),
        None,
    )


def _basket(
    plan: MarketPlan, firms: dict[str, UUID], items: dict[str, ItemFacts], buyer: str,
    goods: tuple[tuple[Good, str], ...],
) -> None:  # fmt: skip
    orders = [
        PlaceOrder(seller_id=firms[good.firm], currency=plan.currency, lines=[_line(items[good.sku], quantity)])
        for good, quantity in goods
    ]
    run(place_group, _seat(firms, buyer), PlaceGroup(orders=orders))
    _go_on()


def _prepaid(
    plan: MarketPlan, firms: dict[str, UUID], items: dict[str, ItemFacts], pair: tuple[str, str], good: Good,
    quantity: str,
) -> PrepaymentAnswer:  # fmt: skip
    wish = PlaceOrder(seller_id=firms[pair[1]], currency=plan.currency, lines=[_line(items[good.sku], quantity)])
    made = run(order_prepaid, _seat(firms, pair[0]), wish)
    _go_on()
    return made


def _pay(firms: dict[str, UUID], pair: tuple[str, str], made: PrepaymentAnswer, share: int) -> None:
    """Pay all of it (1) or about a half (2)."""
    due = made.due.money()
    amount = MoneyIn(**type(due)(-(-due.minor // share), due.currency).as_json())
    data = RecordPayment(payee_id=firms[pair[1]], amount=amount, reference=f"prepayment {made.number}")
    run(record_payment, _seat(firms, pair[0]), data)
    _go_on()


def _least(good: Good) -> str:
    """The least quantity that has a list price."""
    return good.tiers[0][0]


def _line(item: ItemFacts, quantity: str) -> OrderLineIn:
    return OrderLineIn(item_id=item.id, quantity=QuantityIn(quantity, item.unit))


def _go_on() -> None:
    while relay.drain() + drive.drive_due():
        pass


def _seat(firms: dict[str, UUID], firm: str) -> Actor:
    return Actor(kind="system", id="demo", display=f"demo of {firm}", company_id=firms[firm], fresh_factor=True)
