"""Changes of accepted orders: who is asked, what is checked again, and that everything follows or nothing does."""

from collections.abc import Callable
from decimal import Decimal
from uuid import UUID

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import Refusal
from shared_apps.outbox import jobs
from shared_apps.outbox.models import Job
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.ledger.models import Leg
from tenant_apps.logistics.commands import Ship, ship
from tenant_apps.logistics.models import Shipment, ShipmentLine
from tenant_apps.orders.commands import (
    AmendmentAnswer,
    ChangeOrder,
    LineChangeIn,
    NamedAmendment,
    OrderLineIn,
    PlaceOrder,
    ProposeAmendment,
    RefuseAmendment,
    accept_amendment,
    place_order,
    propose_amendment,
    refuse_amendment,
    withdraw_amendment,
)
from tenant_apps.orders.decisions.amending import LineNow, Wanted, amended, differences, wrong_with
from tenant_apps.orders.models import Order, OrderAmendment, OrderLine
from tenant_apps.orders.queries.amendments import amendments_of
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.rulesets.queries.values import forget
from tenant_apps.spending.commands import GrantCredit, grant_credit
from tenant_apps.spending.models import SpendingLimit
from tests.fixtures.api import caller
from tests.fixtures.people import SYSTEM, person, signed_in
from tests.fixtures.trade import Market, assert_sound, by_hand, deliver, kilos, pieces
from tests.fixtures.travel import Travel
from tests.proofs import proves


@pytest.fixture
def shop(market: Market) -> Market:
    by_hand()
    return market


def rules(**values: object) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={f"orders.{name}": value for name, value in values.items()}))
    forget()


def order(market: Market) -> Order:
    lines = [OrderLineIn(sku="steel", quantity=kilos("100")), OrderLineIn(sku="bolt", quantity=pieces("50"))]
    made = run(place_order, market.as_buyer(), PlaceOrder(seller_id=market.seller, currency="EUR", lines=lines))
    deliver()
    return Order.objects.get(pk=made.order_id)


def propose(who: Actor, row: Order, version: int = 1, **change: object) -> AmendmentAnswer:
    data = ProposeAmendment(order_id=row.pk, version=version, change=ChangeOrder(**change))  # type: ignore[arg-type]
    return run(propose_amendment, who, data)


def refusal(who: Actor, row: Order, version: int = 1, **change: object) -> str:
    before = (Order.objects.values().get(pk=row.pk), OrderAmendment.objects.count())
    with pytest.raises(Refusal) as caught:
        propose(who, row, version, **change)
    assert (Order.objects.values().get(pk=row.pk), OrderAmendment.objects.count()) == before
    return f"{caught.value.code} {caught.value.facts.get('why', '')}".strip()


def accept(who: Actor, amendment_id: UUID) -> None:
    run(accept_amendment, who, NamedAmendment(amendment_id=amendment_id))
    deliver()


def lines(row: Order) -> list[tuple[int, Decimal, Decimal]]:
    return list(
        OrderLine.objects.filter(order=row).order_by("line_no").values_list("line_no", "quantity", "unit_price")
    )


MORE = [LineChangeIn(line_no=1, quantity=kilos("150"))]


def test_more_of_one_line_none_of_another_and_a_new_one_and_all_follows(shop: Market) -> None:
    run(grant_credit, shop.as_seller(), GrantCredit(buyer_id=shop.buyer, currency="EUR", amount="1000.00"))
    row = order(shop)
    old_total = row.total_minor
    change = {"lines": [*MORE, LineChangeIn(line_no=2, remove=True)],
              "add": [OrderLineIn(sku="post", quantity=pieces("1"))]}  # fmt: skip
    made = propose(shop.as_buyer(), row, **change)
    row.refresh_from_db()
    assert (made.state, row.total_minor, shop.stock("steel")) == ("proposed", old_total, (1000, 100))
    accept(shop.as_seller(), made.amendment_id)
    row.refresh_from_db()
    # 150 kg keep their price of 2.10; postage of 18.00; 19 % tax.
    assert lines(row) == [(1, 150, Decimal("2.10")), (3, 1, Decimal("18.00"))]
    assert (row.net_minor, row.tax_minor, row.total_minor) == (33300, 6327, 39627)
    assert (shop.stock("steel"), shop.stock("bolt")) == ((1000, 150), (500, 0))
    assert SpendingLimit.objects.get(kind="credit").used_minor == 39627
    assert sum(Leg.objects.filter(account__kind="ordered").values_list("amount_minor", flat=True)) == 39627
    # The plan that was made before is cancelled, and the new one is what the order is now.
    live = Shipment.objects.get(order=row, state="planned")
    assert sorted(ShipmentLine.objects.filter(shipment=live).values_list("quantity", flat=True)) == [1, 150]
    (told,) = amendments_of(SYSTEM, row.pk)
    assert [(one.what, one.line_no, one.old, one.new) for one in told.differences] == [
        ("quantity", 1, "100", "150"), ("removed", 2, "50", ""), ("added", 3, "", "1"),
        ("total", None, f"{old_total / 100:.2f}", "396.27"),
    ]  # fmt: skip
    assert told.before["lines"][1]["description"] == "Bolt"  # the old version is kept whole
    assert_sound()
    run(ship, shop.as_seller(), Ship(shipment_id=live.pk))
    deliver()
    assert shop.stock("steel") == (850, 0)
    assert refusal(shop.as_buyer(), row, 2, lines=MORE) == "orders.wrong_state"
    assert_sound()


