"""Stock held, issued, released and taken back by the commands of other apps."""

from collections.abc import Callable
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connections, transaction

from shared_apps.commands import Context
from shared_apps.foundation import clock
from shared_apps.foundation.invariants import check_all
from shared_apps.foundation.refusals import Conflict
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.inventory.commands import HoldLine, hold_stock, issue_holds, receive_return, release_holds
from tenant_apps.inventory.models import StockHold, StockLevel, StockMovement
from tests.fixtures.goods import goods, item, stock, warehouse
from tests.fixtures.people import SYSTEM, company

Levels = dict[UUID, tuple[Decimal, Decimal]]
SOURCE = "tests.deal"


def _ctx() -> Context:
    return Context(actor=SYSTEM, now=clock.now(scope.alias()), using=scope.alias())


def _level(item_id: UUID, warehouse_id: UUID) -> tuple[Decimal, Decimal]:
    row = StockLevel.objects.get(item_id=item_id, warehouse_id=warehouse_id)
    return row.on_hand, row.reserved


def test_a_hold_reserves_and_leaves_what_is_on_hand(tenant_a: TenantRef) -> None:
    made, deal = goods("10"), uuid4()
    held = hold_stock(_ctx(), [HoldLine(made.item_id, Decimal(4))], SOURCE, deal)
    assert [(one.warehouse_id, one.quantity) for one in held] == [(made.warehouse_id, Decimal(4))]
    assert _level(made.item_id, made.warehouse_id) == (10, 4)
    assert check_all() == []


def test_issued_goods_are_gone_and_leave_a_movement(tenant_a: TenantRef) -> None:
    made, deal = goods("10"), uuid4()
    hold_stock(_ctx(), [HoldLine(made.item_id, Decimal(4))], SOURCE, deal)
    assert issue_holds(_ctx(), SOURCE, deal) == 1
    assert _level(made.item_id, made.warehouse_id) == (6, 0)
    assert list(StockMovement.objects.filter(source_id=deal).values_list("kind", "quantity")) == [("issue", -4)]
    assert check_all() == []


@pytest.mark.parametrize("end", [issue_holds, release_holds])
def test_ending_holds_twice_ends_them_once(tenant_a: TenantRef, end: Callable[[Context, str, UUID], int]) -> None:
    made, deal = goods("10"), uuid4()
    hold_stock(_ctx(), [HoldLine(made.item_id, Decimal(4))], SOURCE, deal)
    end(_ctx(), SOURCE, deal)
    after = _level(made.item_id, made.warehouse_id)
    assert release_holds(_ctx(), SOURCE, deal) == 0
    assert issue_holds(_ctx(), SOURCE, deal) == 0
    assert _level(made.item_id, made.warehouse_id) == after


def test_a_release_frees_only_what_its_source_holds(tenant_a: TenantRef) -> None:
    made, first, second = goods("10"), uuid4(), uuid4()
    hold_stock(_ctx(), [HoldLine(made.item_id, Decimal(4))], SOURCE, first)
    hold_stock(_ctx(), [HoldLine(made.item_id, Decimal(3))], SOURCE, second)
    assert release_holds(_ctx(), SOURCE, first) == 1
    assert _level(made.item_id, made.warehouse_id) == (10, 3)
    assert check_all() == []


def test_more_than_is_free_is_refused_with_the_amount_that_is(tenant_a: TenantRef) -> None:
    made = goods("10")
    hold_stock(_ctx(), [HoldLine(made.item_id, Decimal(8))], SOURCE, uuid4())
    with pytest.raises(Conflict) as refused:
        hold_stock(_ctx(), [HoldLine(made.item_id, Decimal(3))], SOURCE, uuid4())
    assert refused.value.code == "inventory.insufficient_stock"
    assert refused.value.facts["available"] == "2"
    assert _level(made.item_id, made.warehouse_id) == (10, 8)
    assert StockHold.objects.count() == 1


def test_lines_on_one_item_add_up(tenant_a: TenantRef) -> None:
    made = goods("10")
    with pytest.raises(Conflict):
        hold_stock(_ctx(), [HoldLine(made.item_id, Decimal(6)), HoldLine(made.item_id, Decimal(6))], SOURCE, uuid4())
    assert StockHold.objects.count() == 0


def test_the_fullest_warehouse_is_chosen_when_none_is_named(tenant_a: TenantRef) -> None:
    made = goods("10")
    full = warehouse(made.supplier_id, "FULL")
    stock(full, **{made.item_id.hex: "20"})
    held = hold_stock(_ctx(), [HoldLine(made.item_id, Decimal(5))], SOURCE, uuid4())
    named = hold_stock(_ctx(), [HoldLine(made.item_id, Decimal(5), made.warehouse_id)], SOURCE, uuid4())
    assert [held[0].warehouse_id, named[0].warehouse_id] == [full, made.warehouse_id]


def test_what_is_not_kept_in_stock_is_skipped(tenant_a: TenantRef) -> None:
    postage = item(company(buys=False, sells=True), "POST", "Postage", stocked=False)
    deal = uuid4()
    assert hold_stock(_ctx(), [HoldLine(postage, Decimal(1))], SOURCE, deal) == []
    assert issue_holds(_ctx(), SOURCE, deal) == 0
    receive_return(_ctx(), [HoldLine(postage, Decimal(1))], SOURCE, deal)
    assert StockMovement.objects.count() == 0


def test_a_return_comes_back_on_hand(tenant_a: TenantRef) -> None:
    made, back = goods("10"), uuid4()
    receive_return(_ctx(), [HoldLine(made.item_id, Decimal(2), made.warehouse_id)], SOURCE, back)
    assert _level(made.item_id, made.warehouse_id) == (12, 0)
    assert list(StockMovement.objects.filter(source_id=back).values_list("kind", "quantity")) == [("return", 2)]
    assert check_all() == []


def test_the_database_refuses_to_promise_what_is_not_there(tenant_a: TenantRef) -> None:
    made = goods("10")
    with pytest.raises(IntegrityError), transaction.atomic(using=scope.alias()):
        StockLevel.objects.filter(item_id=made.item_id).update(reserved=11)


@pytest.mark.parametrize(
    "statement", ["UPDATE inventory_stockmovement SET quantity = 99", "DELETE FROM inventory_stockmovement"]
)
def test_the_database_refuses_to_change_a_movement(tenant_a: TenantRef, statement: str) -> None:
    goods("10")
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(using=scope.alias()):
        connections[scope.alias()].cursor().execute(statement)


def test_a_promise_that_no_hold_explains_is_a_breach(tenant_a: TenantRef) -> None:
    made = goods("10")
    StockLevel.objects.filter(item_id=made.item_id).update(reserved=1)
    assert {breach.invariant for breach in check_all()} == {"inventory.reserved_equals_holds"}
