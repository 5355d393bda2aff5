"""What a quick order may not order without approval goes to approval in one step, with its content, and only once."""

import sys
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from shared_apps.commands import run
from shared_apps.foundation import faults
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.faults import InjectedFault
from shared_apps.foundation.refusals import Refusal
from shared_apps.foundation.tables import as_csv
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.approvals.models import ApprovalRequest
from tenant_apps.catalogue.commands import CreateItem, create_item
from tenant_apps.orders.commands import (
    ChangeSheet,
    DraftSheet,
    OpenSheet,
    OrderSheet,
    change_sheet,
    draft_sheet,
    open_sheet,
    order_sheet,
)
from tenant_apps.orders.exception_kinds.partial_refusal import PARTIAL_REFUSAL
from tenant_apps.orders.models import Order, OrderDraft, OrderLine, QuickRow, QuickSheet
from tenant_apps.orders.queries.sheets import cells_of_sheet, counts_of, drafts_of_sheet, faulty_rows, orders_of_sheet
from tenant_apps.pricing.commands import PriceLine, SetPrices, set_prices
from tests.fixtures.approvals import Staff, by_role, decide, policy, staff_of, step
from tests.fixtures.people import person, signed_in
from tests.fixtures.trade import SYSTEM, Market, assert_sound, deliver

MIXED = "sku;qty;supplier;note\nsteel;2;;cut\nsteel;3;;\nbolt;4;;\nrope;5;;\nunheard;1;;"


@pytest.fixture
def staff(market: Market) -> Staff:
    """The buyer's people, whose company wants orders from the first seller approved, and rope of another seller."""
    made = staff_of(market.buyer)
    policy(made, step("Finance", by_role("finance")), when='supplier = "SELLER"')
    rope = CreateItem(supplier_id=market.other_seller, sku="rope", name="Rope", unit="C62", stocked=False)
    priced(market.other_seller, run(create_item, SYSTEM, rope).item_id, "0.50")
    return made


def priced(seller: object, item: object, price: str) -> None:
    line = PriceLine(item_id=item, min_quantity="1", unit_price=price)  # type: ignore[arg-type]
    run(set_prices, SYSTEM, SetPrices(supplier_id=seller, currency="EUR", lines=[line]))  # type: ignore[arg-type]


def refused_sheet(actor: Actor, text: str = MIXED, **more: object) -> QuickSheet:
    """A sheet after somebody tried to order it."""
    told = {"currency": "EUR", "client_reference": "PO-9", "note": "Gate 2", "text": text, **more}
    made = run(open_sheet, actor, OpenSheet(**told))  # type: ignore[arg-type]
    run(order_sheet, actor, OrderSheet(sheet_id=made.sheet_id))
    return QuickSheet.objects.get(pk=made.sheet_id)


def states(sheet: QuickSheet) -> list[str]:
    return list(QuickRow.objects.filter(sheet=sheet).order_by("row_no").values_list("state", flat=True))


def refusal(act: object, actor: Actor, data: object) -> str:
    with pytest.raises(Refusal) as caught:
        run(act, actor, data)  # type: ignore[arg-type]
    return caught.value.code


def test_what_needs_approval_waits_as_drafts_and_the_rest_is_ordered(market: Market, staff: Staff) -> None:
    sheet = refused_sheet(staff.ann)
    assert (states(sheet), Order.objects.count()) == (["good"] * 3 + ["ordered", "bad"], 1)
    asked = DraftSheet(sheet_id=sheet.pk)
    assert refusal(draft_sheet, market.as_other_buyer(), asked) == "orders.sheet_unknown"
    told = run(draft_sheet, staff.ann, asked)
    assert (told.state, told.left, told.refusals, len(told.drafts)) == ("ready", 0, [], 1)
    draft = OrderDraft.objects.get()
    assert (draft.state, draft.seller_id, draft.client_reference) == ("waiting", market.seller, "PO-9")
    assert draft.note == "Gate 2 · steel: cut"
    assert draft.lines == [
        {"sku": "steel", "quantity": "5", "unit": "KGM"}, {"sku": "bolt", "quantity": "4", "unit": "C62"},
    ]  # fmt: skip
    assert states(sheet) == ["drafted"] * 3 + ["ordered", "bad"]
    sheet.refresh_from_db()
    assert counts_of(sheet) == {"all": 5, "good": 0, "bad": 1, "ordered": 1, "drafted": 3}
    assert (drafts_of_sheet(sheet), len(orders_of_sheet(sheet))) == ([draft], 1)
    assert ([row[1] for row in faulty_rows(sheet)], len(cells_of_sheet(sheet))) == (["6"], 5)

    (left,) = PARTIAL_REFUSAL.sources[0].judge([sheet.pk], sheet.changed_at)
    assert [left.facts[name] for name in ("ordered", "drafted", "left", "good")] == [1, 3, 1, 0]

    assert refusal(draft_sheet, staff.ann, asked) == "orders.nothing_to_approve"
    assert refusal(order_sheet, staff.ann, OrderSheet(sheet_id=sheet.pk)) == "orders.nothing_to_order"
    assert refusal(change_sheet, staff.ann, ChangeSheet(sheet_id=sheet.pk, leave_out=[2])) == "orders.row_unknown"
    after = run(change_sheet, staff.ann, ChangeSheet(sheet_id=sheet.pk, leave_out=[6]))
    assert (after.state, after.drafted, after.ordered) == ("done", 3, 1)

    decide(staff.bob, draft.approval_id)
    deliver()
    draft.refresh_from_db()
    lines = OrderLine.objects.filter(order_id=draft.order_id).values_list("item_id", "quantity", "unit_price")
    assert set(lines) == {
        (market.items["steel"], Decimal(5), Decimal("2.55")), (market.items["bolt"], Decimal(4), Decimal("0.0835")),
    }  # fmt: skip
    assert (draft.state, Order.objects.count(), states(sheet)[:3]) == ("ordered", 2, ["drafted"] * 3)
    assert_sound()


