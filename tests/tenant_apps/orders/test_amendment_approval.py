"""Changes that make an order dearer: approved as an order of that size, with prices and budget kept while they wait."""

from collections.abc import Callable
from decimal import Decimal
from uuid import UUID

import pytest
from django.test import Client

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import Refusal
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.inventory.commands import AdjustStock, adjust_stock
from tenant_apps.orders.commands import (
    AmendmentAnswer,
    CancelOrder,
    ChangeOrder,
    LineChangeIn,
    NamedAmendment,
    OrderLineIn,
    PlaceOrder,
    ProposeAmendment,
    accept_amendment,
    cancel_order,
    place_order,
    propose_amendment,
    withdraw_amendment,
)
from tenant_apps.orders.models import Order, OrderAmendment
from tenant_apps.orders.queries.amendments import amendments_of
from tenant_apps.pricing.commands import PriceLine, SetPrices, set_prices
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.rulesets.queries.values import forget
from tenant_apps.spending.commands import SetBudget, set_budget
from tenant_apps.spending.models import SpendingLimit
from tests.fixtures.approvals import Staff, by_name, by_role, decide, policy, staff_of, state_of, step
from tests.fixtures.people import SYSTEM, signed_in
from tests.fixtures.trade import Market, assert_sound, by_hand, deliver, kilos, pieces

OLD, NEW = 24990, 37485  # 100 and 150 kg at 2.10 with 19 % tax
MORE = ChangeOrder(lines=[LineChangeIn(line_no=1, quantity=kilos("150"))])


@pytest.fixture
def shop(market: Market) -> Market:
    by_hand()
    return market


@pytest.fixture
def staff(shop: Market) -> Staff:
    """Who orders above 300 is approved by finance; the budget holds 450."""
    people = staff_of(shop.buyer)
    run(set_budget, people.dan, SetBudget(currency="EUR", amount="450.00"))
    policy(people, step("Finance", by_role("finance")), when="total > 300")
    return people


def order(market: Market, who: Actor) -> Order:
    lines = [OrderLineIn(sku="steel", quantity=kilos("100"))]
    made = run(place_order, who, PlaceOrder(seller_id=market.seller, currency="EUR", lines=lines))
    deliver()
    return Order.objects.get(pk=made.order_id)


def propose(who: Actor, row: Order, change: ChangeOrder = MORE) -> AmendmentAnswer:
    made = run(propose_amendment, who, ProposeAmendment(order_id=row.pk, version=1, change=change))
    deliver()
    return made


def state(amendment_id: UUID) -> str:
    return OrderAmendment.objects.get(pk=amendment_id).state


def kept() -> tuple[int, int]:
    limit = SpendingLimit.objects.get(kind="budget")
    return limit.reserved_minor, limit.used_minor


def answer(act: object, who: Actor, amendment_id: UUID) -> str:
    made = run(act, who, NamedAmendment(amendment_id=amendment_id))  # type: ignore[arg-type]
    deliver()
    return str(made.state)


def test_a_dearer_order_is_approved_first_then_asked_for_then_applied(shop: Market, staff: Staff) -> None:
    row = order(shop, staff.ann)
    made = propose(staff.ann, row)
    assert (made.state, state_of(made.approval_id), kept()) == ("approving", "waiting", (NEW - OLD, OLD))
    # Another order finds what is left of the budget; the seller hears of nothing yet.
    with pytest.raises(Refusal) as caught:
        order(shop, staff.ann)
    assert caught.value.code == "spending.over_budget"
    assert (amendments_of(shop.as_seller(), row.pk), len(amendments_of(staff.bob, row.pk))) == ([], 1)
    for who, code in ((shop.as_seller(), "orders.amendment_unknown"), (staff.bob, "orders.amendment_waits")):
        with pytest.raises(Refusal) as caught:
            answer(accept_amendment, who, made.amendment_id)
        assert caught.value.code == code
    with pytest.raises(Refusal):  # who asks never approves
        decide(staff.ann, made.approval_id)
    decide(staff.bob, made.approval_id)
    deliver()
    assert (state(made.amendment_id), kept()) == ("proposed", (NEW - OLD, OLD))
    assert answer(accept_amendment, shop.as_seller(), made.amendment_id) == "applied"
    row.refresh_from_db()
    assert (row.total_minor, kept(), shop.stock("steel")) == (NEW, (0, NEW), (1000, 150))
    assert_sound()


def test_what_the_seller_asks_for_is_approved_once_the_buyer_agrees_and_applies_by_itself(
    shop: Market, staff: Staff
) -> None:
    row = order(shop, staff.ann)
    made = propose(shop.as_seller(), row)
    assert (made.state, kept()) == ("proposed", (0, OLD))
    assert answer(accept_amendment, staff.ann, made.amendment_id) == "approving"
    waiting = OrderAmendment.objects.get(pk=made.amendment_id)
    assert kept() == (NEW - OLD, OLD)
    with pytest.raises(Refusal):
        decide(staff.ann, waiting.approval_id)
    decide(staff.bob, waiting.approval_id)
    deliver()
    row.refresh_from_db()
    assert (state(made.amendment_id), row.total_minor, kept()) == ("applied", NEW, (0, NEW))
    assert_sound()


