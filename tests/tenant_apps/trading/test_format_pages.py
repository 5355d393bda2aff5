"""The rooms of the formats as people use them: what is shown, what may be pressed, and what a press does."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from shared_apps.commands import run
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.trading.engines.clock.commands import BeginTurns, begin_turns
from tenant_apps.trading.kernel.commands import EventResult, JoinEvent, PublishEvent, join_event, publish_event
from tenant_apps.trading.kernel.models import Bid, TradingEvent
from tests.fixtures.formats import FEATURES
from tests.fixtures.people import person, signed_in
from tests.fixtures.trade import SYSTEM, Market, kilos
from tests.tenant_apps.trading.test_events import MODES
from tests.tenant_apps.trading.test_formats import QUICK, bid, buy, move_back, now, sell, two_sellers

ClientOf = Callable[[TenantRef | None], Client]


@pytest.fixture(autouse=True)
def modes(market: Market) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={"trading.modes": MODES}))


@pytest.fixture
def seller(market: Market, tenant_a: TenantRef, client_of: ClientOf) -> Client:
    return signed_in(client_of(tenant_a), person("supplier", "s@sell.example", company_id=market.seller))


@pytest.fixture
def buyer(market: Market, tenant_a: TenantRef, client_of: ClientOf) -> Client:
    return signed_in(client_of(tenant_a), person("buyer", "b@buy.example", company_id=market.buyer))


def page(client: Client, made: EventResult) -> str:
    answer = client.get(f"/events/{made.event_id}/")
    assert answer.status_code == 200
    fragment = client.get(f"/events/{made.event_id}/room/")
    assert fragment.status_code == 200
    return answer.content.decode()


def press(client: Client, made: EventResult, **told: Any) -> Any:
    return client.post(f"/events/{made.event_id}/", told)


def last(made: EventResult) -> dict[str, Any]:
    payload: dict[str, Any] = (
        Bid.objects.filter(lot_id=made.lot_id).order_by("-seq").values_list("payload", flat=True)[0]
    )
    return payload


def test_turns_from_the_opening_bid_to_the_own_turn(market: Market, seller: Client) -> None:
    made = buy(market, 600, format="turns", **QUICK)
    _seller, other = two_sellers(market, made)
    text = page(seller, made)
    assert "Your opening bid" in text and "Opening bids are sealed" in text
    assert press(seller, made, price="3.80").status_code == 302
    assert "Take this bid back" in page(seller, made)
    assert press(seller, made, cancel="1", price="3.80").status_code == 302
    assert last(made) == {"cancel": True}
    press(seller, made, price="3.80")
    bid(other, made, price="3.90")
    move_back(made, 601)
    run(begin_turns, SYSTEM, BeginTurns(lot_id=made.lot_id))
    waits = page(seller, made)
    assert "Not your turn" in waits and "Place the bid" not in waits
    assert press(seller, made, price="3.50").status_code == 422
    move_back(made, 10)
    mine = page(seller, made)
    assert "Your turn" in mine and "Acts now" in mine and 'value="3.70"' in mine
    assert press(seller, made, price="3.60").status_code == 302


def test_a_japanese_room_asks_to_stay_in(market: Market, seller: Client) -> None:
    made = buy(market, None, format="japanese", floor="3.50", increment="0.20", tick_s=30)
    two_sellers(market, made)
    assert "Stay in at this price" in page(seller, made)
    assert press(seller, made, tick="0", price="4.00").status_code == 302
    assert "You are in" in page(seller, made)


def test_an_index_room_takes_a_discount(market: Market, seller: Client) -> None:
    made = buy(market, 600, format="index", index_name="LME, 1 March", index_value="3.50")
    two_sellers(market, made)
    text = page(seller, made)
    assert "LME, 1 March" in text and "Your discount or surcharge" in text
    assert press(seller, made, offset="-0.25").status_code == 302
    assert last(made) == {"offset": "-0.25"}
    assert press(seller, made, offset="much").status_code == 422


def test_options_are_declared_with_the_first_bid_and_stand(market: Market, seller: Client) -> None:
    made = buy(market, 600, criteria="meat", features=FEATURES)
    two_sellers(market, made)
    assert 'name="feature_0"' in page(seller, made)
    assert press(seller, made, price="3.00").status_code == 422
    assert press(seller, made, price="3.00", feature_0="3 years", feature_1="A").status_code == 302
    text = page(seller, made)
    assert "You declared" in text and "Compared as" in text and 'name="feature_0"' not in text
    assert press(seller, made, price="2.50").status_code == 302


def test_a_room_of_parts_says_what_one_gets(market: Market, buyer: Client) -> None:
    made = sell(market, "english_auction", 600, start_price="2.00", increment="0.10", multi_unit="uniform")
    assert press(buyer, made, price="2.00", quantity="70", min_accept="30").status_code == 302
    bid(market.as_other_buyer(), made, price="2.50", quantity="60")
    text = page(buyer, made)
    assert "You get this" in text and "As things stand" in text and "Countdown" in text


def test_a_hybrid_room_changes_with_its_phases(market: Market, buyer: Client) -> None:
    made = sell(
        market, "dutch_auction", None, start_price="5.00", floor="1.00", decrement="0.50", tick_s=60, hybrid=True,
        sealed_s=30, best_bid_s=30, phase_pause_s=0,
    )  # fmt: skip
    assert "Take at this price" in page(buyer, made)
    bid(market.as_other_buyer(), made, tick=0, price="5.00")
    text = page(buyer, made)
    assert "Sealed bids end in" in text and 'value="5.01"' in text
    assert press(buyer, made, price="5.20").status_code == 302
    move_back(made, 30)
    assert "Sealed bids are over" in page(buyer, made)


def test_a_take_is_left_behind_before_the_opening(market: Market, buyer: Client) -> None:
    wish = PublishEvent(
        mode="dutch_auction", side="sell", currency="EUR", quantity=kilos("100"), item_id=market.items["steel"],
        rules={"start_price": "5.00", "floor": "1.00", "decrement": "0.50", "pre_bid": True},
        opens_at=now() + timedelta(hours=1),
    )  # fmt: skip
    made = run(publish_event, market.as_seller(), wish)
    run(join_event, market.as_buyer(), JoinEvent(event_id=made.event_id))
    assert "Leave this take" in page(buyer, made)
    assert press(buyer, made, price="3.00").status_code == 302
    assert last(made) == {"absentee": True, "price": "3.00"}
    assert "You take by yourself at" in page(buyer, made)


def test_rules_that_do_not_fit_are_told_at_the_rule(market: Market, buyer: Client) -> None:
    form = {
        "side": "buy", "need": "Steel", "unit": "KGM", "quantity": "10", "currency": "EUR", "audience": "all",
        "rule_start_price": "4.00", "rule_criteria": "meat",
    }  # fmt: skip
    answer = buyer.post("/events/new/reverse_auction/", form)
    assert answer.status_code == 422
    assert "id_rule_features_error" in answer.content.decode()
    assert not TradingEvent.objects.filter(mode="reverse_auction").exists()
    text = "Warranty | none | 0 | 0\nWarranty | 3 years | 0.1 | 0"
    assert buyer.post("/events/new/reverse_auction/", form | {"rule_features": text}).status_code == 302
    rules = TradingEvent.objects.get(mode="reverse_auction").rules
    assert rules["features"] == [["Warranty", "none", "0", "0"], ["Warranty", "3 years", "0.1", "0"]]
