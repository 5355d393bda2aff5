"""Simulation over the API: made-up lots under the draft, a past event replayed, and who may not."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import Refusal
from tenant_apps.rulesets.commands import ChangeSettings, EditDraft, change_settings, edit_draft
from tenant_apps.trading.kernel.api.replay_records import replay_record
from tenant_apps.trading.kernel.commands import SimulateDraft, simulate_draft
from tests.fixtures.trade import SYSTEM, Market, kilos
from tests.tenant_apps.trading.test_events import MODES, bid, refused, sell, wait_and_close

HOUSE = Actor(
    kind="user", id="house", display="House", company_id=None, permissions=frozenset({"trading.simulate_draft"})
)


@pytest.fixture(autouse=True)
def modes(market: Market) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={"trading.modes": MODES}))


def asked(**changes: Any) -> SimulateDraft:
    usual: dict[str, Any] = {
        "mode": "reverse_auction", "side": "buy", "lowest": "90", "highest": "120", "quantity": kilos("10"), "runs": 10,
    }  # fmt: skip
    return SimulateDraft(**(usual | changes))


def test_both_sides_are_the_same_without_a_draft(market: Market) -> None:
    found = run(simulate_draft, HOUSE, asked())
    assert (found.lots, found.problem, found.changed) == (10, "", {})
    assert found.in_force == found.drafted and found.in_force is not None
    assert Decimal(90) <= Decimal(found.in_force.price_median) <= Decimal(120)
    assert 0 <= Decimal(found.in_force.best_won) <= 1
    assert msgspec.json.decode(msgspec.json.encode(found)), "no figure is a float"
    again = run(simulate_draft, HOUSE, asked())
    assert again == found


def test_a_draft_of_another_format_is_compared(market: Market) -> None:
    run(edit_draft, SYSTEM, EditDraft(changes={"reverse_auction.format": "turns"}))
    found = run(simulate_draft, HOUSE, asked())
    assert found.changed == {"format": ("live", "turns")}
    assert found.in_force is not None and found.drafted is not None
    assert found.drafted.minutes_median == "107", "an hour of opening bids, then three rounds of six turns"
    assert found.in_force.bids_mean != found.drafted.bids_mean


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"mode": "spot_listing", "side": "sell"}, "trading.mode_not_offered", "mode"),
        ({"side": "sell"}, "trading.side_not_offered", "side"),
        ({"runs": 301}, "trading.out_of_range", "runs"),
        ({"late": 60, "limit": 50}, "trading.out_of_range", "limit"),
        ({"lowest": "130"}, "trading.out_of_range", "highest"),
        ({"lowest": "0.001"}, "trading.out_of_range", "lowest"),
        ({"lowest": "x"}, "trading.not_positive", "lowest"),
        ({"given": {"no_rule": 1}}, "trading.rule_not_of_events", "given.no_rule"),
        ({"given": {"tick_s": "long"}}, "trading.bad_rule_value", "given.tick_s"),
        ({"quantity": kilos("0")}, "trading.not_positive", "quantity"),
    ],
)
def test_what_cannot_be_simulated_is_refused(market: Market, changes: Any, code: str, field: str) -> None:
    refusal = refused(lambda: run(simulate_draft, HOUSE, asked(**changes)))
    assert (refusal.code, refusal.field) == (code, field)


def test_rules_that_do_not_run_are_named(market: Market) -> None:
    found = run(simulate_draft, HOUSE, asked(given={"format": "japanese"}))
    assert found.lots == 0 and "start_price: required" in found.problem


def test_companies_simulate_nothing(market: Market) -> None:
    for act in (
        lambda: run(simulate_draft, market.as_buyer(), asked()),
        lambda: replay_record(market.as_buyer(), market.buyer),
    ):
        assert _code(act) == "trading.event_unknown"


def _code(act: Callable[[], Any]) -> str:
    with pytest.raises(Refusal) as caught:
        act()
    return caught.value.code


def test_a_past_event_replays_to_itself_over_the_api(market: Market) -> None:
    from tenant_apps.trading.kernel.commands import JoinEvent, join_event

    made = sell(market, lasts_s=1.2)
    run(join_event, market.as_buyer(), JoinEvent(event_id=made.event_id))
    bid(market.as_buyer(), made.lot_id, price="2.00")
    wait_and_close(made)
    found = replay_record(HOUSE, made.event_id)
    assert found.differences == [] and found.drafted is not None
    assert [(one.bid, one.unit_price) for one in found.own.allocations] == [(1, "2")]
