"""Stock by lot, bin and owner: who leaves first, what expires, what is kept back, and what the database refuses."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import permutations
from random import Random
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connections, transaction

from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.invariants import check_all
from shared_apps.foundation.refusals import Conflict, Invalid, NotFound
from shared_apps.outbox.models import Job, OutboxMessage
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.inventory.commands import (
    AdjustStock,
    CreateBin,
    EndQuarantine,
    ExpireLots,
    HoldLine,
    OpeningLine,
    QuarantineStock,
    SetOpeningStock,
    adjust_stock,
    create_bin,
    expire_lots,
    hold_stock,
    issue_holds,
    quarantine_stock,
    receive_return,
    release_holds,
    release_quarantine,
    scrap_quarantine,
    set_opening_stock,
)
from tenant_apps.inventory.decisions.choose_lots import Shelf, choose_lots
from tenant_apps.inventory.models import Quarantine, StockBalance, StockHold, StockLevel, StockLot, StockMovement
from tenant_apps.inventory.queries import available
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tests.fixtures.goods import Goods, goods
from tests.fixtures.lots import ctx_of, keeper, lots, received
from tests.fixtures.people import SYSTEM, company
from tests.proofs import proves

DEAL = "tests.deal"
DAY = date(2026, 3, 1)


def level(made: Goods) -> tuple[Decimal, Decimal, Decimal]:
    row = StockLevel.objects.get(item_id=made.item_id, warehouse_id=made.warehouse_id)
    return row.on_hand, row.reserved, row.quarantined


def hold(made: Goods, quantity: str) -> UUID:
    deal = uuid4()
    hold_stock(ctx_of(), [HoldLine(made.item_id, Decimal(quantity), made.warehouse_id)], DEAL, deal)
    return deal


def left_by_lot(deal: UUID) -> list[tuple[str, Decimal]]:
    rows = StockMovement.objects.filter(source_id=deal).order_by("seq")
    return [(row.lot.code if row.lot else "", -row.quantity) for row in rows.select_related("lot")]


def grow_old(made: Goods, code: str, days: int = 1) -> None:
    """A day passes at a lot: it expired `days` ago."""
    when = clock.now(scope.alias()).astimezone(UTC).date() - timedelta(days=days)
    StockLot.objects.filter(item_id=made.item_id, code=code).update(expires_on=when)


def test_the_choice_of_lots_is_that_of_a_naive_picker_whatever_the_order() -> None:
    random = Random(20260301)
    for _case in range(300):
        shelves = [
            Shelf(
                None, UUID(int=number), Decimal(random.randint(0, 5)), f"L{number}",
                random.choice([None, DAY + timedelta(days=random.randint(-2, 4))]),
                datetime(2026, 1, random.randint(1, 28), tzinfo=UTC), random.randint(0, 3),
            )
            for number in range(4)
        ]  # fmt: skip
        wanted, least = Decimal(random.randint(1, 14)), random.choice([0, 2])
        one_by_one: list[str] = []
        for _unit in range(int(wanted)):
            rest = [
                shelf for shelf in shelves
                if shelf.usable > one_by_one.count(shelf.lot_code)
                and (shelf.expires_on is None or shelf.expires_on >= DAY + timedelta(days=least))
            ]  # fmt: skip
            if rest:
                rest.sort(
                    key=lambda s: (s.expires_on or date.max, s.received_at, s.bin_position, s.bin_code, str(s.lot_id))
                )
                one_by_one.append(rest[0].lot_code)
        for order in list(permutations(shelves))[:: random.randint(3, 7)]:
            choice = choose_lots(order, wanted, DAY, least)
            taken = [code for pick in choice.picks for code in [pick.shelf.lot_code] * int(pick.quantity)]
            assert taken == one_by_one
            assert choice.short == wanted - len(taken)


def test_the_lot_that_expires_first_leaves_first_and_says_why(tenant_a: TenantRef) -> None:
    made = lots(LATE=("5", 90), NONE=("5", None), SOON=("3", 10))
    deal = hold(made, "6")
    issue_holds(ctx_of(), DEAL, deal)
    assert left_by_lot(deal) == [("SOON", 3), ("LATE", 3)]
    first = StockMovement.objects.filter(source_id=deal).order_by("seq")[0].explanation
    assert first is not None and (first["rank"], first["of"], first["next"], first["passed"]) == (1, 2, "LATE", [])
    assert level(made) == (7, 0, 0)
    assert check_all() == []


@proves("stock.min_life_days")
def test_a_lot_that_would_not_live_long_enough_stays(tenant_a: TenantRef) -> None:
    made = lots(SOON=("3", 10), LATE=("3", 90))
    run(change_settings, SYSTEM, ChangeSettings(changes={"stock.min_life_days": 30}))
    deal = hold(made, "2")
    issue_holds(ctx_of(), DEAL, deal)
    assert left_by_lot(deal) == [("LATE", 2)]
    told = StockMovement.objects.get(source_id=deal).explanation
    assert told is not None and told["passed"] == [{"lot": "SOON", "why": "too_short"}]
    more = hold(made, "2")
    with pytest.raises(Conflict) as refused:
        issue_holds(ctx_of(), DEAL, more)
    assert (refused.value.code, refused.value.facts["available"]) == ("inventory.no_good_lot", "1")
    assert StockHold.objects.get(source_id=more).state == "held"
    assert level(made) == (4, 2, 0)


def test_an_expired_lot_is_kept_back_by_the_job_of_its_day(tenant_a: TenantRef) -> None:
    made = lots(OLD=("4", 5), GOOD=("6", 90))
    job = Job.objects.get(kind="inventory.expire_lots", payload__day=(date_of("OLD")).isoformat())
    midnight = datetime.combine(date_of("OLD") + timedelta(days=1), datetime.min.time(), UTC)
    assert job.run_at == midnight, "within the minute after the last good day"
    grow_old(made, "OLD")
    assert run(expire_lots, SYSTEM, ExpireLots()).kept_back == 1
    assert run(expire_lots, SYSTEM, ExpireLots()).kept_back == 0
    assert level(made) == (10, 0, 4)
    assert available([made.item_id]) == {made.item_id: 6}
    with pytest.raises(Conflict):
        hold(made, "7")
    assert check_all() == []


def date_of(code: str) -> date:
    found = StockLot.objects.get(code=code).expires_on
    assert found is not None
    return found


def test_what_was_promised_before_a_lot_expired_is_met_from_good_lots_alone(tenant_a: TenantRef) -> None:
    made = lots(OLD=("4", 5), GOOD=("6", 90))
    first, second = hold(made, "5"), hold(made, "3")
    grow_old(made, "OLD")
    run(expire_lots, SYSTEM, ExpireLots())
    assert level(made) == (10, 8, 2), "nothing is left to promise"
    issue_holds(ctx_of(), DEAL, first)
    assert left_by_lot(first) == [("GOOD", 5)]
    with pytest.raises(Conflict):
        issue_holds(ctx_of(), DEAL, second)
    release_holds(ctx_of(), DEAL, second)
    assert level(made) == (5, 0, 4), "the rest of the old lot is kept back with the end of the promise"
    assert check_all() == []


def test_goods_of_another_owner_are_kept_and_never_free(tenant_a: TenantRef) -> None:
    made = goods("10")
    received(made.warehouse_id, made.item_id, "25", owner_id=company("Stores here"))
    assert level(made) == (10, 0, 0)
    assert StockBalance.objects.get(owner__isnull=False).on_hand == 25
    with pytest.raises(Conflict):
        hold(made, "11")
    assert check_all() == []


def test_goods_lie_in_bins_and_are_missed_where_they_lay(tenant_a: TenantRef) -> None:
    made = goods("2")
    run(create_bin, SYSTEM, CreateBin(warehouse_id=made.warehouse_id, code="A-1", zone="A", position=1))
    received(made.warehouse_id, made.item_id, "5", bin="A-1")
    data = AdjustStock(item_id=made.item_id, warehouse_id=made.warehouse_id, reason="broken", change="-6")
    run(adjust_stock, SYSTEM, data)
    assert {row.bin.code if row.bin else "": row.on_hand for row in StockBalance.objects.select_related("bin")} == {
        "": 0, "A-1": 1,
    }  # fmt: skip
    named = AdjustStock(
        item_id=made.item_id, warehouse_id=made.warehouse_id, reason="found", on_hand="4", bin="A-1"
    )  # fmt: skip
    assert run(adjust_stock, SYSTEM, named).on_hand == "4"
    assert check_all() == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"lot": ""}, "lot"), ({"days": 20}, "expires_on"), ({"quantity": "-1"}, "goods[0].quantity"),
     ({"bin": "X"}, "bin")],
)  # fmt: skip
def test_a_receipt_that_does_not_fit_writes_nothing(tenant_a: TenantRef, changes: dict[str, str], field: str) -> None:
    made = lots(A=("3", 10))
    with pytest.raises((Invalid, NotFound)) as refused:
        received(made.warehouse_id, made.item_id, **{"quantity": "1", "lot": "A", "days": 10, **changes})  # type: ignore[arg-type]
    assert refused.value.field == field
    assert StockMovement.objects.count() == 1


def test_opening_stock_of_an_item_kept_by_lot_is_refused(tenant_a: TenantRef) -> None:
    made = lots()
    opening = SetOpeningStock(warehouse_id=made.warehouse_id, lines=[OpeningLine(item_id=made.item_id, quantity="5")])
    with pytest.raises(Invalid) as refused:
        run(set_opening_stock, SYSTEM, opening)
    assert refused.value.code == "inventory.lot_needed"


def test_returned_goods_of_a_lot_item_wait_for_a_look(tenant_a: TenantRef) -> None:
    made = lots(A=("3", 10))
    receive_return(ctx_of(), [HoldLine(made.item_id, Decimal(2), made.warehouse_id)], DEAL, uuid4())
    assert level(made) == (5, 0, 2)
    assert Quarantine.objects.get().cause == "returned"
    assert check_all() == []


@proves("stock.quarantine_release")
def test_who_keeps_goods_back_does_not_let_them_go(tenant_a: TenantRef) -> None:
    made = lots(A=("5", 10))
    ann, bob = keeper(made.supplier_id, "ann"), keeper(made.supplier_id, "bob")
    held = QuarantineStock(balance_id=StockBalance.objects.get().pk, withheld="2", reason="smells odd")
    row = run(quarantine_stock, ann, held).quarantine_id
    assert level(made) == (5, 0, 2)
    end = EndQuarantine(quarantine_id=row, reason="laboratory says fine")
    with pytest.raises(Conflict) as refused:
        run(release_quarantine, ann, end)
    assert refused.value.code == "inventory.same_person"
    assert level(made) == (5, 0, 2)
    with pytest.raises(NotFound):
        run(release_quarantine, keeper(company("Stranger")), end)
    run(release_quarantine, bob, end)
    assert level(made) == (5, 0, 0)
    with pytest.raises(Conflict):
        run(release_quarantine, bob, end)
    run(change_settings, SYSTEM, ChangeSettings(changes={"stock.quarantine_release": "anyone"}))
    row = run(quarantine_stock, ann, held).quarantine_id
    run(scrap_quarantine, ann, EndQuarantine(quarantine_id=row, reason="spoiled"))
    assert level(made) == (3, 0, 0)
    names = OutboxMessage.objects.filter(name__contains="quarantine").values_list("name", flat=True)
    assert sorted(names) == ["inventory.quarantine_ended"] * 2 + ["inventory.stock_quarantined"] * 2
    assert check_all() == []


def test_promised_goods_are_not_kept_back_and_expired_ones_not_released(tenant_a: TenantRef) -> None:
    made = lots(A=("5", 10))
    hold(made, "4")
    pk = StockBalance.objects.get().pk
    with pytest.raises(Conflict) as refused:
        run(quarantine_stock, SYSTEM, QuarantineStock(balance_id=pk, withheld="2", reason="smells odd"))
    assert refused.value.facts == {"available": "1"}
    row = run(quarantine_stock, SYSTEM, QuarantineStock(balance_id=pk, withheld="1", reason="odd")).quarantine_id
    grow_old(made, "A")
    with pytest.raises(Conflict) as refused:
        run(release_quarantine, keeper(made.supplier_id), EndQuarantine(quarantine_id=row, reason="still fine"))
    assert refused.value.code == "inventory.lot_expired"
    assert level(made) == (5, 4, 1)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE inventory_stocklevel SET on_hand = 11",
        "UPDATE inventory_stocklevel SET quarantined = 1",
        "DELETE FROM inventory_stocklevel",
        "INSERT INTO inventory_stocklevel SELECT gen_random_uuid(), 1, 0, item_id, warehouse_id, 0 FROM "
        "inventory_stocklevel",
        "UPDATE inventory_stockbalance SET on_hand = 11",
        "DELETE FROM inventory_stockbalance",
        "TRUNCATE inventory_stockbalance",
    ],
)
def test_the_database_lets_stock_change_by_movements_alone(tenant_a: TenantRef, statement: str) -> None:
    goods("10")
    with pytest.raises(DatabaseError), transaction.atomic(using=scope.alias()):
        connections[scope.alias()].cursor().execute(statement)
    assert check_all() == []


def test_a_movement_in_plain_sql_moves_balance_and_level_with_it(tenant_a: TenantRef) -> None:
    made = goods("10")
    add = (
        "INSERT INTO inventory_stockmovement (item_id, warehouse_id, kind, quantity, source, source_id, at) "
        "VALUES (%s, %s, 'adjustment', %s, 'tests', gen_random_uuid(), now())"
    )
    with connections[scope.alias()].cursor() as cursor:
        cursor.execute(add, [made.item_id, made.warehouse_id, -3])
    assert level(made) == (7, 0, 0)
    assert StockBalance.objects.get().on_hand == 7
    with pytest.raises(DatabaseError), transaction.atomic(using=scope.alias()):
        connections[scope.alias()].cursor().execute(add, [made.item_id, made.warehouse_id, -8])
    assert check_all() == []
