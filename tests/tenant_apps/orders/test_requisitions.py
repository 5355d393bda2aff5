"""Requisition lists: kept from orders and sheets, changed, shared or one's own, and ordered at the price of the day."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest
from django.test import Client

from shared_apps.commands import run
from shared_apps.foundation.quantity import QuantityIn
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.orders.commands import (
    ChangeList,
    KeepList,
    ListLineIn,
    NamedList,
    OpenSheet,
    OrderLineIn,
    OrderList,
    OrderSheet,
    PlaceOrder,
    change_list,
    drop_list,
    keep_list,
    open_sheet,
    order_list,
    order_sheet,
    place_order,
)
from tenant_apps.orders.commands.open_sheet import SheetRowIn
from tenant_apps.orders.models import Order, OrderLine, QuickRow, RequisitionLine, RequisitionList
from tenant_apps.orders.queries.requisitions import find_list
from tenant_apps.pricing.commands import PriceLine, SetPrices, set_prices
from tests.fixtures.people import person, signed_in
from tests.fixtures.trade import SYSTEM, Market, assert_sound
from tests.tenant_apps.orders.test_split_order import refusal


def kept(market: Market, **told: object) -> UUID:
    lines = [ListLineIn(item_id=market.items["steel"], quantity=QuantityIn("0.5", "TNE"), note="the thick one")]
    return run(keep_list, market.as_buyer(), KeepList(**{"name": "Weekly", "lines": lines, **told})).list_id


def on(list_id: UUID) -> dict[UUID, str]:
    rows = RequisitionLine.objects.filter(requisition_list_id=list_id)
    return {row.item_id: f"{row.quantity.normalize():f}" for row in rows}


def test_a_list_is_ordered_at_the_price_of_the_day(market: Market) -> None:
    steel, bolt = market.items["steel"], market.items["bolt"]
    list_id = kept(market)
    assert on(list_id) == {steel: "500"}, "in the unit of the item"
    bolts = ListLineIn(item_id=bolt, quantity=QuantityIn("12", "C62"))
    run(change_list, market.as_buyer(), ChangeList(list_id=list_id, lines=[bolts]))
    line = PriceLine(item_id=bolt, unit_price="9.99")
    run(set_prices, SYSTEM, SetPrices(supplier_id=market.seller, currency="EUR", lines=[line]))
    told = run(order_list, market.as_buyer(), OrderList(list_id=list_id, client_reference="W-1"))
    assert (told.rows, told.good, told.bad) == (2, 2, 0) and not Order.objects.exists()
    assert QuickRow.objects.get(item_id=steel).cells["note"] == "the thick one"
    run(order_sheet, market.as_buyer(), OrderSheet(sheet_id=told.sheet_id))
    order = Order.objects.get()
    assert order.client_reference == "W-1" and OrderLine.objects.get(item_id=bolt).unit_price == Decimal("9.99")
    assert RequisitionList.objects.get().ordered_at is not None
    again = run(keep_list, market.as_buyer(), KeepList(name="Of the order", order_id=order.pk))
    assert on(again.list_id) == {steel: "500", bolt: "12"}
    assert_sound()


def test_zero_takes_an_item_off_and_an_empty_list_is_not_ordered(market: Market) -> None:
    list_id = kept(market)
    off = ListLineIn(item_id=market.items["steel"], quantity=QuantityIn("0", "KGM"))
    assert run(change_list, market.as_buyer(), ChangeList(list_id=list_id, name="Empty", lines=[off])).lines == 0
    assert refusal(order_list, market.as_buyer(), OrderList(list_id=list_id)).code == "orders.nothing_to_keep"
    assert refusal(keep_list, market.as_buyer(), KeepList(name="None", lines=[off])).code == "orders.nothing_to_keep"
    assert refusal(keep_list, market.as_buyer(), KeepList(name=" ", lines=[])).field in ("name", "lines")


@pytest.mark.parametrize(("amount", "unit"), [("-1", "KGM"), ("1", "LTR"), ("x", "KGM")])
def test_what_is_no_quantity_of_the_item_is_refused(market: Market, amount: str, unit: str) -> None:
    list_id = kept(market)
    wrong = ListLineIn(item_id=market.items["steel"], quantity=QuantityIn(amount, unit))
    refused = refusal(change_list, market.as_buyer(), ChangeList(list_id=list_id, lines=[wrong]))
    assert refused.code == "orders.bad_quantity" and on(list_id) == {market.items["steel"]: "500"}


def test_one_s_own_list_is_nobody_else_s_and_a_shared_one_is_the_company_s(market: Market) -> None:
    list_id = kept(market)
    colleague = replace(market.as_buyer(), id="somebody-else")
    stranger = market.as_other_buyer()
    for who in (colleague, stranger):
        assert find_list(who, list_id) is None
        for command, data in ((order_list, OrderList(list_id=list_id)), (drop_list, NamedList(list_id=list_id))):
            assert refusal(command, who, data).code == "orders.list_unknown"
    run(change_list, market.as_buyer(), ChangeList(list_id=list_id, is_shared=True))
    assert find_list(colleague, list_id) is not None and find_list(stranger, list_id) is None
    run(drop_list, colleague, NamedList(list_id=list_id))
    assert not RequisitionLine.objects.exists()


def test_a_list_is_kept_from_the_understood_rows_of_a_sheet(market: Market) -> None:
    rows = [SheetRowIn(article="steel", quantity="5"), SheetRowIn(article="steel", quantity="7"),
            SheetRowIn(article="nobody has it", quantity="1")]  # fmt: skip
    sheet = run(open_sheet, market.as_buyer(), OpenSheet(rows=rows, currency="EUR"))
    made = run(keep_list, market.as_buyer(), KeepList(name="Pasted", sheet_id=sheet.sheet_id))
    assert on(made.list_id) == {market.items["steel"]: "12"}
    foreign = KeepList(name="Theirs", sheet_id=sheet.sheet_id)
    assert refusal(keep_list, market.as_other_buyer(), foreign).code == "orders.list_unknown"


def test_the_pages_keep_change_and_order_a_list(
    market: Market, tenant_a: TenantRef, client_of: Callable[[TenantRef | None], Client]
) -> None:
    client = signed_in(client_of(tenant_a), person("buyer", "b@x.example", company_id=market.buyer))
    lines = [OrderLineIn(sku="steel", quantity=QuantityIn("3", "KGM"))]
    order = run(place_order, market.as_buyer(), PlaceOrder(seller_id=market.seller, currency="EUR", lines=lines))
    assert "Keep as a list" in client.get(f"/orders/{order.order_id}/").content.decode()
    kept_now = client.post("/orders/lists/keep/", {"order_id": str(order.order_id), "name": "From the page"})
    row = RequisitionList.objects.get()
    here = f"/orders/lists/{row.pk}/"
    assert kept_now.status_code == 302 and kept_now["Location"] == here
    assert "From the page" in client.get("/orders/lists/").content.decode()
    steel, bolt = market.items["steel"], market.items["bolt"]
    assert client.post(here, {"article": "bolt", "quantity": "4", "note": "M8"}).status_code == 302
    assert client.post(here, {"article": "unheard of", "quantity": "4"}).status_code == 422
    changed = {"name": "Renamed", "is_shared": "yes", f"quantity-{steel}": "8.5", f"quantity-{bolt}": "0"}
    assert client.post(here, changed).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.is_shared, on(row.pk)) == ("Renamed", True, {steel: "8.5"})
    for text in ("some", "", "1,500", "-1", "NaN", "1e999999999", "0.0000001", "9" * 20):
        assert "is not a quantity" in client.post(here, {"name": "R", f"quantity-{steel}": text}).content.decode()
    sheet = client.post(f"{here}order/")
    assert sheet.status_code == 302 and sheet["Location"].startswith("/orders/quick/")
    assert "Keep as a list" in client.get(sheet["Location"]).content.decode()
    assert client.post(f"{here}drop/").status_code == 302 and client.get(here).status_code == 404
