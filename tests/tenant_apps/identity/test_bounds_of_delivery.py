"""Shipments and invoices within bounds: those of one's own orders, those that leave from one's warehouses."""

from collections.abc import Callable

import pytest

from shared_apps.commands import run
from shared_apps.foundation.refusals import NotFound
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
from tenant_apps.orders.commands import place_order
from tests.fixtures.people import SYSTEM, person
from tests.fixtures.trade import Market, by_hand, deliver
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
    # Money moved is of no order and of nobody in particular: the bound has no meaning there, and the page says so.
    boss = actor_of(person("company_admin", "boss@b.example", company_id=market.buyer))
    grant = Membership.objects.get(user_id=ann.id, until__isnull=True).pk
    assert explained(boss, grant, "payments.view_payment").reasons[0].link.why == "cannot_be_bounded"
    assert explained(boss, grant, "invoicing.view_invoice").is_bounded


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
