"""A sheet of what somebody wants: read, checked, corrected, ordered in part and never twice."""

import sys
from decimal import Decimal

import pytest

from shared_apps.commands import run
from shared_apps.foundation import faults
from shared_apps.foundation.faults import InjectedFault
from shared_apps.foundation.refusals import Refusal
from shared_apps.foundation.tables import as_csv, as_xlsx, read_file
from shared_apps.outbox import jobs
from tenant_apps.catalogue.commands import CreateItem, PackIn, PackItem, create_item, pack_item
from tenant_apps.orders.commands import (
    ChangeSheet,
    NamePart,
    OpenSheet,
    OrderSheet,
    SheetAnswer,
    SheetRowIn,
    change_sheet,
    name_part,
    open_sheet,
    order_sheet,
)
from tenant_apps.orders.models import Order, OrderLine, PartNumber, QuickRow
from tenant_apps.orders.queries.sheets import faulty_head, faulty_rows, find_sheet, row_facts
from tenant_apps.pricing.commands import PriceLine, SetPrices, set_prices
from tests.fixtures.trade import SYSTEM, Market, assert_sound

SHEET = "\n".join((
    "Article\tQuantity\tUnit\tYour number", "steel\t2,5\tkg\tROD-1", "bolt\t3\tbox\t", "stell\t4\t\t", "bolt\tmany\t\t",
    "bolt\t12\t\t",
))  # fmt: skip


def opened(market: Market, text: str = SHEET, **more: object) -> SheetAnswer:
    return run(open_sheet, market.as_buyer(), OpenSheet(**{"text": text, "currency": "EUR", **more}))  # type: ignore[arg-type]


def rows(made: SheetAnswer) -> dict[int, QuickRow]:
    return {row.row_no: row for row in QuickRow.objects.filter(sheet_id=made.sheet_id).order_by("row_no")}


def codes(row: QuickRow) -> list[tuple[str, str]]:
    return [(one["column"], one["code"]) for one in row.faults]


@pytest.fixture
def boxes(market: Market) -> Market:
    run(
        pack_item, market.as_seller(), PackItem(item_id=market.items["bolt"], packs=[PackIn(unit="XBX", quantity="12")])
    )
    return market


def test_each_row_says_what_it_would_order_or_what_is_wrong(boxes: Market) -> None:
    made = opened(boxes)
    assert (made.state, made.rows, made.good, made.bad) == ("ready", 5, 3, 2)
    found = rows(made)
    assert (found[2].quantity, found[2].unit_price) == (Decimal("2.5"), Decimal("2.55"))
    assert found[3].quantity == 36
    assert [hint["code"] for hint in found[3].hints] == ["converted", "summed"]
    assert codes(found[4]) == [("article", "article_unknown")]
    assert found[4].faults[0]["facts"]["near"] == ["steel"]
    assert codes(found[5]) == [("quantity", "quantity_not_a_number")]
    wrong = row_facts("EUR", [found[4]])[0].faults[0]
    assert (wrong.column, "steel" in wrong.remedy) == ("article", True)


def test_the_good_rows_go_and_the_corrected_sheet_of_faults_brings_only_the_rest(boxes: Market) -> None:
    buyer = boxes.as_buyer()
    made = opened(boxes)
    first = run(order_sheet, buyer, OrderSheet(sheet_id=made.sheet_id))
    assert (first.state, len(first.orders), first.left) == ("ready", 1, 0)
    lines = {line.item_id: line.quantity for line in OrderLine.objects.filter(order_id=first.order_ids[0])}
    assert lines == {boxes.items["steel"]: Decimal("2.5"), boxes.items["bolt"]: Decimal(48)}
    assert PartNumber.objects.get().number == "ROD-1"

    bad = list(faulty_rows(find_sheet(buyer, made.sheet_id)))
    assert [row[1] for row in bad] == ["4", "5"]
    table = read_file(as_xlsx(faulty_head(), bad))
    table[1][2], table[2][5] = "steel", "7"
    table.append([made.number, "2", "steel", "", "", "99", "", "", "", "", "", ""])
    back = run(open_sheet, buyer, OpenSheet(content=as_csv(table[0], table[1:]), file_name="faults.csv"))
    assert (back.sheet_id, back.good, back.bad, back.ordered) == (made.sheet_id, 2, 0, 3)
    second = run(order_sheet, buyer, OrderSheet(sheet_id=made.sheet_id))
    assert second.state == "done"
    assert sorted(OrderLine.objects.filter(order_id=second.order_ids[0]).values_list("quantity", flat=True)) == [4, 7]
    again = run(open_sheet, buyer, OpenSheet(content=as_csv(table[0], table[1:]), file_name="faults.csv"))
    assert (again.ordered, again.good) == (5, 0)
    assert Order.objects.count() == 2
    assert boxes.stock("bolt") == (500, 55)
    assert_sound()


