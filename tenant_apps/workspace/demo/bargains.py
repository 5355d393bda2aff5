"""Orders of the demo, each brought to the stage its plan names.

While they are made, delivery and payment are done by hand; afterwards the marketplace's own rules hold again.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar
from uuid import UUID

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.money import Money, MoneyIn
from shared_apps.foundation.quantity import QuantityIn
from tenant_apps.catalogue.queries import ItemFacts
from tenant_apps.invoicing.queries import list_of_order as invoices_of
from tenant_apps.logistics.commands import ConfirmReceipt, Ship, confirm_receipt, ship
from tenant_apps.logistics.queries import list_of_order as shipments_of
from tenant_apps.orders.commands import (
    AcceptReturn,
    CancelOrder,
    OrderAnswer,
    OrderLineIn,
    PlaceOrder,
    accept_return,
    cancel_order,
    place_order,
)
from tenant_apps.orders.queries import has_reference
from tenant_apps.payments.commands import RecordPayment, record_payment
from tenant_apps.rulesets.queries import effective
from tenant_apps.workspace.demo.delivering import deliver
from tenant_apps.workspace.demo.plans import Bargain, MarketPlan
from tenant_apps.workspace.demo.rules import set_rules

BY_HAND = ("fulfilment.shipping", "fulfilment.receipt", "fulfilment.payment")
STEPS = ("accepted", "shipped", "invoiced", "part_paid", "settled")
PATIENCE_S = 30
Row = TypeVar("Row")


def seed_bargains(plan: MarketPlan, firms: dict[str, UUID], items: dict[str, ItemFacts]) -> None:
    """Place the orders that are not there yet and bring each to its stage."""
    missing = [
        bargain
        for bargain in plan.bargains
        if not has_reference(firms[bargain.buyer], firms[bargain.seller], bargain.reference)
    ]
    if not missing:
        return
    with _by_hand():
        for bargain in missing:
            order = _place(plan, bargain, firms, items)
            deliver()
            _advance(bargain, order, firms, items)
            deliver()


@contextmanager
def _by_hand() -> Iterator[None]:
    before = {key: effective(key) for key in BY_HAND}
    own = {key: found.value if found.level == "tenant" else None for key, found in before.items()}
    set_rules(dict.fromkeys(BY_HAND, "manual"), "demo: by hand")
    try:
        yield
    finally:
        set_rules(own, "demo: as before", everywhere=False)


def _seat(firms: dict[str, UUID], firm: str) -> Actor:
    return Actor(kind="system", id="demo", display=f"demo of {firm}", company_id=firms[firm], fresh_factor=True)


def _place(plan: MarketPlan, bargain: Bargain, firms: dict[str, UUID], items: dict[str, ItemFacts]) -> OrderAnswer:
    return run(
        place_order,
        _seat(firms, bargain.buyer),
        PlaceOrder(
            seller_id=firms[bargain.seller],
            currency=plan.currency,
            client_reference=bargain.reference,
            lines=[
                OrderLineIn(sku=sku, quantity=QuantityIn(quantity, items[sku].unit)) for sku, quantity in bargain.lines
            ],
        ),
    )


def _advance(bargain: Bargain, order: OrderAnswer, firms: dict[str, UUID], items: dict[str, ItemFacts]) -> None:
    buyer, seller = _seat(firms, bargain.buyer), _seat(firms, bargain.seller)
    if bargain.stage == "cancelled":
        run(cancel_order, buyer, CancelOrder(order_id=order.order_id, reason="planned twice"))
        return
    reached = STEPS.index("settled" if bargain.stage == "returned" else bargain.stage)
    if reached >= STEPS.index("shipped"):
        shipment = formed(shipments_of, order.order_id)
        run(ship, seller, Ship(shipment_id=shipment.id, carrier="Demo Freight", tracking=f"DF-{bargain.reference}"))
        deliver()
    if reached >= STEPS.index("invoiced"):
        run(confirm_receipt, buyer, ConfirmReceipt(shipment_id=shipment.id))
        deliver()
    if reached >= STEPS.index("part_paid"):
        _pay(bargain, order, buyer, whole=bargain.stage != "part_paid")
    if bargain.stage == "returned":
        _give_back(bargain, order, seller, items)


def _pay(bargain: Bargain, order: OrderAnswer, buyer: Actor, *, whole: bool) -> None:
    invoice = formed(invoices_of, order.order_id)
    minor = invoice.total_minor if whole else invoice.total_minor // 2
    run(
        record_payment,
        buyer,
        RecordPayment(
            payee_id=invoice.seller_id,
            amount=MoneyIn(**Money(minor, invoice.currency).as_json()),
            reference=f"{invoice.number} {bargain.reference}",
        ),
    )
    deliver()


def formed(list_of: Callable[[UUID], Sequence[Row]], order_id: UUID) -> Row:
    """The first of what follows an order. A worker may be making it: what it has taken, `drain` leaves to it."""
    until = time.monotonic() + PATIENCE_S
    while not (found := list_of(order_id)):
        if time.monotonic() > until:
            raise RuntimeError(f"nothing of {list_of.__module__} came of order {order_id} within {PATIENCE_S} s")
        time.sleep(0.1)
        deliver()
    return found[0]


def _give_back(bargain: Bargain, order: OrderAnswer, seller: Actor, items: dict[str, ItemFacts]) -> None:
    sku, quantity = bargain.lines[0]
    run(
        accept_return,
        seller,
        AcceptReturn(
            order_number=order.number,
            reason="damaged in transport",
            lines=[OrderLineIn(sku=sku, quantity=QuantityIn(str(int(quantity) // 4), items[sku].unit))],
        ),
    )
