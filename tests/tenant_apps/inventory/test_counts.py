"""Counts: blind, freeze-free, counted again, decided by another person."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from shared_apps.commands import Context, run
from shared_apps.foundation import clock
from shared_apps.foundation.invariants import check_all
from shared_apps.foundation.refusals import Conflict, Invalid, NotFound
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.inventory.commands import (
    CancelCount,
    CreateBin,
    DecideCount,
    HoldLine,
    PlanCount,
    RecordCount,
    cancel_count,
    create_bin,
    decide_count,
    hold_stock,
    issue_holds,
    plan_count,
    record_count,
)
from tenant_apps.inventory.decisions.judge_count import class_by_value, judge_count
from tenant_apps.inventory.models import CountLine, StockCount, StockLevel, StockMovement
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tests.fixtures.goods import Goods, goods, item, price, stock
from tests.fixtures.lots import ctx_of, keeper, lots, received
from tests.fixtures.people import SYSTEM, company
from tests.proofs import proves


def planned(made: Goods, method: str = "all", **more: object) -> list[CountLine]:
    data = PlanCount(warehouse_id=made.warehouse_id, count_method=method, **more)  # type: ignore[arg-type]
    count = run(plan_count, SYSTEM, data).count_id
    return list(CountLine.objects.filter(count=count).select_related("item", "lot").order_by("item__sku", "lot__code"))


def counted(line: CountLine, found: str, name: str = "ann", **more: object) -> str:
    who = keeper(line.count.warehouse.company_id, name)
    return run(record_count, who, RecordCount(line_id=line.pk, found=found, **more)).state  # type: ignore[arg-type]


def on_hand(made: Goods) -> Decimal:
    return StockLevel.objects.get(item_id=made.item_id).on_hand


def sell(made: Goods, quantity: str, at: datetime) -> None:
    deal, ctx = uuid4(), Context(SYSTEM, at, scope.alias())
    hold_stock(ctx, [HoldLine(made.item_id, Decimal(quantity), made.warehouse_id)], "tests.deal", deal)
    issue_holds(ctx, "tests.deal", deal)


@pytest.mark.parametrize(
    ("expected", "found", "rounds", "value", "limit", "may", "verdict"),
    [
        ("100", "100", 1, None, "0", True, "exact"),
        ("100", "98", 1, "5", "500", True, "book"),
        ("100", "97", 1, "5", "500", True, "recount"),
        ("100", "97", 2, "5", "500", True, "book"),
        ("100", "97", 2, "500", "500", True, "book"),
        ("100", "97", 2, "500.01", "500", True, "review"),
        ("100", "97", 2, None, "500", True, "review"),
        ("100", "97", 2, None, None, True, "book"),
        ("100", "97", 2, "5", None, False, "review"),
        ("0", "1", 1, "5", "500", True, "recount"),
    ],
)  # fmt: skip
def test_verdicts(
    expected: str, found: str, rounds: int, value: str | None, limit: str | None, may: bool, verdict: str
) -> None:
    assert verdict == judge_count(
        Decimal(expected), Decimal(found), rounds=rounds, tolerance_percent=Decimal(2),
        value=None if value is None else Decimal(value), approve_above=None if limit is None else Decimal(limit),
        may_book=may,
    )  # fmt: skip


def test_classes_by_value_moved() -> None:
    moved = {"a": Decimal(79), "b": Decimal(10), "c": Decimal(6), "d": Decimal(5), "e": Decimal(0)}
    assert class_by_value(moved) == {"a": "A", "b": "A", "c": "B", "d": "C", "e": "C"}
    assert class_by_value({"x": Decimal(0)}) == {"x": "C"}


def test_a_right_count_books_nothing_and_closes(tenant_a: TenantRef) -> None:
    made = lots(A=("4", 10), B=("6", 20))
    first, second = planned(made)
    assert (counted(first, "4"), counted(second, "6")) == ("done", "done")
    count = StockCount.objects.get()
    assert (count.state, count.counted, count.exact) == ("closed", 2, 2)
    assert StockMovement.objects.filter(kind="count").count() == 0
    assert check_all() == []


@proves("stock.count_tolerance")
def test_a_large_difference_is_counted_again_and_then_booked(tenant_a: TenantRef) -> None:
    made = goods("100", "1.00")
    line = planned(made)[0]
    assert counted(line, "95") == "recount"
    assert on_hand(made) == 100
    assert counted(line, "96") == "done"
    assert on_hand(made) == 96
    assert StockMovement.objects.get(kind="count").quantity == -4
    assert StockCount.objects.get().exact == 0
    with pytest.raises(Conflict):
        counted(line, "96")
    run(change_settings, SYSTEM, ChangeSettings(changes={"stock.count_tolerance": "10"}))
    assert counted(planned(made)[0], "90") == "done"
    assert (on_hand(made), check_all()) == (90, [])


@proves("stock.count_approve_value")
def test_a_dear_difference_waits_for_another_person(tenant_a: TenantRef) -> None:
    made = goods("100", "300.00")
    line = planned(made)[0]
    assert counted(line, "98") == "review"
    assert on_hand(made) == 100
    yes = DecideCount(line_id=line.pk, accept=True, reason="searched everywhere")
    with pytest.raises(Conflict) as refused:
        run(decide_count, keeper(made.supplier_id, "ann"), yes)
    assert refused.value.code == "inventory.same_person"
    anew = DecideCount(line_id=line.pk, accept=False, reason="look behind the door")
    assert run(decide_count, keeper(made.supplier_id, "bob"), anew).state == "open"
    assert counted(line, "98") == "review"
    assert run(decide_count, keeper(made.supplier_id, "bob"), yes).state == "done"
    assert (on_hand(made), check_all()) == (98, [])
    run(change_settings, SYSTEM, ChangeSettings(changes={"stock.count_approve_value": "10000"}))
    assert counted(planned(made)[0], "97") == "done"


def test_what_moves_around_a_count_is_reckoned_in(tenant_a: TenantRef) -> None:
    made = goods("100", "1.00")
    line = planned(made)[0]
    began = clock.now(scope.alias())
    sell(made, "10", began + timedelta(minutes=10))
    sell(made, "20", began + timedelta(minutes=30))
    # One was missing when it was counted, between the two sales; it is written down after both.
    late = Context(keeper(made.supplier_id), began + timedelta(minutes=40), scope.alias())
    data = RecordCount(line_id=line.pk, found="89", counted_at=began + timedelta(minutes=20))
    assert late.call(record_count, data).state == "done"
    line.refresh_from_db()
    assert (line.expected, line.difference, on_hand(made)) == (90, -1, 69)
    again = planned(made)[0]
    with pytest.raises(Invalid):
        counted(again, "69", counted_at=began - timedelta(days=2))


def test_a_difference_that_eats_promised_goods_waits(tenant_a: TenantRef) -> None:
    made = goods("100", "1.00")
    hold_stock(ctx_of(), [HoldLine(made.item_id, Decimal(99))], "tests.deal", uuid4())
    line = planned(made)[0]
    assert counted(line, "98") == "review"
    with pytest.raises(Conflict) as refused:
        run(decide_count, SYSTEM, DecideCount(line_id=line.pk, accept=True, reason="gone for good"))
    assert refused.value.code == "inventory.below_reserved"
    assert (on_hand(made), check_all()) == (100, [])


@proves("stock.demand_window")
def test_a_plan_takes_what_it_names(tenant_a: TenantRef) -> None:
    made = goods("100", "10.00")
    slow = item(made.supplier_id, "NAIL-1", "Nail")
    stock(made.warehouse_id, **{slow.hex: "50"})
    price(made.supplier_id, slow, "1.00")
    none = item(made.supplier_id, "ZINC-1", "Zinc")
    run(create_bin, SYSTEM, CreateBin(warehouse_id=made.warehouse_id, code="Z-1", zone="Z"))
    received(made.warehouse_id, slow, "7", bin="Z-1")
    sell(made, "5", clock.now(scope.alias()) - timedelta(days=30))
    for method, more, wanted in (
        ("abc", {"class_abc": "A"}, ["WIRE-6"]),
        ("abc", {"class_abc": "C"}, ["NAIL-1", "NAIL-1"]),
        ("zone", {"zone": "Z"}, ["NAIL-1"]),
        ("list", {"item_ids": [none]}, ["ZINC-1"]),
    ):
        lines = planned(made, method, **more)
        assert [line.item.sku for line in lines] == wanted
        run(cancel_count, SYSTEM, CancelCount(count_id=lines[0].count_id))
    run(change_settings, SYSTEM, ChangeSettings(changes={"stock.demand_window": 7}))
    with pytest.raises(Conflict):
        planned(made, "abc", class_abc="A")
    planned(made)
    with pytest.raises(Conflict):
        planned(made)
    with pytest.raises(Invalid):
        planned(made, "abc")


def test_strangers_neither_plan_nor_count(tenant_a: TenantRef) -> None:
    made = goods("10")
    line = planned(made)[0]
    stranger = keeper(company("Stranger"))
    with pytest.raises(NotFound):
        run(record_count, stranger, RecordCount(line_id=line.pk, found="1"))
    with pytest.raises(NotFound):
        run(plan_count, stranger, PlanCount(warehouse_id=made.warehouse_id, count_method="all"))
    unknown: UUID = uuid4()
    with pytest.raises(NotFound):
        run(record_count, stranger, RecordCount(line_id=unknown, found="1"))
