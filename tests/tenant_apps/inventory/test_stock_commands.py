"""Warehouses, opening stock, counts and receipts: what is written, what is refused, who sees it."""

from decimal import Decimal
from uuid import uuid4

import pytest

from shared_apps.commands import Context, run
from shared_apps.foundation import clock
from shared_apps.foundation.invariants import check_all
from shared_apps.foundation.refusals import Conflict, Invalid, NotAllowed, NotFound, Refusal
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.inventory.commands import (
    AdjustStock,
    CreateWarehouse,
    HoldLine,
    OpeningLine,
    ReceiptLineIn,
    RecordGoodsReceipt,
    SetOpeningStock,
    adjust_stock,
    create_warehouse,
    hold_stock,
    record_goods_receipt,
    set_opening_stock,
)
from tenant_apps.inventory.models import GoodsReceipt, StockLevel, StockMovement, Warehouse
from tenant_apps.inventory.queries import available, list_stock, list_warehouses
from tests.fixtures.goods import acting_for, goods, item, warehouse
from tests.fixtures.people import SYSTEM, company


def test_a_warehouse_code_is_taken_once_per_company(tenant_a: TenantRef) -> None:
    first, second = company("One", sells=True), company("Two", sells=True)
    warehouse(first, "MAIN")
    warehouse(second, "MAIN")
    with pytest.raises(Conflict) as refused:
        warehouse(first, "MAIN")
    assert refused.value.code == "inventory.warehouse_taken"
    assert Warehouse.objects.count() == 2


def test_a_company_makes_warehouses_for_itself_only(tenant_a: TenantRef) -> None:
    own, other = company("Own", sells=True), company("Other", sells=True)
    actor = acting_for(own, "inventory.create_warehouse")
    with pytest.raises(NotAllowed):
        run(create_warehouse, actor, CreateWarehouse(code="X", name="X", company_id=other))
    assert run(create_warehouse, actor, CreateWarehouse(code="X", name="X")).code == "X"
    assert list(Warehouse.objects.values_list("company_id", flat=True)) == [own]


def test_stock_is_opened_once(tenant_a: TenantRef) -> None:
    made = goods("10")
    again = SetOpeningStock(warehouse_id=made.warehouse_id, lines=[OpeningLine(item_id=made.item_id, quantity="5")])
    with pytest.raises(Conflict) as refused:
        run(set_opening_stock, SYSTEM, again)
    assert refused.value.code == "inventory.opened_already"
    assert StockLevel.objects.get().on_hand == 10
    assert StockMovement.objects.count() == 1


@pytest.mark.parametrize(("quantity", "code"), [("2.5", "inventory.bad_value"), ("-1", "inventory.bad_value")])
def test_a_piece_is_not_divided_and_stock_is_not_negative(tenant_a: TenantRef, quantity: str, code: str) -> None:
    supplier = company(buys=False, sells=True)
    made, place = item(supplier), warehouse(supplier)
    with pytest.raises(Invalid) as refused:
        run(
            set_opening_stock,
            SYSTEM,
            SetOpeningStock(warehouse_id=place, lines=[OpeningLine(item_id=made, quantity=quantity)]),
        )
    assert (refused.value.code, refused.value.field) == (code, "lines[0].quantity")
    assert StockLevel.objects.count() == 0


def test_an_item_of_another_supplier_is_not_opened(tenant_a: TenantRef) -> None:
    made = goods("10")
    stranger = company("Stranger", buys=False, sells=True)
    place = warehouse(stranger)
    data = SetOpeningStock(warehouse_id=place, lines=[OpeningLine(item_id=made.item_id, quantity="5")])
    for actor in (SYSTEM, acting_for(stranger, "inventory.set_opening_stock")):
        with pytest.raises(Refusal):
            run(set_opening_stock, actor, data)
    assert StockLevel.objects.count() == 1


def test_another_company_s_warehouse_is_as_unknown_as_none(tenant_a: TenantRef) -> None:
    made = goods("10")
    actor = acting_for(company("Stranger", sells=True), "inventory.adjust_stock")
    data = AdjustStock(item_id=made.item_id, warehouse_id=made.warehouse_id, change="-10", reason="stolen")
    with pytest.raises(NotFound) as refused:
        run(adjust_stock, actor, data)
    assert refused.value.code == "inventory.warehouse_unknown"
    assert StockLevel.objects.get().on_hand == 10


@pytest.mark.parametrize(("fields", "after"), [({"change": "-3"}, 7), ({"on_hand": "12"}, 12), ({"change": "5"}, 15)])
def test_a_count_or_a_change_becomes_a_movement(tenant_a: TenantRef, fields: dict[str, str], after: int) -> None:
    made = goods("10")
    data = AdjustStock(item_id=made.item_id, warehouse_id=made.warehouse_id, reason="yearly count", **fields)  # type: ignore[arg-type]
    assert run(adjust_stock, SYSTEM, data).on_hand == str(after)
    assert StockLevel.objects.get().on_hand == after
    assert StockMovement.objects.filter(kind="adjustment").get().quantity == after - 10
    assert check_all() == []


def test_stock_is_not_adjusted_below_what_is_promised(tenant_a: TenantRef) -> None:
    made = goods("10")
    ctx = Context(actor=SYSTEM, now=clock.now(scope.alias()), using=scope.alias())
    hold_stock(ctx, [HoldLine(made.item_id, Decimal(6))], "tests.deal", uuid4())
    data = AdjustStock(item_id=made.item_id, warehouse_id=made.warehouse_id, on_hand="5", reason="yearly count")
    with pytest.raises(Conflict) as refused:
        run(adjust_stock, SYSTEM, data)
    assert refused.value.facts == {"reserved": "6"}
    assert StockLevel.objects.get().on_hand == 10


def test_a_shipment_is_received_once(tenant_a: TenantRef) -> None:
    made, buyer = goods("10"), company("Buyer")
    line = ReceiptLineIn(order_line_id=uuid4(), item_id=made.item_id, accepted=Decimal(4), refused=Decimal(1))
    data = RecordGoodsReceipt(shipment_id=uuid4(), receiver_id=buyer, lines=[line])
    first = run(record_goods_receipt, SYSTEM, data)
    assert run(record_goods_receipt, SYSTEM, data) == first
    assert GoodsReceipt.objects.get().number == first.number
    assert first.number.startswith("GR-") and first.number.endswith("-000001")


def test_a_company_sees_its_own_stock_and_nobody_else_s(tenant_a: TenantRef) -> None:
    made = goods("10")
    owner = acting_for(made.supplier_id, "inventory.view_stock")
    stranger = acting_for(company("Stranger", sells=True), "inventory.view_stock")
    assert [line.free for line in list_stock(owner)] == [Decimal(10)]
    assert [line.id for line in list_warehouses(owner)] == [made.warehouse_id]
    assert list_stock(stranger) == []
    assert list_warehouses(stranger) == []
    assert available([made.item_id]) == {made.item_id: Decimal(10)}
