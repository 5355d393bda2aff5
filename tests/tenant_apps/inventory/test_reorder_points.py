"""Reorder points and alerts: reckoned from what left, found when a level crosses, ended with some distance."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import psycopg
import pytest
from django.core.mail import EmailMessage
from django.db import connections, transaction
from django.test.utils import CaptureQueriesContext

from shared_apps.commands import Context, run
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.invariants import check_all
from shared_apps.foundation.refusals import Invalid, NotFound
from shared_apps.outbox import cleaning, daily, jobs, looks, tasks
from shared_apps.outbox.models import Job, OutboxMessage
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.inventory.commands import (
    AdjustStock,
    CancelSupply,
    ExpectSupply,
    HoldLine,
    MoveSupply,
    ReceiveSupply,
    SetReorderPoint,
    adjust_stock,
    cancel_supply,
    expect_supply,
    hold_stock,
    issue_holds,
    mark_supplies_late,
    move_supply,
    receive_supply,
    release_holds,
    set_reorder_point,
)
from tenant_apps.inventory.commands.supplies import MarkLate
from tenant_apps.inventory.models import (
    DailyDemand,
    ExpectedSupply,
    ReorderPoint,
    StockAlert,
    StockCrossing,
    StockLevel,
)
from tenant_apps.inventory.queries.promising import promise_of
from tenant_apps.inventory.queries.reorder import has_crossings
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tests.fixtures.goods import Goods, goods, item, stock
from tests.fixtures.lots import ctx_of, today
from tests.fixtures.people import SYSTEM, company, person
from tests.proofs import proves

RIGHTS = frozenset({"inventory.set_reorder_point", "inventory.expect_supply", "inventory.receive_supply"})


def keeper(company_id: UUID) -> Actor:
    return Actor(kind="user", id="ann", display="Ann", company_id=company_id, permissions=RIGHTS)


def now() -> datetime:
    return clock.now(scope.alias())


def set_point(made: Goods, **more: object) -> ReorderPoint:
    data = SetReorderPoint(item_id=made.item_id, warehouse_id=made.warehouse_id, **more)  # type: ignore[arg-type]
    return ReorderPoint.objects.get(pk=run(set_reorder_point, keeper(made.supplier_id), data).point_id)


def promised(made: Goods, quantity: str) -> UUID:
    deal = uuid4()
    hold_stock(ctx_of(), [HoldLine(made.item_id, Decimal(quantity), made.warehouse_id)], "tests.deal", deal)
    return deal


def sold(made: Goods, quantity: str, days_ago: int) -> None:
    ctx, deal = Context(SYSTEM, now() - timedelta(days=days_ago), scope.alias()), uuid4()
    hold_stock(ctx, [HoldLine(made.item_id, Decimal(quantity), made.warehouse_id)], "tests.deal", deal)
    issue_holds(ctx, "tests.deal", deal)


def tick() -> None:
    """What a worker does at every wake-up and sweep."""
    tasks._look()


def alerts(made: Goods) -> list[tuple[str, Decimal]]:
    rows = StockAlert.objects.filter(item_id=made.item_id).order_by("id")
    return [(row.state, row.free) for row in rows]


def test_a_promise_that_crosses_the_line_is_an_alert_after_one_tick(tenant_a: TenantRef) -> None:
    made = goods("30")
    set_point(made, fixed_point="20")
    tick()
    promised(made, "10")
    tick()
    assert alerts(made) == [], "at the point is not under it"
    deal = promised(made, "1")
    assert has_crossings()
    tick()
    assert alerts(made) == [("open", Decimal(19))]
    promised(made, "2")
    tick()
    assert len(alerts(made)) == 1, "one alert for an item in a warehouse"
    # Released to 18: 10 % above the point is 22, so coming back to 20 does not end it.
    release_holds(ctx_of(), "tests.deal", deal)
    run(adjust_stock, SYSTEM, AdjustStock(
        item_id=made.item_id, warehouse_id=made.warehouse_id, change="3", reason="found"
    ))  # fmt: skip
    tick()
    assert alerts(made) == [("open", Decimal(19))]
    run(adjust_stock, SYSTEM, AdjustStock(
        item_id=made.item_id, warehouse_id=made.warehouse_id, change="1", reason="found"
    ))  # fmt: skip
    tick()
    assert alerts(made) == [("cleared", Decimal(19))]
    names = list(
        OutboxMessage.objects.filter(name__startswith="inventory.stock_r").order_by("event_id").values_list("name")
    )
    assert names == [("inventory.stock_runs_low",), ("inventory.stock_recovered",)]
    assert not has_crossings()
    assert check_all() == []


def test_plain_sql_that_crosses_is_seen_too_and_reads_no_other_rows(tenant_a: TenantRef) -> None:
    """The look reads what crossed and no level at all, with 3,000 other watched ones there."""
    made = goods("30")
    set_point(made, fixed_point="20")
    with transaction.get_connection(scope.alias()).cursor() as cursor:
        cursor.execute(
            "INSERT INTO catalogue_item SELECT (jsonb_populate_record(i, jsonb_build_object('id', uuidv7(), 'sku',"
            " 'FILL-' || n))).* FROM catalogue_item i, generate_series(1, 3000) n WHERE i.id = %s", [made.item_id],
        )  # fmt: skip
        cursor.execute(
            "INSERT INTO inventory_stocklevel (id, item_id, warehouse_id, on_hand, reserved, quarantined, reorder_at,"
            " clear_at) SELECT uuidv7(), id, %s, 0, 0, 0, -1, 0 FROM catalogue_item WHERE sku LIKE 'FILL-%%'",
            [made.warehouse_id],
        )  # fmt: skip
        cursor.execute("ANALYZE inventory_stocklevel, inventory_stockalert, inventory_stockcrossing")
        cursor.execute("UPDATE inventory_stocklevel SET reserved = 15 WHERE item_id = %s", [made.item_id])
        assert StockCrossing.objects.count() == 1
        with CaptureQueriesContext(connections[scope.alias()]) as seen:
            assert looks.look_at_once() == 1
        assert len(seen) < 40
        selects = [one["sql"] for one in seen if one["sql"].startswith("SELECT") and "inventory_" in one["sql"]]
        assert selects and not any("inventory_stocklevel" in sql for sql in selects), "no plan can read a level"
        cursor.execute("UPDATE inventory_stocklevel SET reserved = 0 WHERE item_id = %s", [made.item_id])
    assert alerts(made) == [("open", Decimal(15))]


def test_of_one_level_the_newest_crossing_counts_and_looks_do_not_overlap(tenant_a: TenantRef) -> None:
    made = goods("30")
    set_point(made, fixed_point="20")
    deal = promised(made, "12")
    key = f"inventory.crossings|{scope.key()}"
    # First of all: a lock that this test takes itself lasts until its own transaction ends.
    with psycopg.connect(**connections[scope.alias()].get_connection_params()) as other:
        other.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
        tick()
        assert (alerts(made), StockCrossing.objects.count()) == ([], 1), "another look is at work"
    release_holds(ctx_of(), "tests.deal", deal)
    assert StockCrossing.objects.count() == 2
    tick()
    assert (alerts(made), StockCrossing.objects.count()) == ([], 0), "well above again"
    promised(made, "12")
    tick()
    assert alerts(made) == [("open", Decimal(18))]
    assert check_all() == []


@proves("stock.alert_mail")
def test_the_people_of_the_warehouse_get_one_letter_for_what_one_look_found(
    tenant_a: TenantRef, mailoutbox: list[EmailMessage]
) -> None:
    made = goods("30")
    also = item(made.supplier_id, "ALSO-LOW")
    stock(made.warehouse_id, **{also.hex: "4"})
    mine = person("warehouse", "low@seller.example", company_id=made.supplier_id)
    person("company_admin", "low@other.example", company_id=company("Elsewhere"))
    jobs.run_due()
    mailoutbox.clear()
    set_point(made, fixed_point="40")
    data = SetReorderPoint(item_id=also, warehouse_id=made.warehouse_id, fixed_point="5")
    run(set_reorder_point, keeper(made.supplier_id), data)
    tick()
    tick()
    told = [(one.to, one.subject) for one in mailoutbox]
    assert told == [([mine.email], "2 items run low")]
    assert "ALSO-LOW" in mailoutbox[0].body and "30 free, point 40" in mailoutbox[0].body
    assert "/stock/alerts/" in mailoutbox[0].body
    # Over before the job came to it: nobody is written to. Switched off: nothing is owed.
    jobs.enqueue("inventory.low_notice", "Again", {"ids": [str(uuid4())]}, at=now())
    run(change_settings, SYSTEM, ChangeSettings(changes={"stock.alert_mail": False}))
    StockAlert.objects.filter(item_id=also).update(state="cleared", cleared_at=now())
    run(adjust_stock, SYSTEM, AdjustStock(
        item_id=also, warehouse_id=made.warehouse_id, change="4", reason="found"
    ))  # fmt: skip
    run(adjust_stock, SYSTEM, AdjustStock(
        item_id=also, warehouse_id=made.warehouse_id, change="-5", reason="lost"
    ))  # fmt: skip
    tick()
    assert StockAlert.objects.filter(item_id=also, state="open").exists()
    assert len(mailoutbox) == 1


@proves("stock.alerts_kept", "stock.demand_window")
def test_demand_past_the_window_and_alerts_past_their_age_are_removed(tenant_a: TenantRef) -> None:
    made = goods("500")
    for days_ago in (150, 80, 1):
        sold(made, "5", days_ago)
    daily.owe_due()
    jobs.run_due()
    for days_ago in (40, 8, 0):
        state, ended = ("cleared", now() - timedelta(days=days_ago)) if days_ago else ("open", None)
        StockAlert.objects.create(
            item_id=made.item_id, warehouse_id=made.warehouse_id, state=state, point=9, free=1, expected=0,
            crossed_at=now(), opened_at=now(), cleared_at=ended,
        )  # fmt: skip

    def left() -> tuple[int, int]:
        Job.objects.filter(kind=cleaning.KIND).delete()
        cleaning.owe_if_due()
        jobs.run_due()
        return DailyDemand.objects.count(), StockAlert.objects.count()

    assert left() == (2, 3), "90 days of demand and a year of alerts"
    run(change_settings, SYSTEM, ChangeSettings(changes={"stock.demand_window": 30}))
    assert left() == (1, 3)
    run(change_settings, SYSTEM, ChangeSettings(changes={"stock.alerts_kept": 30}))
    assert left() == (1, 2)
    run(change_settings, SYSTEM, ChangeSettings(changes={"stock.alerts_kept": 7}))
    assert left() == (1, 1)
    assert StockAlert.objects.get().state == "open"


@proves("stock.watch", "stock.service_level", "stock.lead_days", "stock.review_days", "stock.cover_days",
        "stock.alert_clears")  # fmt: skip
def test_every_rule_moves_the_point_that_the_night_reckons(tenant_a: TenantRef) -> None:
    made = goods("500")
    for days_ago, quantity in ((4, "10"), (3, "14"), (2, "6"), (1, "10")):
        sold(made, quantity, days_ago)
    sold(made, "99", 0)

    def night() -> tuple[Decimal | None, ...]:
        assert daily.owe_due() >= 1 and Job.objects.get(kind="inventory.reckon").state == "owed"
        assert daily.owe_due() == 0, "once a day"
        jobs.run_due()
        Job.objects.filter(kind="inventory.reckon").delete()
        row = ReorderPoint.objects.get()
        return row.safety, row.point, row.up_to, row.clears_at

    # d 10, variance 32 / 3; T 7 + 1: root(8 * 32 / 3) * 1.6449 = 15.19.
    assert night() == (16, 96, 396, 106)
    assert list(DailyDemand.objects.order_by("day").values_list("quantity", flat=True)) == [10, 14, 6, 10], (
        "today is not over"
    )
    facts = ReorderPoint.objects.get().facts
    assert (facts["days"], facts["demand_mean"], facts["demand_deviation"]) == (4, "10", "3.266")
    for rule, value, told in (
        ("stock.service_level", "99", (22, 102, 402, 113)),
        ("stock.lead_days", 3, (16, 56, 356, 62)),
        ("stock.review_days", 0, (14, 44, 344, 49)),
        ("stock.cover_days", 10, (14, 44, 144, 49)),
        ("stock.alert_clears", "0", (14, 44, 144, 44)),
        ("stock.watch", "chosen", (None, None, None, None)),
    ):
        run(change_settings, SYSTEM, ChangeSettings(changes={rule: value}))
        assert night() == told, rule
    level = StockLevel.objects.get()
    assert (level.reorder_at, level.clear_at) == (None, None)
    assert set_point(made, lead_days=1, service_percent="50.01").point == 11, "chosen, it is watched again"
    assert check_all() == []


def test_the_projection_can_be_made_anew(tenant_a: TenantRef) -> None:
    made = goods("500")
    sold(made, "10", 9)
    sold(made, "5", 1)
    daily.owe_due()
    jobs.run_due()
    before = list(DailyDemand.objects.order_by("day").values_list("day", "quantity"))
    assert [quantity for _day, quantity in before] == [10, 5]
    DailyDemand.objects.update(quantity=1)
    assert "inventory.demand_equals_movements" in {one.invariant for one in check_all()}
    jobs.enqueue("inventory.reckon", "Again", {"anew": True}, at=now())
    jobs.run_due()
    assert list(DailyDemand.objects.order_by("day").values_list("day", "quantity")) == before
    assert check_all() == []


def supply(made: Goods, quantity: str = "15", days: int = 5, **more: object) -> UUID:
    data = ExpectSupply(
        item_id=made.item_id, warehouse_id=made.warehouse_id, quantity=quantity, reference="PO-77",
        due_on=today() + timedelta(days=days), supplier_name="Mill", **more,  # type: ignore[arg-type]
    )  # fmt: skip
    return run(expect_supply, SYSTEM, data).supply_id


def test_what_is_expected_ends_an_alert_and_is_promised_for_its_day(tenant_a: TenantRef) -> None:
    made = goods("10")
    set_point(made, fixed_point="20")
    tick()
    assert alerts(made) == [("open", Decimal(10))]
    pk = supply(made)
    tick()
    assert alerts(made) == [("cleared", Decimal(10))]
    promise = promise_of(SYSTEM, made.item_id)
    assert promise.first_day(Decimal(25)) == today() + timedelta(days=5)
    assert [(step.why, step.what, step.note) for step in promise.steps] == [
        ("free", "", ""),
        ("arrives", "PO-77", "Mill"),
    ]
    run(move_supply, SYSTEM, MoveSupply(supply_id=pk, due_on=today() + timedelta(days=9), reason="strike at the mill"))
    promise = promise_of(SYSTEM, made.item_id)
    assert promise.first_day(Decimal(25)) == today() + timedelta(days=9)
    assert promise.steps[1].note == "strike at the mill"
    # A day that is over is believed no more, and the alert is there again.
    ExpectedSupply.objects.update(due_on=today() - timedelta(days=1))
    assert run(mark_supplies_late, SYSTEM, MarkLate()).late == 1
    assert run(mark_supplies_late, SYSTEM, MarkLate()).late == 0
    tick()
    assert alerts(made) == [("cleared", Decimal(10)), ("open", Decimal(10))]
    assert promise_of(SYSTEM, made.item_id).first_day(Decimal(25)) is None
    run(receive_supply, SYSTEM, ReceiveSupply(supply_id=pk, quantity="4"))
    assert ExpectedSupply.objects.get().missing == 11
    run(receive_supply, SYSTEM, ReceiveSupply(supply_id=pk, quantity="12"))
    row = ExpectedSupply.objects.get()
    assert (row.state, row.received) == ("received", 16)
    tick()
    assert alerts(made)[-1] == ("cleared", Decimal(10))
    assert StockLevel.objects.get().on_hand == 26
    assert check_all() == []


def test_how_long_supplies_took_is_reckoned_with_from_three_on(tenant_a: TenantRef) -> None:
    made = goods("100")
    for days_ago in range(1, 11):
        sold(made, "4", days_ago)
    for took in (4, 6, 8):
        pk = supply(made, ordered_on=today() - timedelta(days=took))
        ExpectedSupply.objects.filter(pk=pk).update(ordered_at=now() - timedelta(days=took))
        run(receive_supply, SYSTEM, ReceiveSupply(supply_id=pk, quantity="1", is_last=True))
        facts = set_point(made, review_days=0).facts
        assert facts["lead_from"] == ("measured" if took == 8 else "rule")
    assert (facts["lead_mean"], facts["lead_deviation"], facts["lead_seen"]) == ("6", "2", 3)
    daily.owe_due()
    jobs.run_due()
    # The same every day: 4 * 6 and 1.6449 * root(16 * 4), seconds of the clock apart.
    assert ReorderPoint.objects.get().point in (38, 39)
    assert set_point(made, review_days=0, lead_days=2).facts["lead_from"] == "set"


def test_points_and_supplies_are_of_ones_own_goods_alone(tenant_a: TenantRef) -> None:
    made = goods("10")
    stranger = keeper(company("Stranger"))
    data = SetReorderPoint(item_id=made.item_id, warehouse_id=made.warehouse_id)
    with pytest.raises(NotFound):
        run(set_reorder_point, stranger, data)
    pk = supply(made)
    with pytest.raises(NotFound):
        run(receive_supply, stranger, ReceiveSupply(supply_id=pk, quantity="1"))
    for field, bad in (
        ("service_percent", "100"), ("service_percent", "x"), ("review_days", 91), ("fixed_point", "-1"),
        ("order_most", "0"), ("bought_as_id", made.item_id), ("bought_as_id", uuid7()), ("fixed_point", "1.5"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            set_point(made, **{field: bad})
        assert refused.value.field == field
    other = item(company("Mill", buys=False, sells=True), "WIRE-KG", unit="KGM")
    with pytest.raises(Invalid):
        set_point(made, bought_as_id=other)
    assert not ReorderPoint.objects.exists()
    run(cancel_supply, SYSTEM, CancelSupply(supply_id=pk, reason="sold out there"))
    assert ExpectedSupply.objects.get().state == "cancelled"