def test_what_does_not_fit_changes_nothing_and_still_waits(shop: Market) -> None:
    row = order(shop)
    run(grant_credit, shop.as_seller(), GrantCredit(buyer_id=shop.buyer, currency="EUR", amount="300.00"))
    assert refusal(shop.as_buyer(), row, lines=MORE) == "spending.over_credit"
    run(grant_credit, shop.as_seller(), GrantCredit(buyer_id=shop.buyer, currency="EUR", amount="9999.00"))
    made = propose(shop.as_buyer(), row, lines=[LineChangeIn(line_no=1, quantity=kilos("1001"))])
    before = Order.objects.values().get(pk=row.pk), lines(row), shop.stock("steel")
    with pytest.raises(Refusal) as caught:
        run(accept_amendment, shop.as_seller(), NamedAmendment(amendment_id=made.amendment_id))
    assert caught.value.code == "inventory.insufficient_stock"
    assert (Order.objects.values().get(pk=row.pk), lines(row), shop.stock("steel")) == before
    assert Shipment.objects.get(order=row).state == "planned"
    assert OrderAmendment.objects.get(pk=made.amendment_id).state == "proposed"
    credit = SpendingLimit.objects.get(kind="credit")
    # The order is older than the credit, so all of it would be new there.
    assert credit.reserved_minor == Decimal(made.total.amount) * 100
    run(withdraw_amendment, shop.as_buyer(), NamedAmendment(amendment_id=made.amendment_id))
    credit.refresh_from_db()
    assert (credit.reserved_minor, credit.used_minor) == (0, 0)
    assert_sound()


def test_each_side_answers_the_other_and_the_price_is_the_sellers_to_propose(shop: Market) -> None:
    row = order(shop)
    cheaper = [LineChangeIn(line_no=1, unit_price="2.00")]
    assert refusal(shop.as_buyer(), row, lines=cheaper) == "orders.bad_amendment price"
    assert refusal(shop.as_seller(), row, note="x") == "orders.bad_amendment buyers"
    assert refusal(shop.as_other_buyer(), row, lines=MORE) == "orders.order_unknown"
    made = propose(shop.as_seller(), row, lines=cheaper)
    assert refusal(shop.as_buyer(), row, lines=MORE) == "orders.amendment_open"
    for act, who, code in (
        (accept_amendment, shop.as_seller(), "orders.own_amendment"),
        (withdraw_amendment, shop.as_buyer(), "orders.not_proposer"),
        (accept_amendment, shop.as_other_buyer(), "orders.amendment_unknown"),
    ):
        with pytest.raises(Refusal) as caught:
            run(act, who, NamedAmendment(amendment_id=made.amendment_id))
        assert caught.value.code == code
    accept(shop.as_buyer(), made.amendment_id)
    assert lines(row)[0] == (1, 100, Decimal("2.00"))
    with pytest.raises(Refusal) as caught:
        run(accept_amendment, shop.as_buyer(), NamedAmendment(amendment_id=made.amendment_id))
    assert caught.value.code == "orders.amendment_over"
    # Built on the first version, while the order is at its second.
    assert refusal(shop.as_buyer(), row, 1, lines=MORE) == "orders.version_changed"
    again = propose(shop.as_buyer(), row, 2, lines=MORE)
    run(refuse_amendment, shop.as_seller(), RefuseAmendment(amendment_id=again.amendment_id, answer="sold out"))
    assert [(one.state, one.answer) for one in amendments_of(SYSTEM, row.pk)] == [
        ("refused", "sold out"),
        ("applied", ""),
    ]
    assert_sound()