def test_a_file_sent_again_is_the_sheet_it_made_and_a_changed_one_knows_its_rows(market: Market) -> None:
    buyer = market.as_buyer()
    content = as_csv(["货号", "数量"], [["steel", "5"], ["bolt", "6"]])
    made = run(open_sheet, buyer, OpenSheet(content=content, currency="EUR", file_name="w48.csv"))
    run(order_sheet, buyer, OrderSheet(sheet_id=made.sheet_id))
    same = run(open_sheet, buyer, OpenSheet(content=content, currency="EUR", file_name="w48.csv"))
    assert (same.sheet_id, same.known, same.ordered) == (made.sheet_id, True, 2)
    longer = as_csv(["货号", "数量"], [["steel", "5"], ["bolt", "6"], ["post", "1"]])
    more = run(open_sheet, buyer, OpenSheet(content=longer, currency="EUR", file_name="w48.csv"))
    assert (more.rows, more.ordered, more.good) == (3, 2, 1)
    anew = run(open_sheet, buyer, OpenSheet(content=longer, currency="EUR", file_name="w48.csv", again=True))
    assert (anew.rows, anew.ordered, anew.good) == (3, 0, 3)


def test_rows_of_several_suppliers_become_an_order_each(market: Market) -> None:
    same = CreateItem(supplier_id=market.other_seller, sku="bolt", name="Bolt", unit="C62", stocked=False)
    other = run(create_item, SYSTEM, same).item_id
    line = PriceLine(item_id=other, min_quantity="1", unit_price="0.07")
    run(set_prices, SYSTEM, SetPrices(supplier_id=market.other_seller, currency="EUR", lines=[line]))
    made = opened(market, "sku;qty;supplier\nbolt;5;\nbolt;6;seller2\nsteel;1;Seller Ltd\nbolt;7;nobody")
    found = rows(made)
    assert codes(found[2]) == [("supplier", "several_suppliers")]
    assert codes(found[5]) == [("supplier", "supplier_unknown")]
    told = run(order_sheet, market.as_buyer(), OrderSheet(sheet_id=made.sheet_id))
    assert {order.seller_id for order in Order.objects.filter(pk__in=told.order_ids)} == {
        market.seller, market.other_seller,
    }  # fmt: skip


def test_what_a_buyer_calls_an_item_is_understood(market: Market) -> None:
    run(name_part, market.as_buyer(), NamePart(number="4711", item_id=market.items["steel"]))
    made = opened(market, "4711 5\nbolt 2")
    assert {row.item_id for row in rows(made).values()} == {market.items["steel"], market.items["bolt"]}
    other = run(open_sheet, market.as_other_buyer(), OpenSheet(text="4711 5", currency="EUR"))
    assert other.bad == 1


def test_a_price_that_changed_since_is_not_paid_unseen(market: Market) -> None:
    made = opened(market, "steel 5\nbolt 5")
    line = PriceLine(item_id=market.items["steel"], min_quantity="1", unit_price="9.99")
    run(set_prices, SYSTEM, SetPrices(supplier_id=market.seller, currency="EUR", lines=[line]))
    told = run(order_sheet, market.as_buyer(), OrderSheet(sheet_id=made.sheet_id))
    assert (len(told.orders), told.state) == (1, "ready")
    assert [row.state for row in rows(made).values()] == ["bad", "ordered"]
    after = run(change_sheet, market.as_buyer(), ChangeSheet(sheet_id=made.sheet_id))
    assert (after.good, after.bad) == (1, 0)
    assert rows(made)[1].unit_price == Decimal("9.99")


def test_more_than_there_is_is_said_row_by_row(market: Market) -> None:
    found = rows(opened(market, "bolt 400\nbolt 150\nsteel 10"))
    assert [row.state for row in found.values()] == ["good", "bad", "good"]
    assert found[2].faults[0]["facts"]["free"] == "100"


