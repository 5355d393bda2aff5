"""Shipments and invoices within bounds: those of one's own orders, those that leave from one's warehouses."""

from collections.abc import Callable
from uuid import UUID

import pytest

from shared_apps.commands import run
from shared_apps.foundation.money import Money, MoneyIn
from shared_apps.foundation.refusals import NotAllowed, NotFound
from tenant_apps.catalogue.commands import ChangeItem, CreateCategory, change_item, create_category
from tenant_apps.identity.models import Membership
from tenant_apps.identity.queries.explained import explained
from tenant_apps.inventory.commands import CreateWarehouse, create_warehouse
from tenant_apps.invoicing.models import Invoice
from tenant_apps.logistics.commands import (
    ConfirmReceipt,
    HoldShipment,
    Ship,
    confirm_receipt,
    hold_shipment,
    ship,
)
from tenant_apps.logistics.models import Shipment
from tenant_apps.logistics.queries import find_shipment
from tenant_apps.orders.commands import OrderLineIn, PlaceOrder, place_order
from tenant_apps.orders.models import Order
from tenant_apps.payments.commands import RecordPayment, record_payment
from tenant_apps.payments.models import Payment
from tenant_apps.trading.kernel.models import Deal
from tests.fixtures.people import SYSTEM, Person, person
from tests.fixtures.trade import Market, by_hand, deliver, kilos, pieces
from tests.tenant_apps.identity.test_bounds import order_of, within
from tests.tenant_apps.identity.test_people_pages import actor_of


def refused(call: Callable[[], object]) -> bool:
    with pytest.raises(NotFound) as caught:
        call()
    return caught.value.code == "logistics.shipment_unknown"


def test_the_goods_of_a_colleagues_order_are_neither_seen_nor_received(market: Market) -> None:
    by_hand()
    ann, ben = (person("buyer", f"{name}@b.example", company_id=market.buyer) for name in ("ann", "ben"))
    theirs = run(place_order, actor_of(ben), order_of(market, "2")).order_id
    ann = within(ann, "buyer", people="own")
    mine = run(place_order, actor_of(ann), order_of(market, "1")).order_id
    deliver()
    seen = Shipment.objects.visible_to(actor_of(ann))
    assert set(seen.values_list("order_id", flat=True)) == {mine}
    own, foreign = (Shipment.objects.get(order_id=one).pk for one in (mine, theirs))
    assert refused(lambda: find_shipment(actor_of(ann), foreign))
    for one in (own, foreign):
        run(ship, SYSTEM, Ship(shipment_id=one))
    assert refused(lambda: run(confirm_receipt, actor_of(ann), ConfirmReceipt(shipment_id=foreign)))
    run(confirm_receipt, actor_of(ann), ConfirmReceipt(shipment_id=own))
    run(confirm_receipt, actor_of(ben), ConfirmReceipt(shipment_id=foreign))
    deliver()
    assert Invoice.objects.count() == 2
    assert list(Invoice.objects.visible_to(actor_of(ann)).values_list("order_id", flat=True)) == [mine]
    assert Invoice.objects.visible_to(actor_of(ben)).count() == 2
    _paid_and_agreed(market, ann, ben, mine)
    # An event is for the whole company, whoever looks: the bound has no meaning there, and the page says so.
    boss = actor_of(person("company_admin", "boss@b.example", company_id=market.buyer))
    grant = Membership.objects.get(user_id=ann.id, until__isnull=True).pk
    assert explained(boss, grant, "trading.view_event").reasons[0].link.why == "cannot_be_bounded"
    assert explained(boss, grant, "invoicing.view_invoice").is_bounded


