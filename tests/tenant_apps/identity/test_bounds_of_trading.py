"""Bids, takes and awards within bounds: up to an amount, in some categories; and no part of an act is left behind."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.money import MoneyIn
from shared_apps.foundation.refusals import NotAllowed
from shared_apps.tenancy import scope
from tenant_apps.catalogue.commands import ChangeItem, CreateCategory, change_item, create_category
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.trading.engines.listing.commands import PublishListing, TakeListing, publish_listing, take_listing
from tenant_apps.trading.engines.thread.commands import (
    AwardLineIn,
    AwardRequest,
    QuoteLineIn,
    SendQuote,
    award_request,
    send_quote,
)
from tenant_apps.trading.kernel.commands import (
    EventLine,
    JoinEvent,
    PlaceBid,
    PublishEvent,
    join_event,
    place_bid,
    publish_event,
)
from tenant_apps.trading.kernel.models import Bid, Deal, TradingEvent
from tests.fixtures.people import SYSTEM, person
from tests.fixtures.trade import Market, kilos, pieces
from tests.tenant_apps.identity.test_bounds import within
from tests.tenant_apps.identity.test_people_pages import actor_of

MODES = ["spot_listing", "english_auction", "rfq"]


@pytest.fixture(autouse=True)
def modes(market: Market) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={"trading.modes": MODES}))
    for sku, code in (("steel", "wire"), ("bolt", "other")):
        run(create_category, SYSTEM, CreateCategory(code=code, name_en=code.title()))
        run(change_item, SYSTEM, ChangeItem(item_id=market.items[sku], category=code))


def buyer(market: Market, name: str, **bounds: Any) -> Actor:
    who = within(person("company_admin", f"{name}@b.example", company_id=market.buyer), "company_admin", **bounds)
    return replace(actor_of(who), fresh_factor=True)


def up_to(market: Market, amount: str) -> Actor:
    return buyer(market, f"up.to.{amount}", limit=MoneyIn(amount, "EUR"))


def in_category(market: Market, code: str) -> Actor:
    return buyer(market, f"in.{code}", categories=[code])


def why(command: Any, actor: Actor, data: Any) -> str:
    before = (Bid.objects.count(), Deal.objects.count())
    with pytest.raises(NotAllowed) as caught:
        run(command, actor, data)
    assert (Bid.objects.count(), Deal.objects.count()) == before, "nothing of it is left"
    return caught.value.code


def test_a_bid_is_placed_up_to_the_limit_and_in_ones_categories(market: Market) -> None:
    made = run(publish_event, market.as_seller(), PublishEvent(
        mode="english_auction", side="sell", currency="EUR", quantity=kilos("100"), item_id=market.items["steel"],
        rules={"start_price": "2.00", "increment": "0.10"}, ends_at=clock.now(scope.alias()) + timedelta(hours=1),
    ))  # fmt: skip
    run(join_event, market.as_buyer(), JoinEvent(event_id=made.event_id))
    small = up_to(market, "210.00")
    assert why(place_bid, small, PlaceBid(lot_id=made.lot_id, price="2.20")) == "trading.beyond_own_limit"
    high = PlaceBid(lot_id=made.lot_id, price="2.00", maximum="3.00")
    assert why(place_bid, small, high) == "trading.beyond_own_limit", "what it may rise to counts"
    other = in_category(market, "other")
    assert why(place_bid, other, PlaceBid(lot_id=made.lot_id, price="2.20")) == "trading.beyond_own_categories"
    assert not TradingEvent.objects.visible_to(other).exists() and not Bid.objects.visible_to(other).exists()
    run(place_bid, small, PlaceBid(lot_id=made.lot_id, price="2.10"))
    wire = in_category(market, "wire")
    run(place_bid, wire, PlaceBid(lot_id=made.lot_id, price="2.30"))
    assert TradingEvent.objects.visible_to(wire).count() == 1 and Bid.objects.visible_to(wire).count() == 2


def test_a_take_over_the_limit_is_taken_back_whole(market: Market) -> None:
    listing = run(publish_listing, market.as_seller(), PublishListing(
        item_id=market.items["steel"], quantity=kilos("100"), unit_price="2.50", currency="EUR"
    ))  # fmt: skip

    def take(quantity: str) -> TakeListing:
        return TakeListing(listing_id=listing.listing_id, version=1, quantity=kilos(quantity))

    small, stock = up_to(market, "74.38"), market.stock("steel")
    assert why(take_listing, small, take("26")) == "trading.beyond_own_limit"
    assert why(take_listing, in_category(market, "other"), take("1")) == "trading.beyond_own_categories"
    assert market.stock("steel") == stock
    assert run(take_listing, small, take("25")).total.amount == "74.38", "with tax"


def test_an_award_over_the_limit_or_of_other_goods_is_none(market: Market) -> None:
    made = run(publish_event, market.as_buyer(), PublishEvent(
        mode="rfq", side="buy", currency="EUR", title="Steel and bolts", rules={"award_before_deadline": True},
        lines=[EventLine(quantity=kilos("100"), need="Steel"), EventLine(quantity=pieces("40"), need="Bolts")],
        ends_at=clock.now(scope.alias()) + timedelta(hours=1),
    ))  # fmt: skip
    run(join_event, market.as_seller(), JoinEvent(event_id=made.event_id))
    lines = [
        QuoteLineIn(line=1, unit_price="2.00", item_id=market.items["steel"]),
        QuoteLineIn(line=2, unit_price="0.10", item_id=market.items["bolt"]),
    ]
    quote = run(send_quote, market.as_seller(), SendQuote(lot_id=made.lot_id, lines=lines)).seq
    both = AwardRequest(lot_id=made.lot_id, lines=[AwardLineIn(quote=quote, line=1), AwardLineIn(quote=quote, line=2)])
    # 200.00 and 4.00, and 19 % on both.
    assert why(award_request, up_to(market, "242.75"), both) == "trading.beyond_own_limit"
    assert why(award_request, in_category(market, "wire"), both) == "trading.beyond_own_categories"
    run(award_request, up_to(market, "242.76"), both)
    assert Deal.objects.get().total_minor == 24276