def test_an_order_and_its_marks_are_one(market: Market) -> None:
    made = opened(market, "steel 5")
    faults.arm("orders.after_sheet_order=fail")
    try:
        with pytest.raises(InjectedFault):
            run(order_sheet, market.as_buyer(), OrderSheet(sheet_id=made.sheet_id))
    finally:
        faults.arm("")
    assert Order.objects.count() == 0
    assert len(run(order_sheet, market.as_buyer(), OrderSheet(sheet_id=made.sheet_id)).orders) == 1
    with pytest.raises(Refusal, match="nothing_to_order"):
        run(order_sheet, market.as_buyer(), OrderSheet(sheet_id=made.sheet_id))


def test_an_order_comes_again_at_the_price_of_today(market: Market) -> None:
    made = opened(market, "steel 5\nbolt 5")
    order_id = run(order_sheet, market.as_buyer(), OrderSheet(sheet_id=made.sheet_id)).order_ids[0]
    line = PriceLine(item_id=market.items["steel"], min_quantity="1", unit_price="2.40")
    run(set_prices, SYSTEM, SetPrices(supplier_id=market.seller, currency="EUR", lines=[line]))
    again = run(open_sheet, market.as_buyer(), OpenSheet(order_id=order_id))
    first, second = rows(again).values()
    assert (first.unit_price, first.hints[-1]) == (
        Decimal("2.40"), {"code": "price_then", "facts": {"then": "2.55"}},
    )  # fmt: skip
    assert second.hints == []
    with pytest.raises(Refusal, match="order_unknown"):
        run(open_sheet, market.as_other_buyer(), OpenSheet(order_id=order_id))


def test_a_long_sheet_is_looked_at_in_parts(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["tenant_apps.orders.commands.open_sheet"], "AT_ONCE", 5)
    monkeypatch.setattr(sys.modules["tenant_apps.orders.commands.check_sheet"], "PART", 4)
    text = "\n".join(["steel 1"] * 9 + ["gold 1", "bolt 500", "bolt 1"])
    made = opened(market, text)
    assert made.state == "checking"
    with pytest.raises(Refusal, match="sheet_checking"):
        run(order_sheet, market.as_buyer(), OrderSheet(sheet_id=made.sheet_id))
    faults.arm("orders.between_sheet_parts=fail:2")
    try:
        jobs.run_due()
    finally:
        faults.arm("")
    jobs.Job.objects.update(run_at="2020-01-01T00:00Z")
    jobs.run_due()
    states = [row.state for row in rows(made).values()]
    assert states == ["good"] * 9 + ["bad", "good", "bad"]
    assert rows(made)[1].unit_price == Decimal("2.55")


def test_correcting_in_place(market: Market) -> None:
    made = opened(market, "stell 5\nbolt 1,500\nbolt 3")
    assert codes(rows(made)[2]) == [("quantity", "quantity_two_ways")]
    fixed = [SheetRowIn(row_no=1, article="steel", quantity="5"), SheetRowIn(article="post", quantity="1")]
    after = run(change_sheet, market.as_buyer(), ChangeSheet(sheet_id=made.sheet_id, rows=fixed, leave_out=[2]))
    assert (after.rows, after.good, after.bad) == (3, 3, 0)
    with pytest.raises(Refusal, match="sheet_unknown"):
        run(change_sheet, market.as_other_buyer(), ChangeSheet(sheet_id=made.sheet_id))
    with pytest.raises(Refusal, match="row_unknown"):
        run(change_sheet, market.as_buyer(), ChangeSheet(sheet_id=made.sheet_id, leave_out=[77]))


def test_packs_are_of_another_kind_than_the_unit(market: Market) -> None:
    def packed(unit: str, quantity: str) -> None:
        pack = PackIn(unit=unit, quantity=quantity)
        run(pack_item, market.as_seller(), PackItem(item_id=market.items["bolt"], packs=[pack]))

    for unit, quantity in (("DZN", "12"), ("XYZ", "1"), ("XBX", "0"), ("XBX", "1.5")):
        with pytest.raises(Refusal, match="bad_value"):
            packed(unit, quantity)
    packed("XPX", "480")
    assert QuickRow.objects.count() == 0


def test_whoever_acts_for_nobody_gets_no_sheet(market: Market) -> None:
    with pytest.raises(Refusal, match="company_needed"):
        run(open_sheet, market.as_marketplace(), OpenSheet(text="steel 5"))
    with pytest.raises(Refusal, match="nothing_given"):
        run(open_sheet, market.as_buyer(), OpenSheet())
    with pytest.raises(Refusal, match="not_allowed"):
        run(open_sheet, market.as_other_buyer(), OpenSheet(text="steel 5", buyer_id=market.buyer))
    assert not QuickRow.objects.exists()
