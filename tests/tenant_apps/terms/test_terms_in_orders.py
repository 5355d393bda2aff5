"""Terms of payment chosen in the order itself: by API, draft, quick order, basket; pinned whatever is offered later."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from shared_apps.commands import run
from shared_apps.foundation.refusals import Refusal
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.catalogue.commands import CreateItem, create_item
from tenant_apps.orders.commands import (
    DraftSheet,
    OpenSheet,
    OrderLineIn,
    OrderSheet,
    PlaceBasket,
    PlaceOrder,
    SheetRowIn,
    draft_sheet,
    offered_terms,
    open_sheet,
    order_sheet,
    place_basket,
    place_order,
    place_orders,
)
from tenant_apps.orders.commands.place_orders import PlaceOrders
from tenant_apps.orders.models import Order, OrderDraft, QuickSheet
from tenant_apps.pricing.commands import PriceLine, SetPrices, set_prices
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.rulesets.queries.values import forget
from tenant_apps.terms.commands import EndTerms, OfferTerms, TermsStepIn, end_terms, offer_terms
from tenant_apps.terms.models import OrderPlan
from tests.fixtures.approvals import by_name, decide, member, policy, staff_of, step, submit
from tests.fixtures.people import SYSTEM, person, signed_in
from tests.fixtures.trade import Market, assert_sound, by_hand, deliver, kilos, pieces


@pytest.fixture
def shop(market: Market) -> Market:
    by_hand()
    return market


def offer(market: Market, name: str, *, days: int = 30, seller: UUID | None = None, **more: Any) -> UUID:
    steps = [TermsStepIn(share="100", milestone="invoiced", days=days)]
    data = OfferTerms(name=name, steps=steps, seller_id=seller or market.seller, **more)
    return run(offer_terms, SYSTEM, data).terms_id


def wish(market: Market, terms: UUID | None = None, **more: Any) -> PlaceOrder:
    lines = [OrderLineIn(sku="steel", quantity=kilos("2"))]
    return PlaceOrder(
        **({"seller_id": market.seller, "currency": "EUR", "lines": lines, "payment_terms": terms} | more)
    )


def terms_of(order_id: UUID | None) -> tuple[UUID | None, str]:
    """What is pinned in an order, and what it is paid by."""
    deliver()
    assert order_id is not None
    return Order.objects.get(pk=order_id).payment_terms, OrderPlan.objects.get(order_id=order_id).terms.name


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as caught:
        act()
    return f"{caught.value.code} {caught.value.field}"


def test_a_choice_is_pinned_and_what_is_not_offered_is_refused(shop: Market) -> None:
    usual, later = offer(shop, "30 days", is_usual=True), offer(shop, "60 days", days=60)
    mine = offer(shop, "Friends", days=45, buyer_id=shop.buyer, is_usual=True)
    theirs = offer(shop, "Others", buyer_id=shop.other_buyer)
    ended = offer(shop, "Gone")
    run(end_terms, SYSTEM, EndTerms(terms_id=ended))
    # What is usual for this buyer first; what is for others not at all.
    assert [(one.id, one.is_usual) for one in offered_terms(shop.buyer, [shop.seller])] == [
        (mine, True), (usual, False), (later, False),
    ]  # fmt: skip
    made = run(place_order, shop.as_buyer(), wish(shop, later))
    run(end_terms, SYSTEM, EndTerms(terms_id=later))
    assert terms_of(made.order_id) == (later, "60 days")
    assert terms_of(run(place_order, shop.as_buyer(), wish(shop)).order_id) == (None, "Friends")
    assert Order.objects.count() == 2

    def order(terms: UUID) -> str:
        return refused(lambda: run(place_order, shop.as_buyer(), wish(shop, terms)))

    assert [order(one) for one in (uuid4(), theirs)] == ["terms.terms_unknown payment_terms"] * 2
    assert [order(one) for one in (ended, later)] == ["terms.terms_ended payment_terms"] * 2
    # One of many has a verdict of its own.
    many = run(place_orders, shop.as_buyer(), PlaceOrders(orders=[wish(shop, theirs), wish(shop, usual)]))
    assert [one.refusal.code if one.refusal else "" for one in many.verdicts] == ["terms.terms_unknown", ""]
    run(change_settings, SYSTEM, ChangeSettings(changes={"terms.choose": "seller"}))
    forget()
    assert (order(usual), offered_terms(shop.buyer, [shop.seller])) == ("terms.seller_chooses payment_terms", [])
    assert terms_of(run(place_order, shop.as_buyer(), wish(shop, mine)).order_id) == (mine, "Friends")
    assert_sound()


def test_a_draft_keeps_its_terms_while_it_waits_for_approval(shop: Market) -> None:
    offer(shop, "30 days", is_usual=True)
    later = offer(shop, "60 days", days=60)
    staff = staff_of(shop.buyer)
    policy(staff, step("Finance", by_name(staff.bob)))
    made = submit(shop, staff.ann, payment_terms=later)
    assert made.state == "waiting"
    run(end_terms, SYSTEM, EndTerms(terms_id=later))
    decide(staff.bob, made.approval_id)
    deliver()
    assert terms_of(OrderDraft.objects.get(pk=made.draft_id).order_id) == (later, "60 days")
    # Nobody new gets them.
    assert refused(lambda: submit(shop, staff.ann, payment_terms=later)) == "terms.terms_ended payment_terms"
    assert_sound()


def test_a_quick_order_chooses_for_each_supplier_and_keeps_it_through_approval(shop: Market) -> None:
    offer(shop, "30 days", is_usual=True)
    later = offer(shop, "60 days", days=60)
    elsewhere = offer(shop, "10 days", days=10, seller=shop.other_seller)

    def sheet() -> UUID:
        rows = [SheetRowIn(article="steel", quantity="2")]
        return run(open_sheet, shop.as_buyer(), OpenSheet(rows=rows, seller_id=shop.seller, currency="EUR")).sheet_id

    def order(sheet_id: UUID, *terms: UUID) -> Any:
        return run(order_sheet, shop.as_buyer(), OrderSheet(sheet_id=sheet_id, payment_terms=list(terms)))

    first = sheet()
    assert refused(lambda: order(first, elsewhere)) == "orders.terms_of_nobody payment_terms"
    assert terms_of(order(first, later).order_ids[0]) == (later, "60 days")
    policy(staff_of(shop.buyer), step("Finance", by_name(member(shop.buyer, "finance", "eve"))))
    second = sheet()
    assert order(second, later).refusals[0].code == "orders.approval_needed"
    assert QuickSheet.objects.get(pk=second).payment_terms == {str(shop.seller): str(later)}
    made = run(draft_sheet, shop.as_buyer(), DraftSheet(sheet_id=second)).drafts[0]
    assert OrderDraft.objects.get(pk=made.draft_id).payment_terms == later
    assert_sound()


def test_a_basket_chooses_for_each_seller(shop: Market) -> None:
    data = CreateItem(supplier_id=shop.other_seller, sku="pin", name="Pin", unit="C62", tax_rate="0.19", stocked=False)
    pin = run(create_item, SYSTEM, data).item_id
    prices = [PriceLine(item_id=pin, min_quantity="1", unit_price="4.00")]
    run(set_prices, SYSTEM, SetPrices(supplier_id=shop.other_seller, currency="EUR", lines=prices))
    offer(shop, "30 days", is_usual=True)
    here, there = offer(shop, "60 days", days=60), offer(shop, "10 days", days=10, seller=shop.other_seller)
    lines = [OrderLineIn(item_id=shop.items["steel"], quantity=kilos("1")),
             OrderLineIn(item_id=pin, quantity=pieces("1"))]  # fmt: skip

    def basket(*terms: UUID) -> Any:
        return run(place_basket, shop.as_buyer(), PlaceBasket(currency="EUR", lines=lines, payment_terms=list(terms)))

    also = offer(shop, "90 days", days=50)
    assert refused(lambda: basket(here, also)) == "orders.terms_of_nobody payment_terms"
    made = basket(there, here)
    assert {terms_of(one.order_id) for one in made.orders} == {(here, "60 days"), (there, "10 days")}
    assert_sound()


def test_pages_show_the_usual_terms_first_and_pass_the_choice_on(
    shop: Market, tenant_a: TenantRef, client_of: Callable[[TenantRef], Client]
) -> None:
    offer(shop, "30 days", is_usual=True)
    later = offer(shop, "60 days", days=60, discount_percent="2", discount_days=10)
    client = signed_in(client_of(tenant_a), person("buyer", "terms@example.com", company_id=shop.buyer))
    fragment = client.get(f"/orders/drafts/terms/?seller_id={shop.seller}").content.decode()
    assert fragment.index("30 days") < fragment.index(str(later)) and "2% less within 10 days" in fragment
    assert "<select" not in client.get(f"/orders/drafts/terms/?seller_id={shop.other_seller}").content.decode()
    draft = {"seller_id": str(shop.seller), "currency": "EUR", "lines": "steel 2", "payment_terms": str(later)}
    made = client.post("/orders/drafts/new/", draft)
    kept = OrderDraft.objects.get()
    assert (made.status_code, kept.payment_terms) == (302, later)
    assert f'value="{later}" selected' in client.get(f"/orders/drafts/{kept.pk}/").content.decode()
    rows = [SheetRowIn(article="steel", quantity="2")]
    sheet = run(open_sheet, shop.as_buyer(), OpenSheet(rows=rows, seller_id=shop.seller, currency="EUR")).sheet_id
    page = client.get(f"/orders/quick/{sheet}/").content.decode()
    assert f'<option value="{later}">60 days: ' in page and 'form="order-sheet"' in page
    client.post(f"/orders/quick/{sheet}/order/", {"payment_terms": str(later)})
    assert terms_of(Order.objects.get().pk) == (later, "60 days")
