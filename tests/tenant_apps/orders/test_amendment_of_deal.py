"""Changes of orders that a trading event formed: quantities within its tolerance, by both sides; the award stays."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import Refusal
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.logistics.models import Shipment
from tenant_apps.orders.commands import (
    AmendmentAnswer,
    CancelRest,
    ChangeOrder,
    LineChangeIn,
    NamedAmendment,
    OrderLineIn,
    ProposeAmendment,
    accept_amendment,
    cancel_rest,
    propose_amendment,
)
from tenant_apps.orders.models import Order, OrderAmendment
from tenant_apps.orders.queries.amendments import bounds_of
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.rulesets.queries import pin
from tenant_apps.rulesets.queries.values import forget
from tenant_apps.trading.engines.listing.commands import PublishListing, TakeListing, publish_listing, take_listing
from tenant_apps.trading.kernel.models import Deal, DealLine, TradingEvent
from tenant_apps.trading.kernel.queries import tolerance_of
from tests.fixtures.people import person, signed_in
from tests.fixtures.trade import SYSTEM, Market, assert_sound, by_hand, deliver, kilos, pieces
from tests.proofs import proves
from tests.tenant_apps.logistics.test_sending_part import planned, receive, send

MODES = ("spot_listing", "rfq", "english_auction", "reverse_auction", "dutch_auction", "sealed_tender")


@pytest.fixture
def shop(market: Market) -> Market:
    by_hand("shipping", "receipt", "payment")
    return market


def taken(market: Market, quantity: str = "50", tolerance: str = "10") -> Order:
    """An order of steel at 2.50 a kilo, taken from a listing that pins a tolerance."""
    made = run(
        publish_listing, market.as_seller(),
        PublishListing(
            item_id=market.items["steel"], quantity=kilos("100"), unit_price="2.50", currency="EUR",
            rules={"quantity_tolerance": tolerance},
        ),
    )  # fmt: skip
    take = TakeListing(listing_id=made.listing_id, version=1, quantity=kilos(quantity))
    answer = run(take_listing, market.as_buyer(), take)
    deliver()
    return Order.objects.get(deal_id=answer.deal_id)


def propose(who: Actor, row: Order, version: int = 1, **change: Any) -> AmendmentAnswer:
    data = ProposeAmendment(order_id=row.pk, version=version, change=ChangeOrder(**change))
    return run(propose_amendment, who, data)


def refused(who: Actor, row: Order, version: int = 1, **change: Any) -> str:
    with pytest.raises(Refusal) as caught:
        propose(who, row, version, **change)
    return caught.value.code


def agree(who: Actor, amendment_id: Any) -> None:
    run(accept_amendment, who, NamedAmendment(amendment_id=amendment_id))
    assert_sound()
    deliver()
    assert_sound()


def award(row: Order) -> Any:
    """The deal as it is kept, and what its event has given away."""
    deal = Deal.objects.values().get(pk=row.deal_id)
    return deal, list(DealLine.objects.filter(deal_id=row.deal_id).values()), TradingEvent.objects.values().get()


def test_quantities_differ_within_the_tolerance_and_the_award_stays(shop: Market) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={"orders.amend_grace": 60}))
    forget()
    row = taken(shop)
    before = award(row)
    buyer, seller = shop.as_buyer(), shop.as_seller()
    for wrong in ("44.9", "55.1"):
        assert refused(buyer, row, lines=[LineChangeIn(line_no=1, quantity=kilos(wrong))]) == "orders.beyond_tolerance"
    assert refused(seller, row, lines=[LineChangeIn(line_no=1, unit_price="2.40")]) == "orders.formed_in_event"
    more = [OrderLineIn(sku="bolt", quantity=pieces("1"))]
    assert refused(buyer, row, add=more) == "orders.formed_in_event"
    # Right after the order, too, the other side is asked.
    made = propose(buyer, row, lines=[LineChangeIn(line_no=1, quantity=kilos("55"))])
    assert made.state == "proposed"
    agree(seller, made.amendment_id)
    row.refresh_from_db()
    assert (row.net_minor, row.total_minor) == (13750, 16363)
    assert (award(row), shop.stock("steel")) == (before, (1000, 105))  # 50 kg are still offered
    # It is the awarded quantity that counts, however often the order changes.
    again = [LineChangeIn(line_no=1, quantity=kilos("57"))]
    assert refused(seller, row, 2, lines=again) == "orders.beyond_tolerance"
    less = propose(seller, row, 2, lines=[LineChangeIn(line_no=1, quantity=kilos("45"))])
    agree(buyer, less.amendment_id)
    receive(shop, send(shop, Shipment.objects.get(order=row, state="planned"), steel="45"))
    assert Order.objects.get(pk=row.pk).state == "invoiced"
    assert_sound()


def test_the_rest_of_an_order_of_an_event_is_closed_by_both(shop: Market) -> None:
    row = taken(shop)
    before = award(row)
    receive(shop, send(shop, planned(row.pk), steel="20"))
    asked = run(cancel_rest, shop.as_seller(), CancelRest(order_id=row.pk, reason="Sold out"))
    assert (asked.state, asked.less.amount) == ("accepted", "89.25")
    row.refresh_from_db()
    assert row.total_minor == 14875 and OrderAmendment.objects.get().state == "proposed"
    with pytest.raises(Refusal) as caught:
        run(cancel_rest, shop.as_buyer(), CancelRest(order_id=row.pk))
    assert caught.value.code == "orders.amendment_open"
    agree(shop.as_buyer(), asked.amendment_id)
    row.refresh_from_db()
    assert (row.state, row.total_minor, shop.stock("steel")) == ("invoiced", 5950, (980, 50))
    assert award(row) == before
    alone = [LineChangeIn(line_no=1, quantity=kilos("20"))]
    assert refused(shop.as_buyer(), row, 2, lines=alone, close_rest=True) == "orders.bad_amendment"


@proves(*(f"{mode}.quantity_tolerance" for mode in MODES))
@pytest.mark.parametrize("mode", MODES)
def test_each_mode_pins_its_tolerance(shop: Market, mode: str) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={f"{mode}.quantity_tolerance": "4"}))
    forget()
    pinned = pin(mode, {}).values
    row = taken(shop, "25")
    TradingEvent.objects.update(mode=mode, rules=pinned)
    assert tolerance_of(row.deal_id) == 4
    assert bounds_of(row.deal_id) == {1: (24, 26)}
    assert refused(shop.as_buyer(), row, lines=[LineChangeIn(line_no=1, quantity=kilos("27"))]) == (
        "orders.beyond_tolerance"
    )
    assert pin(mode, {"quantity_tolerance": "0"}).values["quantity_tolerance"] == "0"


def test_pages_say_how_far_it_may_go_and_ask_before_a_rest_is_closed(
    shop: Market, tenant_a: TenantRef, client_of: Callable[[TenantRef | None], Client]
) -> None:
    row = taken(shop)
    seller = signed_in(client_of(tenant_a), person("supplier", "deal@x.example", company_id=shop.seller))
    page = seller.get(f"/orders/{row.pk}/amend/").content.decode()
    assert "45 to 55" in page and 'name="price_1"' not in page and 'name="add_sku"' not in page
    sent = {"version": "1", "quantity_1": "52", "price_1": "9.99", "reason": "a full truck"}
    assert seller.post(f"/orders/{row.pk}/amend/", sent).status_code == 302
    assert OrderAmendment.objects.get().after["lines"][0]["unit_price"] == "2.5"
    agree(shop.as_buyer(), OrderAmendment.objects.get().pk)
    receive(shop, send(shop, planned(row.pk), steel="20"))
    assert seller.post(f"/orders/{row.pk}/cancel-rest/", {"reason": "Sold out"}).status_code == 302
    assert OrderAmendment.objects.filter(state="proposed", changes__close_rest=True).count() == 1
