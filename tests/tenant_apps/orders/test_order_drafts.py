"""Drafts of orders: incomplete ones, several authors, locked prices, budgets kept, and what stands in the way."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connections

from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.faults import InjectedFault, arm
from shared_apps.foundation.refusals import Refusal
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.approvals.models import ApprovalRequest, ApprovalStep
from tenant_apps.inventory.commands import AdjustStock, adjust_stock
from tenant_apps.orders.commands import (
    DraftLineIn,
    PlaceDraft,
    SaveOrderDraft,
    SubmitOrderDraft,
    WithdrawOrderDraft,
    place_draft,
    save_order_draft,
    submit_order_draft,
    withdraw_order_draft,
)
from tenant_apps.orders.models import Order, OrderDraft
from tenant_apps.pricing.commands import PriceLine, SetPrices, set_prices
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.spending.models import SpendingLimit, SpendingUse
from tests.fixtures.approvals import Staff, by_role, decide, draft, policy, staff_of, step, submit
from tests.fixtures.trade import SYSTEM, Market, assert_sound, deliver, stand_up
from tests.fixtures.travel import Travel
from tests.proofs import proves


@pytest.fixture
def staff(market: Market) -> Staff:
    return staff_of(market.buyer)


@pytest.fixture
def asks(staff: Staff) -> Staff:
    """The staff of a company that wants every order approved by its finance."""
    policy(staff, step("Finance", by_role("finance")))
    return staff


@pytest.fixture
def travel(monkeypatch: pytest.MonkeyPatch) -> Travel:
    return Travel(monkeypatch)


def refused(act: object, *words: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        act(*words)  # type: ignore[operator]
    return caught.value


def limit(market: Market, kind: str, amount: int | None, **more: object) -> SpendingLimit:
    return SpendingLimit.objects.create(
        kind=kind, company_id=market.buyer, grantor_id=market.seller if kind == "credit" else None, currency="EUR",
        amount_minor=amount, created_at=clock.now(scope.alias()), **more,
    )  # fmt: skip


def standing(made: SpendingLimit) -> tuple[int, int]:
    made.refresh_from_db()
    return made.reserved_minor, made.used_minor


def reprice(market: Market, price: str) -> None:
    line = PriceLine(item_id=market.items["steel"], min_quantity="1", unit_price=price)
    run(set_prices, SYSTEM, SetPrices(supplier_id=market.seller, currency="EUR", lines=[line]))


def test_a_draft_may_be_incomplete_until_it_is_submitted(market: Market, staff: Staff) -> None:
    made = run(save_order_draft, staff.ann, SaveOrderDraft(lines=[DraftLineIn(sku="steel")]))
    assert (made.state, made.version, made.number[:3]) == ("draft", 1, "DR-")
    submit_it = SubmitOrderDraft(draft_id=made.draft_id)
    assert refused(run, submit_order_draft, staff.ann, submit_it).field == "seller_id"
    told = {"draft_id": made.draft_id, "seller_id": market.seller, "currency": "EUR"}
    run(save_order_draft, staff.ann, SaveOrderDraft(**told, lines=[DraftLineIn(sku="steel")]))  # type: ignore[arg-type]
    missing = refused(run, submit_order_draft, staff.ann, submit_it)
    assert (missing.code, missing.field) == ("orders.draft_incomplete", "lines[0].quantity")
    line = DraftLineIn(sku="steel", quantity="2", unit="KGM")
    run(save_order_draft, staff.bob, SaveOrderDraft(**told, lines=[line]))  # type: ignore[arg-type]
    assert run(submit_order_draft, staff.ann, submit_it).state == "ordered"
    assert set(OrderDraft.objects.get().authors) == {staff.ann.user_id, staff.bob.user_id}
    assert Order.objects.count() == 1
    assert_sound()


def test_two_people_do_not_write_over_each_other(market: Market, staff: Staff) -> None:
    made = draft(market, staff.ann)
    run(save_order_draft, staff.bob, SaveOrderDraft(draft_id=made.draft_id, version=1, note="mine"))
    late = SaveOrderDraft(draft_id=made.draft_id, version=1, note="older")
    assert refused(run, save_order_draft, staff.ann, late).code == "orders.draft_moved_on"
    assert OrderDraft.objects.get().note == "mine"


def test_the_seller_and_others_see_no_draft(market: Market, staff: Staff) -> None:
    made = draft(market, staff.ann)
    for actor in (market.as_seller(), market.as_other_buyer()):
        submit_it = SubmitOrderDraft(draft_id=made.draft_id)
        assert refused(run, submit_order_draft, actor, submit_it).code == "orders.draft_unknown"
        assert list(OrderDraft.objects.visible_to(actor)) == []


def test_budget_is_kept_while_it_waits_taken_when_ordered_and_freed_when_not(market: Market, asks: Staff) -> None:
    budget, credit = limit(market, "budget", 1300), limit(market, "credit", None)
    first, second = submit(market, asks.ann), submit(market, asks.ann)
    assert (standing(budget), standing(credit)) == ((1214, 0), (1214, 0))
    assert refused(submit, market, asks.ann).code == "spending.over_budget"
    assert ApprovalRequest.objects.count() == 2
    decide(asks.bob, first.approval_id)
    decide(asks.bob, second.approval_id, approve=False)
    decide(asks.cat, second.approval_id, approve=False)
    deliver()
    assert (standing(budget), standing(credit)) == ((0, 607), (0, 0)), (
        "its order is delivered and paid: the credit is free again"
    )
    assert set(SpendingUse.objects.values_list("state", "source")) == {
        ("released", "orders.draft"), ("used", "orders.order"),
    }  # fmt: skip
    third = submit(market, asks.ann)
    run(withdraw_order_draft, asks.ann, WithdrawOrderDraft(draft_id=third.draft_id))
    assert standing(budget) == (0, 607)
    deliver()
    assert_sound()


def test_a_member_limit_counts_for_who_asked_not_for_who_approved(market: Market, asks: Staff) -> None:
    mine = limit(market, "member", 607, principal=f"user:{asks.ann.id}")
    made = submit(market, asks.ann)
    decide(asks.bob, made.approval_id)
    deliver()
    assert standing(mine) == (0, 607)
    assert refused(submit, market, asks.ann).code == "spending.over_member"


def test_prices_are_locked_while_it_waits(market: Market, asks: Staff) -> None:
    made = submit(market, asks.ann)
    reprice(market, "9.99")
    decide(asks.bob, made.approval_id)
    deliver()
    assert Order.objects.get().total_minor == 607


@proves("orders.price_lock_days", "orders.after_lock")
def test_after_the_lock_prices_are_asked_again(market: Market, asks: Staff) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={"orders.price_lock_days": 0}))
    budget = limit(market, "budget", None)
    dearer, cheaper, lower = (submit(market, asks.ann) for _ in range(3))
    reprice(market, "9.99")
    decide(asks.bob, dearer.approval_id)
    deliver()
    row = OrderDraft.objects.get(pk=dearer.draft_id)
    assert (row.state, row.problem["code"]) == ("draft", "orders.prices_moved")
    assert row.problem["facts"] == {"before": "6.07 EUR", "after": "23.78 EUR"}
    assert standing(budget) == (1214, 0)
    reprice(market, "1.00")
    decide(asks.bob, cheaper.approval_id)
    deliver()
    assert OrderDraft.objects.get(pk=cheaper.draft_id).state == "draft"
    run(change_settings, SYSTEM, ChangeSettings(changes={"orders.after_lock": "lower"}))
    decide(asks.bob, lower.approval_id)
    deliver()
    assert OrderDraft.objects.get(pk=lower.draft_id).state == "ordered"
    assert (Order.objects.get().total_minor, standing(budget)) == (238, (0, 238))
    assert run(submit_order_draft, asks.ann, SubmitOrderDraft(draft_id=dearer.draft_id)).state == "waiting"
    assert_sound()


def test_a_changed_line_loses_its_promise_the_others_keep_it(market: Market, asks: Staff) -> None:
    lines = [DraftLineIn(sku="steel", quantity="2", unit="KGM"), DraftLineIn(sku="post", quantity="1", unit="C62")]
    made = submit(market, asks.ann, lines=lines)
    reprice(market, "3.00")
    lines = [lines[0], DraftLineIn(sku="post", quantity="2", unit="C62")]
    change = {"draft_id": made.draft_id, "seller_id": market.seller, "currency": "EUR", "lines": lines}
    run(save_order_draft, asks.ann, SaveOrderDraft(**change))  # type: ignore[arg-type]
    locked = OrderDraft.objects.get().locked
    assert Decimal(locked[str(market.items["steel"])]) == Decimal("2.55")
    lines = [DraftLineIn(sku="steel", quantity="3", unit="KGM"), lines[1]]
    run(save_order_draft, asks.ann, SaveOrderDraft(**{**change, "lines": lines}))  # type: ignore[arg-type]
    locked = OrderDraft.objects.get().locked
    assert Decimal(locked[str(market.items["steel"])]) == Decimal("3.00")
    assert ApprovalStep.objects.get().round == 3


def test_what_cannot_be_placed_stays_approved_and_says_why(market: Market, asks: Staff) -> None:
    made = submit(market, asks.ann, "900")
    change = {"item_id": market.items["steel"], "warehouse_id": market.warehouse, "reason": "count"}
    run(adjust_stock, SYSTEM, AdjustStock(**change, change="-500"))  # type: ignore[arg-type]
    decide(asks.bob, made.approval_id)
    deliver()
    row = OrderDraft.objects.get()
    assert (row.state, row.problem["code"], Order.objects.count()) == ("approved", "inventory.insufficient_stock", 0)
    place_it = PlaceDraft(draft_id=made.draft_id)
    assert refused(run, place_draft, asks.ann, place_it).code == "inventory.insufficient_stock"
    run(adjust_stock, SYSTEM, AdjustStock(**change, change="500"))  # type: ignore[arg-type]
    assert run(place_draft, asks.ann, place_it).state == "ordered"
    deliver()
    assert_sound()


@pytest.mark.parametrize("name", ["orders.draft_reserved", "approvals.after_open"])
def test_a_submission_that_dies_leaves_nothing(market: Market, asks: Staff, name: str) -> None:
    budget = limit(market, "budget", 10_000)
    made = draft(market, asks.ann)
    arm(name)
    with pytest.raises(InjectedFault):
        run(submit_order_draft, asks.ann, SubmitOrderDraft(draft_id=made.draft_id))
    assert (OrderDraft.objects.get().state, standing(budget), ApprovalRequest.objects.count()) == ("draft", (0, 0), 0)
    assert run(submit_order_draft, asks.ann, SubmitOrderDraft(draft_id=made.draft_id)).state == "waiting"


def test_a_request_that_lasts_too_long_frees_its_budget(market: Market, asks: Staff, travel: Travel) -> None:
    from tenant_apps.approvals.commands import WatchRequest, watch_request

    budget = limit(market, "budget", 10_000)
    made = submit(market, asks.ann)
    travel.by += timedelta(days=31)
    run(watch_request, SYSTEM, WatchRequest(request_id=made.approval_id))  # type: ignore[arg-type]
    travel.back()
    deliver()
    assert (OrderDraft.objects.get().state, standing(budget)) == ("expired", (0, 0))


@pytest.mark.slow
def test_of_many_submissions_for_the_last_room_of_a_budget_exactly_one_passes(
    committed_tenant: TenantRef, django_db_blocker: object
) -> None:
    """Half of them wait for approval and reserve, half are placed at once and consume: one of all."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        with scope.enter(committed_tenant):
            market = stand_up()
            staff = staff_of(market.buyer)
            policy(staff, step("Finance", by_role("finance")), when='cost_centre = "K1"')
            whole = limit(market, "budget", 700)
            limit(market, "budget", None, code="K1")
            limit(market, "credit", 700)
            made = [draft(market, staff.ann, cost_centre="K1" if number % 2 else "").draft_id for number in range(8)]
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(lambda pk: _submit(committed_tenant, staff, pk), made))
        with scope.enter(committed_tenant):
            assert sorted(found).count("spending.over_budget") + sorted(found).count("spending.over_credit") == 7
            assert len([one for one in found if one in ("waiting", "ordered")]) == 1
            assert sum(standing(whole)) == 607
            assert_sound()


def _submit(ref: TenantRef, staff: Staff, draft_id: object) -> str:
    try:
        with scope.enter(ref):
            return run(submit_order_draft, staff.ann, SubmitOrderDraft(draft_id=draft_id)).state  # type: ignore[arg-type]
    except Refusal as refusal:
        return refusal.code
    finally:
        connections.close_all()