def _paid_and_agreed(market: Market, ann: Person, ben: Person, mine: UUID) -> None:
    """Of payments and deals, those of one's own orders are seen, and one that pays nothing yet is nobody's."""
    for invoice in Invoice.objects.all():
        amount = MoneyIn(**Money(invoice.total_minor, invoice.currency).as_json())
        run(record_payment, SYSTEM, RecordPayment(
            payer_id=market.buyer, payee_id=market.seller, amount=amount, reference=invoice.number
        ))  # fmt: skip
    unpaid = MoneyIn("1.00", "EUR")
    run(record_payment, SYSTEM, RecordPayment(payer_id=market.buyer, payee_id=market.seller, amount=unpaid))
    deliver()
    of_mine = Invoice.objects.get(order_id=mine).number
    assert list(Payment.objects.visible_to(actor_of(ann)).values_list("reference", flat=True)) == [of_mine]
    assert Payment.objects.visible_to(actor_of(ben)).count() == 3
    deal = Order.objects.get(pk=mine).deal_id
    assert list(Deal.objects.visible_to(actor_of(ann)).values_list("pk", flat=True)) == [deal]


def test_goods_of_other_categories_are_in_no_order_shipment_invoice_deal_or_payment(market: Market) -> None:
    for sku, code in (("steel", "wire"), ("bolt", "other")):
        run(create_category, SYSTEM, CreateCategory(code=code, name_en=code.title()))
        run(change_item, SYSTEM, ChangeItem(item_id=market.items[sku], category=code))
    one, both = (
        run(place_order, market.as_buyer(), PlaceOrder(seller_id=market.seller, currency="EUR", lines=lines)).order_id
        for lines in (
            [OrderLineIn(sku="steel", quantity=kilos("2"))],
            [OrderLineIn(sku="steel", quantity=kilos("1")), OrderLineIn(sku="bolt", quantity=pieces("1"))],
        )
    )
    deliver()
    clerk = actor_of(within(person("company_admin", company_id=market.buyer), "company_admin", categories=["wire"]))
    assert {"invoicing.view_invoice", "trading.view_deal", "payments.view_payment"} <= clerk.permissions
    assert list(Order.objects.visible_to(clerk).values_list("pk", flat=True)) == [one], "all lines, or none of it"
    for rows in (Shipment, Invoice):
        assert set(rows.objects.visible_to(clerk).values_list("order_id", flat=True)) == {one}, rows
        assert set(rows.objects.values_list("order_id", flat=True)) == {one, both}
    assert Deal.objects.visible_to(clerk).get().pk == Order.objects.get(pk=one).deal_id
    paid = Payment.objects.visible_to(clerk)
    assert Payment.objects.exists() and all(row.amount_minor == Order.objects.get(pk=one).total_minor for row in paid)


def test_nobody_pays_more_than_their_limit(market: Market) -> None:
    clerk = actor_of(within(person("finance", company_id=market.buyer), "finance", limit=MoneyIn("10.00", "EUR")))

    def pay(amount: str, currency: str = "EUR") -> None:
        run(record_payment, clerk, RecordPayment(payee_id=market.seller, amount=MoneyIn(amount, currency)))

    pay("10.00")
    for amount, currency in (("10.01", "EUR"), ("1.00", "USD")):
        with pytest.raises(NotAllowed) as caught:
            pay(amount, currency)
        assert (caught.value.code, caught.value.field) == ("payments.beyond_own_limit", "amount")
    assert Payment.objects.count() == 1


def test_another_warehouses_goods_do_not_leave_by_ones_hand(market: Market) -> None:
    by_hand()
    second = run(create_warehouse, SYSTEM, CreateWarehouse(company_id=market.seller, code="W2", name="Second"))
    clerks = [
        actor_of(within(person("warehouse", f"{place}@s.example", company_id=market.seller), "warehouse",
            warehouses=[place]))
        for place in (market.warehouse, second.warehouse_id)
    ]  # fmt: skip
    buyer = actor_of(person("buyer", "b@b.example", company_id=market.buyer))
    order_id = run(place_order, buyer, order_of(market, "2")).order_id
    deliver()
    shipment = Shipment.objects.get(order_id=order_id).pk
    assert [Shipment.objects.visible_to(one).count() for one in clerks] == [1, 0]
    assert refused(lambda: run(hold_shipment, clerks[1], HoldShipment(shipment_id=shipment, reason="because")))
    assert refused(lambda: run(ship, clerks[1], Ship(shipment_id=shipment)))
    run(ship, clerks[0], Ship(shipment_id=shipment))
    assert Shipment.objects.get(pk=shipment).state == "shipped"