def test_drafts_their_requests_and_the_marks_are_one(market: Market, staff: Staff) -> None:
    sheet = refused_sheet(staff.ann, "steel 2")
    faults.arm("orders.after_sheet_draft=fail")
    try:
        with pytest.raises(InjectedFault):
            run(draft_sheet, staff.ann, DraftSheet(sheet_id=sheet.pk))
    finally:
        faults.arm("")
    assert not OrderDraft.objects.exists() and not ApprovalRequest.objects.exists()
    priced(market.seller, market.items["steel"], "9.99")
    assert refusal(draft_sheet, staff.ann, DraftSheet(sheet_id=sheet.pk)) == "orders.sheet_changed"
    assert not OrderDraft.objects.exists() and states(sheet) == ["good"], "nobody approves a price that was not shown"
    assert refusal(draft_sheet, market.as_buyer(), DraftSheet(sheet_id=sheet.pk)) == "orders.sheet_changed"
    run(change_sheet, staff.ann, ChangeSheet(sheet_id=sheet.pk))
    assert refusal(draft_sheet, staff.ann, DraftSheet(sheet_id=sheet.pk)) == "orders.nothing_to_approve"
    run(order_sheet, staff.ann, OrderSheet(sheet_id=sheet.pk))
    assert run(draft_sheet, staff.ann, DraftSheet(sheet_id=sheet.pk)).state == "done"


def test_a_long_sheet_goes_in_parts_with_a_reference_each(
    market: Market, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("draft_sheet", "sheet_orders"):
        monkeypatch.setattr(sys.modules[f"tenant_apps.orders.commands.{module}"], "LINES_MAX", 1)
    sheet = refused_sheet(staff.ann, "steel 2\nbolt 4")
    first = run(draft_sheet, staff.ann, DraftSheet(sheet_id=sheet.pk))
    assert (first.left, first.state, len(first.refusals)) == (1, "ready", 1)
    assert run(draft_sheet, staff.ann, DraftSheet(sheet_id=sheet.pk)).state == "done"
    assert list(OrderDraft.objects.order_by("id").values_list("client_reference", flat=True)) == ["PO-9", "PO-9/2"]
    assert not Order.objects.exists()


def test_a_changed_file_knows_the_rows_that_stand_in_a_draft(market: Market, staff: Staff) -> None:
    rows = [["steel", "2"]]
    file = {"text": None, "file_name": "w48.csv"}
    sheet = refused_sheet(staff.ann, content=as_csv(["sku", "qty"], rows), **file)
    run(draft_sheet, staff.ann, DraftSheet(sheet_id=sheet.pk))
    longer = OpenSheet(content=as_csv(["sku", "qty"], [*rows, ["bolt", "1"]]), file_name="w48.csv", currency="EUR")
    more = run(open_sheet, staff.ann, longer)
    assert (more.good, more.drafted) == (1, 1)
    decide(staff.bob, OrderDraft.objects.get().approval_id, approve=False)
    decide(staff.cat, OrderDraft.objects.get().approval_id, approve=False)
    deliver()
    assert OrderDraft.objects.get().state == "rejected"
    rejected = OpenSheet(content=as_csv(["sku", "qty"], [*rows, ["bolt", "2"]]), file_name="w48.csv", currency="EUR")
    assert run(open_sheet, staff.ann, rejected).good == 2, "what was rejected may be asked for again"


def test_one_click_on_the_page(
    market: Market, staff: Staff, tenant_a: TenantRef, client_of: Callable[[TenantRef | None], Client]
) -> None:
    buyer = signed_in(client_of(tenant_a), person("buyer", "b@buyer.example", company_id=market.buyer))
    sheet = buyer.post("/orders/new/", {"currency": "EUR", "lines": "steel\t2\nrope\t5"}).headers["Location"]
    assert "Ask for approval" not in buyer.get(sheet).content.decode()
    buyer.post(f"{sheet}order/")
    page = buyer.get(sheet).content.decode()
    assert "Ask for approval" in page and "Finance" in page
    answer = buyer.post(f"{sheet}draft/", follow=True).content.decode()
    draft = OrderDraft.objects.get()
    assert draft.state == "waiting"
    assert "Waiting for approval" in answer and "Ask for approval" not in answer
    assert answer.count(f'href="/orders/drafts/{draft.pk}/"') == 2, "the row and the panel lead to it"
    only = buyer.get(f"{sheet}?view=drafted").content.decode()
    assert "steel" in only and "rope" not in only
    again = buyer.post(f"{sheet}draft/", follow=True).content.decode()
    assert "waits to be sent for approval" in again and OrderDraft.objects.count() == 1
    decide(staff.bob, draft.approval_id)
    deliver()
    assert "Sent for approval" in buyer.get(sheet).content.decode()
