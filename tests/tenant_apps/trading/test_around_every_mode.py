"""The rules around events in every mode that has them: asked for when somebody joins, or when a deal is formed."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from shared_apps.commands import run
from tenant_apps.parties.commands import NameOwner, name_owner
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.rulesets.queries import pin
from tenant_apps.trading.deposits.decisions.amounts import deal_deposits, participation_minor
from tenant_apps.trading.deposits.models import Deposit
from tenant_apps.trading.kernel.commands import EventLine, JoinEvent, PublishEvent, join_event, publish_event
from tenant_apps.trading.second_try.decisions.again import problem_of
from tests.fixtures.trade import SYSTEM, Market, kilos
from tests.proofs import proves
from tests.tenant_apps.trading.test_events import now, refused

MODES = ["english_auction", "reverse_auction", "dutch_auction", "sealed_tender", "rfq"]
# What each mode needs to be published; a lot of 100 kg at 3.00 wherever a price is known before.
NEEDS: dict[str, dict[str, Any]] = {
    "english_auction": {"start_price": "3.00"},
    "reverse_auction": {"start_price": "3.00"},
    "dutch_auction": {"start_price": "3.00", "floor": "1.00", "decrement": "0.50", "tick_s": 60},
    "sealed_tender": {"ceiling": "3.00"},
    "rfq": {},
}
WITH_PRICE = MODES[:-1]


def every(*names: str, modes: list[str] = MODES) -> list[str]:
    return [f"{mode}.{name}" for mode in modes for name in names]


@pytest.fixture(autouse=True)
def modes(market: Market) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={"trading.modes": ["spot_listing", *MODES]}))


def published(market: Market, mode: str, **rules: Any) -> Any:
    """An event of the mode; its initiator buys in a reverse auction and sells elsewhere."""
    goods: dict[str, Any] = {"quantity": kilos("100"), "item_id": market.items["steel"]}
    if mode == "reverse_auction":
        goods = {"quantity": kilos("100"), "need": "Steel"}
    if mode == "rfq":
        goods = {"lines": [EventLine(quantity=kilos("100"), item_id=market.items["steel"])]}
    actor = market.as_buyer() if mode == "reverse_auction" else market.as_seller()
    ends = None if mode == "dutch_auction" else now() + timedelta(days=1)
    wish = PublishEvent(
        mode=mode, side="buy" if mode == "reverse_auction" else "sell", currency="EUR", rules=NEEDS[mode] | rules,
        ends_at=ends, **goods,
    )  # fmt: skip
    return run(publish_event, actor, wish)


def join(market: Market, mode: str, made: Any) -> None:
    if mode == "reverse_auction":
        wish = JoinEvent(event_id=made.event_id, item_id=market.items["steel"])
        run(join_event, market.as_seller(), wish)
    else:
        run(join_event, market.as_buyer(), JoinEvent(event_id=made.event_id))


@proves(*every("participation_deposit", "participation_amount", "deposit_release_hours"))
@pytest.mark.parametrize("mode", MODES)
def test_a_deposit_is_asked_for_at_joining(market: Market, mode: str) -> None:
    free = published(market, mode)
    join(market, mode, free)
    assert not Deposit.objects.exists(), "nothing is asked for by default"
    made = published(
        market, mode, participation_deposit="fixed", participation_amount="5.00", deposit_release_hours=1
    )  # fmt: skip
    join(market, mode, made)
    row = Deposit.objects.get(trading_event_id=made.event_id)
    assert (row.amount_minor, row.kind, row.state) == (500, "participation", "requested")
    pinned = row.trading_event
    assert pinned is not None and pinned.rules["deposit_release_hours"] == 1


@proves(*every("participation_percent", modes=WITH_PRICE))
@pytest.mark.parametrize("mode", WITH_PRICE)
def test_a_percentage_is_of_the_price_that_is_known_before(market: Market, mode: str) -> None:
    made = published(market, mode, participation_deposit="percent", participation_percent="1.5")
    join(market, mode, made)
    assert Deposit.objects.get(trading_event_id=made.event_id).amount_minor == 450


def test_a_percentage_needs_a_price(market: Market) -> None:
    rules = {"start_price": "", "participation_deposit": "percent"}
    answer = refused(lambda: published(market, "reverse_auction", **rules))
    assert (answer.code, answer.field) == ("deposits.no_base", "rules.participation_percent")


def test_a_tender_asks_for_no_more_than_the_law_lets_it(market: Market) -> None:
    over = {"participation_deposit": "fixed", "participation_amount": "6.01"}
    answer = refused(lambda: published(market, "sealed_tender", **over))
    assert (answer.code, answer.field) == ("deposits.over_estimate", "rules.participation_amount")
    published(market, "sealed_tender", **(over | {"participation_amount": "6.00"}))
    steep = {"participation_deposit": "percent", "participation_percent": "2.5"}
    assert refused(lambda: published(market, "sealed_tender", **steep)).code == "rulesets.bad_value"


@proves(*every("performance_deposit", "performance_percent", "earnest_percent"))
@pytest.mark.parametrize("mode", MODES)
def test_a_contract_asks_for_what_the_pinned_rules_say(market: Market, mode: str) -> None:
    def asked(**rules: Any) -> list[tuple[str, str, int]]:
        return deal_deposits(pin(mode, rules).values, 10_001)

    assert asked() == []
    assert asked(performance_deposit="both") == [("performance", "buyer", 500), ("performance", "seller", 500)]
    assert asked(performance_deposit="seller", performance_percent="10") == [("performance", "seller", 1000)]
    assert asked(earnest_percent="20") == [("earnest", "buyer", 2000)]
    for name, value in (("performance_percent", "10.01"), ("earnest_percent", "20.01")):
        answer = refused(lambda name=name, value=value: asked(**{name: value}))  # type: ignore[misc]
        assert answer.code == "rulesets.bad_value"


@proves(*every("required_qualifications", "owner_check"))
@pytest.mark.parametrize("mode", MODES)
def test_who_may_not_take_part_is_refused_at_joining(market: Market, mode: str) -> None:
    for company in (market.buyer, market.seller):
        run(name_owner, market.as_marketplace(), NameOwner(company_id=company, owner="One hand"))
    join(market, mode, published(market, mode))
    papers = published(market, mode, required_qualifications=["steel"])
    assert refused(lambda: join(market, mode, papers)).code == "trading.not_qualified"
    hands = published(market, mode, owner_check=True)
    assert refused(lambda: join(market, mode, hands)).code == "trading.conflict_of_interest"


@pytest.mark.parametrize("mode", MODES[:-1])
def test_how_often_and_how_far_an_event_may_be_repeated(market: Market, mode: str) -> None:
    usual = pin(mode, NEEDS[mode]).values
    assert problem_of(usual, Decimal(0), 0) == "" and problem_of(usual, Decimal(0), 1) == "no_more_runs"
    assert problem_of(pin(mode, NEEDS[mode] | {"relist": 2}).values, Decimal(0), 1) == ""
    if mode == "sealed_tender":
        assert problem_of(usual, Decimal(1), 0) == "too_much", "a tender has no start price to change"
        return
    assert problem_of(usual, Decimal(20), 0) == "" and problem_of(usual, Decimal("20.001"), 0) == "too_much"
    smaller = pin(mode, NEEDS[mode] | {"relist_percent": "5"}).values
    assert problem_of(smaller, Decimal(6), 0) == "too_much"


@pytest.mark.parametrize(
    ("rules", "quantity", "minor"),
    [
        ({}, "100", 0),
        ({"participation_deposit": "percent", "participation_percent": "5", "start_price": "0.1"}, "3", 2),
        ({"participation_deposit": "percent", "participation_percent": "5", "start_price": "0.0001"}, "1", 0),
        ({"participation_deposit": "percent", "participation_percent": "5"}, "1", 0),
        ({"participation_deposit": "fixed", "participation_amount": "12.30"}, "1", 1230),
    ],
)
def test_amounts_round_once_half_up(rules: dict[str, Any], quantity: str, minor: int) -> None:
    assert participation_minor(rules, Decimal(quantity), "EUR") == minor