def test_not_approved_withdrawn_and_cancelled_free_what_was_kept(shop: Market, staff: Staff) -> None:
    row = order(shop, staff.ann)
    first = propose(staff.ann, row)
    for who in (staff.bob, staff.cat):
        decide(who, first.approval_id, approve=False)
    deliver()
    assert (state(first.amendment_id), kept()) == ("rejected", (0, OLD))
    second = propose(staff.ann, row)
    assert answer(withdraw_amendment, staff.ann, second.amendment_id) == "withdrawn"
    assert (state_of(second.approval_id), kept()) == ("withdrawn", (0, OLD))
    third = propose(staff.ann, row)
    run(cancel_order, staff.ann, CancelOrder(order_id=row.pk))
    deliver()
    assert (state(third.amendment_id), state_of(third.approval_id), kept()) == ("withdrawn", "withdrawn", (0, 0))
    assert amendments_of(shop.as_seller(), row.pk) == []
    assert_sound()


def test_nobody_else_is_asked_and_what_cannot_be_applied_any_more_has_failed(shop: Market, staff: Staff) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={"orders.amend_grace": 60}))
    forget()
    row = order(shop, staff.ann)
    less = ChangeOrder(lines=[LineChangeIn(line_no=1, quantity=kilos("90"))])
    assert propose(staff.ann, row, less).state == "applied"  # nothing to approve
    made = run(propose_amendment, staff.ann, ProposeAmendment(order_id=row.pk, version=2, change=MORE))
    assert made.state == "approving"
    gone = AdjustStock(item_id=shop.items["steel"], warehouse_id=shop.warehouse, change="-900", reason="fire")
    run(adjust_stock, shop.as_seller(), gone)
    decide(staff.bob, made.approval_id)
    deliver()
    ended = OrderAmendment.objects.get(pk=made.amendment_id)
    assert (ended.state, ended.problem["code"]) == ("failed", "inventory.insufficient_stock")
    assert (shop.stock("steel"), kept()) == ((100, 90), (0, OLD * 9 // 10))
    assert_sound()


def test_prices_of_what_is_added_are_locked_while_it_waits(shop: Market, staff: Staff) -> None:
    row = order(shop, staff.ann)
    add = ChangeOrder(add=[OrderLineIn(sku="post", quantity=pieces("3"))])
    made = propose(staff.ann, row, add)
    prices = [PriceLine(item_id=shop.items["post"], min_quantity="1", unit_price="19.00")]
    run(set_prices, SYSTEM, SetPrices(supplier_id=shop.seller, currency="EUR", lines=prices))
    decide(staff.bob, made.approval_id)
    deliver()
    assert answer(accept_amendment, shop.as_seller(), made.amendment_id) == "applied"
    (told,) = amendments_of(SYSTEM, row.pk)
    assert [one["unit_price"] for one in told.after["lines"]] == ["2.1", "18"]
    # Without a lock it is asked for again at today's prices, unless they are lower and the rule lets them.
    run(change_settings, SYSTEM, ChangeSettings(changes={"orders.price_lock_days": 0}))
    forget()
    small = ProposeAmendment(order_id=row.pk, version=2, change=ChangeOrder(add=[
        OrderLineIn(sku="bolt", quantity=pieces("10"))
    ]))  # fmt: skip
    run(set_budget, staff.dan, SetBudget(currency="EUR", amount="900.00"))
    again = run(propose_amendment, staff.ann, small)
    decide(staff.bob, again.approval_id)
    deliver()
    cheaper = [PriceLine(item_id=shop.items["bolt"], min_quantity="1", unit_price="0.05")]
    run(set_prices, SYSTEM, SetPrices(supplier_id=shop.seller, currency="EUR", lines=cheaper))
    with pytest.raises(Refusal) as caught:
        answer(accept_amendment, shop.as_seller(), again.amendment_id)
    assert caught.value.code == "orders.prices_moved"
    run(change_settings, SYSTEM, ChangeSettings(changes={"orders.after_lock": "lower"}))
    forget()
    assert answer(accept_amendment, shop.as_seller(), again.amendment_id) == "applied"
    assert_sound()


def test_only_the_policies_own_approval_lets_who_asks_approve(shop: Market) -> None:
    people = staff_of(shop.buyer)
    row = order(shop, people.ann)
    policy(people, step("Buyer", by_name(people.ann)), own_approval=True, when="total > 300")
    made = propose(people.ann, row)
    decide(people.ann, made.approval_id)
    deliver()
    assert state(made.amendment_id) == "proposed"


def test_approvers_see_the_order_as_it_becomes(
    shop: Market, staff: Staff, tenant_a: TenantRef, client_of: Callable[[TenantRef | None], Client]
) -> None:
    from tests.fixtures.people import person

    row = order(shop, staff.ann)
    made = propose(staff.ann, row)
    client = signed_in(client_of(tenant_a), person("finance", "eve@x.example", company_id=shop.buyer))
    page = client.get(f"/approvals/{made.approval_id}/").content.decode()
    assert row.number in page and f"/orders/{row.pk}/amendments/" in page and "150" in page
    history = client.get(f"/orders/{row.pk}/amendments/").content.decode()
    assert f"/approvals/{made.approval_id}/" in history
    seller = signed_in(client_of(tenant_a), person("supplier", "sue@x.example", company_id=shop.seller))
    assert str(made.amendment_id) not in seller.get(f"/orders/{row.pk}/amendments/").content.decode()
    assert Decimal(OrderAmendment.objects.get(pk=made.amendment_id).after["total"]) == Decimal(NEW) / 100