@proves("orders.amend_details", "orders.amend_grace", "orders.amend_hours")
def test_who_is_asked_and_for_how_long_is_a_rule(shop: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    row = order(shop)
    made = propose(shop.as_buyer(), row, note="ring twice", wanted_on="2031-05-06", client_reference="B-7")
    row.refresh_from_db()
    assert (made.state, made.version, row.note, row.client_reference) == ("applied", 2, "ring twice", "B-7")
    rules(amend_details="ask", amend_hours=5)
    asked = propose(shop.as_buyer(), row, 2, note="")
    assert asked.state == "proposed"
    waits = asked.expires_at - clock.now(scope.alias())
    assert 4.9 * 3600 < waits.total_seconds() <= 5 * 3600
    travel = Travel(monkeypatch)
    travel.forward(hours=5.1)
    jobs.run_due()
    travel.back()
    assert OrderAmendment.objects.get(pk=asked.amendment_id).state == "expired"
    assert Job.objects.get(kind="orders.expire_amendment").state == "done"
    rules(amend_grace=60)
    assert propose(shop.as_buyer(), row, 2, lines=MORE).state == "applied"
    deliver()
    assert lines(row)[0][1] == 150
    assert propose(shop.as_seller(), row, 3, lines=[LineChangeIn(line_no=1, quantity=kilos("140"))]).state == "proposed"
    assert_sound()


def test_pages_and_api_propose_answer_and_show(
    shop: Market, tenant_a: TenantRef, client_of: Callable[[TenantRef | None], Client]
) -> None:
    row = order(shop)
    buyer = signed_in(client_of(tenant_a), person("buyer", "b@x.example", company_id=shop.buyer))
    seller = signed_in(client_of(tenant_a), person("supplier", "s@x.example", company_id=shop.seller))
    page = buyer.get(f"/orders/{row.pk}/amend/")
    sent = {
        "version": "1",
        "quantity_1": "120",
        "quantity_2": "0",
        "reason": "a bigger roof",
        "note": "",
        "wanted_on": "",
    }
    assert page.status_code == 200 and 'name="quantity_2"' in page.content.decode()
    assert buyer.post(f"/orders/{row.pk}/amend/", sent | {"quantity_1": "x"}).status_code == 422
    assert buyer.post(f"/orders/{row.pk}/amend/", sent).status_code == 302
    (waiting,) = amendments_of(SYSTEM, row.pk)
    seen = seller.get(f"/orders/{row.pk}/amendments/").content.decode()
    assert "a bigger roof" in seen and f"/orders/amendments/{waiting.id}/accept/" in seen
    assert f"/orders/amendments/{waiting.id}/accept/" not in buyer.get(f"/orders/{row.pk}/amendments/").content.decode()
    assert seller.post(f"/orders/amendments/{waiting.id}/accept/").status_code == 302
    deliver()
    assert lines(row) == [(1, 120, Decimal("2.10"))]
    assert f"/orders/{row.pk}/amendments/" in buyer.get(f"/orders/{row.pk}/").content.decode()
    api = caller(tenant_a, "orders.*", company_id=shop.seller)
    change = {"lines": [{"line_no": 1, "unit_price": "2.05"}]}
    made = api.post("order-amendments", {"order_id": str(row.pk), "version": 2, "change": change})
    assert made.status_code == 201, made.content
    told = api.get(f"order-amendments/{made.json()['amendment_id']}").json()
    assert next((one["what"], one["old"], one["new"]) for one in told["differences"]) == ("unit_price", "2.1", "2.05")
    assert api.post(f"order-amendments/{told['id']}:withdraw", {}).status_code == 200
    assert api.post("order-amendments", {"order_id": str(row.pk), "version": 1, "change": change}).status_code == 409


@given(st.data())
def test_what_changes_is_told_and_the_rest_stays(data: st.DataObject) -> None:
    one = st.decimals("0.001", "9999", places=3)
    now = [
        LineNow(no, UUID(int=no), None, f"item {no}", data.draw(one), "KGM", data.draw(one), Decimal("0.19"))
        for no in range(1, data.draw(st.integers(1, 5)) + 1)
    ]
    wanted = [
        Wanted(line.line_no, data.draw(st.none() | one), data.draw(st.none() | one)) if data.draw(st.booleans())
        else Wanted(line.line_no, remove=True)
        for line in now if data.draw(st.booleans())
    ]  # fmt: skip
    added = [LineNow(0, UUID(int=99), None, "new", data.draw(one), "KGM", Decimal(1), Decimal(0))]
    assert wrong_with(now, wanted, 1, "seller") == ("", 0)
    after = amended(now, wanted, added)
    by_no = {change.line_no: change for change in wanted}
    assert [line.line_no for line in after][:-1] == [
        n.line_no for n in now if not by_no.get(n.line_no, Wanted(0)).remove
    ]
    assert after[-1].line_no == len(now) + 1

    def content(rows: list[LineNow]) -> dict[str, object]:
        told = [
            {"line_no": r.line_no, "description": r.description, "quantity": str(r.quantity), "unit": r.unit,
             "unit_price": str(r.unit_price)} for r in rows
        ]  # fmt: skip
        return {"lines": told, "currency": "EUR", "total": "1"}

    found = differences(content(now), content(after))
    # Read back: the differences make the new version out of the old one.
    lines_now = {r.line_no: (str(r.quantity), str(r.unit_price)) for r in now}
    for diff in found:
        assert diff.line_no is not None
        if diff.what == "removed":
            del lines_now[diff.line_no]
        elif diff.what == "added":
            lines_now[diff.line_no] = (diff.new, "1")
        else:
            old = lines_now[diff.line_no]
            lines_now[diff.line_no] = (diff.new, old[1]) if diff.what == "quantity" else (old[0], diff.new)
    assert lines_now == {r.line_no: (str(r.quantity), str(r.unit_price)) for r in after}
