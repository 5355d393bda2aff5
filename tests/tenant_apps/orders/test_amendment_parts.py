"""Changes of divided orders: which part takes them, what has left stays, and the parts are always the order."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.logistics.models import Shipment, ShipmentLine
from tenant_apps.orders.commands import (
    AmendmentAnswer,
    ChangeOrder,
    LineChangeIn,
    NamedAmendment,
    OrderLineIn,
    ProposeAmendment,
    accept_amendment,
    propose_amendment,
)
from tenant_apps.orders.commands.amendment_waits import spend_of
from tenant_apps.orders.commands.versions import Reckoned, lines_of, present_content
from tenant_apps.orders.decisions.amending_parts import ZERO, PartNow, PartWanted, moved, total_of, wrong_with_parts
from tenant_apps.orders.models import Order, OrderAllowance, OrderAmendment, OrderLine, OrderPart, OrderPartLine
from tenant_apps.orders.queries.amendments import amendments_of
from tenant_apps.trading.kernel.types import LineAmounts
from tests.fixtures.people import SYSTEM, person, signed_in
from tests.fixtures.trade import Market, assert_sound, by_hand, deliver, kilos, pieces
from tests.tenant_apps.logistics.test_sending_part import held, ordered, planned, receive, send
from tests.tenant_apps.orders.test_split_order import refusal, spread


def propose(who: Actor, order_id: UUID, version: int, **change: Any) -> AmendmentAnswer:
    data = ProposeAmendment(order_id=order_id, version=version, change=ChangeOrder(**change))
    return run(propose_amendment, who, data)


def wrong(who: Actor, order_id: UUID, version: int, **change: Any) -> str:
    data = ProposeAmendment(order_id=order_id, version=version, change=ChangeOrder(**change))
    found = refusal(propose_amendment, who, data)
    return f"{found.code} {found.facts.get('why', '')}".strip()


def agree(market: Market, made: AmendmentAnswer) -> None:
    run(accept_amendment, market.as_seller(), NamedAmendment(amendment_id=made.amendment_id))
    assert_sound()
    deliver()


def quantities(order_id: UUID) -> list[tuple[int, int, Decimal]]:
    rows = OrderPartLine.objects.filter(part__order_id=order_id).exclude(part__state="cancelled")
    return list(rows.order_by("part__part_no", "order_line__line_no").values_list(
        "part__part_no", "order_line__line_no", "quantity"
    ))  # fmt: skip


def test_parts_take_what_is_said_and_stay_the_order(market: Market) -> None:
    by_hand()
    order_id = spread(market, bolt="7")  # 1200 kg: 700 of them in the second hall
    deliver()
    before = {(part, line): much for part, line, much in quantities(order_id)}
    (first, second) = sorted({part for part, line in before if line == 1})
    # So much in this part, and the rest of the order as it is.
    less = [LineChangeIn(line_no=1, part_no=second, quantity=kilos("150"))]
    agree(market, propose(market.as_buyer(), order_id, 1, lines=less))
    now = {(part, line): much for part, line, much in quantities(order_id)}
    assert now == before | {(second, 1): Decimal(150)}
    total = before[first, 1] + 150
    assert OrderLine.objects.get(order_id=order_id, line_no=1).quantity == total
    (told,) = amendments_of(SYSTEM, order_id)
    assert [(one.what, one.part_no, one.new) for one in told.differences if one.what == "part"] == [
        ("part", second, "150")
    ]
    # Without a word about parts the last one takes it; what is added goes where it is said.
    more = [LineChangeIn(line_no=1, quantity=kilos(str(total + 20)))]
    extra = [OrderLineIn(sku="post", quantity=pieces("1"))]
    agree(market, propose(market.as_buyer(), order_id, 2, lines=more, add=extra, add_to=first))
    now = {(part, line): much for part, line, much in quantities(order_id)}
    assert (now[second, 1], now[first, 3]) == (170, 1)
    assert held() == total + 20 + 7
    assert {row.part_id for row in Shipment.objects.filter(order_id=order_id, state="planned")} == set(
        OrderPart.objects.filter(order_id=order_id, state="accepted").values_list("id", flat=True)
    )
    # A part that nothing is left of ends; the order is what the other one has.
    gone = [LineChangeIn(line_no=1, part_no=second, remove=True)]
    agree(market, propose(market.as_buyer(), order_id, 3, lines=gone))
    assert {part for part, _line, _much in quantities(order_id)} == {first}
    assert OrderPart.objects.get(order_id=order_id, part_no=second).state == "cancelled"
    buyer = market.as_buyer()
    assert wrong(buyer, order_id, 4, lines=gone) == "orders.bad_amendment part"
    assert wrong(buyer, order_id, 4, lines=[*more, *more]) == "orders.bad_amendment twice"
    assert wrong(buyer, order_id, 4, add=extra, add_to=9) == "orders.bad_amendment part"


def test_what_has_left_stays_and_the_rest_is_changed(market: Market) -> None:
    by_hand("shipping", "receipt", "payment")
    order_id = ordered(market, steel="10.5", bolt="7")
    receive(market, send(market, planned(order_id), steel="3.25"))
    sent = OrderPart.objects.get(order_id=order_id, state="invoiced")
    amounts = (sent.net_minor, sent.tax_minor)
    buyer = market.as_buyer()
    too_little = [LineChangeIn(line_no=1, quantity=kilos("3"))]
    assert wrong(buyer, order_id, 1, lines=too_little) == "orders.bad_amendment left"
    named = [LineChangeIn(line_no=1, part_no=sent.part_no, quantity=kilos("4"))]
    assert wrong(buyer, order_id, 1, lines=named) == "orders.bad_amendment part"
    dearer = [LineChangeIn(line_no=1, unit_price="3.00")]
    assert wrong(market.as_seller(), order_id, 1, lines=dearer) == "orders.bad_amendment price_left"
    change = [LineChangeIn(line_no=1, quantity=kilos("8.5")), LineChangeIn(line_no=2, remove=True)]
    agree(market, propose(buyer, order_id, 1, lines=change))
    sent.refresh_from_db()
    assert (sent.net_minor, sent.tax_minor) == amounts
    assert list(OrderLine.objects.filter(order_id=order_id).values_list("line_no", "quantity")) == [(1, Decimal("8.5"))]
    assert held() == Decimal("5.25")
    last = planned(order_id)
    assert list(ShipmentLine.objects.filter(shipment=last).values_list("quantity", flat=True)) == [Decimal("5.25")]
    receive(market, send(market, last, steel="5.25"))
    assert Order.objects.get(pk=order_id).state == "invoiced"
    assert_sound()


def test_limits_keep_what_a_delivered_part_came_to_less_by(market: Market) -> None:
    by_hand("shipping", "receipt", "payment")
    order_id = ordered(market, steel="10")
    sent = send(market, planned(order_id), steel="4")
    order = Order.objects.get(pk=order_id)
    line = OrderLine.objects.get(order=order)
    OrderAllowance.objects.create(
        order=order, part_id=sent.part_id, order_line=line, net_minor=100, tax_minor=19, source="test",
        source_id=sent.pk, number="C-1", at=order.accepted_at,
    )  # fmt: skip
    content = present_content(order)
    as_it_is = Reckoned(lines_of(order), [LineAmounts(line.net_minor, line.tax_minor)], content)
    row = OrderAmendment(order=order, principal="user:1")
    assert spend_of(order, row, as_it_is).total_minor == order.total_minor - 119


@given(st.data())
def test_parts_are_the_order_whatever_is_asked(data: st.DataObject) -> None:
    much = st.decimals("0.5", "40", places=1)
    parts = [
        PartNow(
            no, data.draw(st.booleans()), False,
            {line: data.draw(much) for line in (1, 2) if data.draw(st.booleans())},
        )
        for no in range(1, data.draw(st.integers(1, 4)) + 1)
    ]  # fmt: skip
    wanted = [
        PartWanted(line, data.draw(st.none() | st.integers(1, 5)), data.draw(much | st.just(ZERO)))
        for line in data.draw(st.lists(st.sampled_from([1, 2]), max_size=3))
    ]
    if wrong_with_parts(parts, wanted) != ("", 0):
        return
    after = moved(parts, wanted)
    for was, now in zip(parts, after, strict=True):
        assert was.is_open or was.quantities == now.quantities
        assert all(quantity > 0 for quantity in now.quantities.values())
        for line in (1, 2):
            if all(one.line_no != line for one in wanted):
                assert was.quantities.get(line) == now.quantities.get(line)
    for one in wanted:
        if one.part_no is None and all(other is one or other.line_no != one.line_no for other in wanted):
            assert total_of(after, one.line_no) == one.quantity
        elif one.part_no is not None:
            assert after[one.part_no - 1].quantities.get(one.line_no, ZERO) == one.quantity


def test_the_page_asks_part_by_part(
    market: Market, tenant_a: TenantRef, client_of: Callable[[TenantRef | None], Client]
) -> None:
    by_hand("shipping", "receipt", "payment")
    order_id = ordered(market, steel="10", bolt="7")
    send(market, planned(order_id), steel="4")
    deliver()
    (rest,) = [part for part, _line, _much in quantities(order_id) if _line == 2]
    client = signed_in(client_of(tenant_a), person("buyer", "parts@x.example", company_id=market.buyer))
    address = f"/orders/{order_id}/amend/"
    page = client.get(address).content.decode()
    assert f'name="quantity_1_{rest}"' in page and f'name="quantity_1_{rest - 1}"' not in page
    sent = {"version": "1", f"quantity_1_{rest}": "5", f"quantity_2_{rest}": "0", "add_to": str(rest), "note": ""}
    assert client.post(address, sent).status_code == 302
    (waiting,) = amendments_of(SYSTEM, order_id)
    assert [(one.what, one.line_no, one.new) for one in waiting.differences if one.what != "total"] == [
        ("quantity", 1, "9"), ("removed", 2, ""), ("part", 1, "5"), ("part", 2, ""),
    ]  # fmt: skip
    history = client.get(f"/orders/{order_id}/amendments/").content.decode()
    assert f"/orders/amendments/{waiting.id}/withdraw/" in history
