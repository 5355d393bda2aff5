"""The simulation as people use it: a draft, a past event again, made-up bidders, and who may not see it."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import NotFound, Refusal
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.rulesets.commands import ChangeSettings, EditDraft, change_settings, edit_draft
from tenant_apps.trading.kernel.commands import (
    CloseLot,
    EventResult,
    JoinEvent,
    PlaceBid,
    PublishEvent,
    close_lot,
    join_event,
    place_bid,
    publish_event,
)
from tenant_apps.trading.kernel.models import Bid, Lot
from tenant_apps.trading.kernel.queries.simulations import replay_event
from tests.fixtures.people import company, person, signed_in
from tests.fixtures.trade import SYSTEM, Market, kilos

ClientOf = Callable[[TenantRef | None], Client]
PAGE = "/settings/simulation/english_auction/"
PLAY = {"side": "sell", "lowest": "90", "highest": "120", "start_price": "80", "bidders": 5, "quantity": "10",
        "late": 30, "limit": 20, "runs": 20, "seed": 1}  # fmt: skip
HOUSE = Actor(kind="user", id="house", display="House", company_id=None, permissions=frozenset())


@pytest.fixture(autouse=True)
def modes(market: Market) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={"trading.modes": ["spot_listing", "english_auction"]}))


@pytest.fixture
def rules(tenant_a: TenantRef, client_of: ClientOf) -> Client:
    return signed_in(client_of(tenant_a), person("rules_manager", "r@house.example"))


@pytest.fixture
def ended(market: Market) -> EventResult:
    """Four bids, one of them refused, and an award."""
    made = run(
        publish_event,
        market.as_seller(),
        PublishEvent(
            mode="english_auction", side="sell", currency="EUR", quantity=kilos("100"), item_id=market.items["steel"],
            rules={"start_price": "2.00", "increment": "0.10", "extension_window_s": 0},
            ends_at=clock.now(scope.alias()) + timedelta(seconds=1.2),
        ),
    )  # fmt: skip
    for buyer in (market.as_buyer(), market.as_other_buyer()):
        run(join_event, buyer, JoinEvent(event_id=made.event_id))
    for buyer, price in ((market.as_buyer(), "2.00"), (market.as_other_buyer(), "2.20"), (market.as_buyer(), "2.50")):
        run(place_bid, buyer, PlaceBid(lot_id=made.lot_id, price=price))
    with pytest.raises(Refusal):
        run(place_bid, market.as_other_buyer(), PlaceBid(lot_id=made.lot_id, price="2.51"))
    time.sleep(1.3)
    run(close_lot, SYSTEM, CloseLot(lot_id=made.lot_id))
    return made


def drafted(**values: Any) -> None:
    run(edit_draft, SYSTEM, EditDraft(changes=values))


def test_a_past_event_gives_itself_again_and_something_else_under_the_draft(rules: Client, ended: EventResult) -> None:
    drafted(**{"english_auction.increment": "0.40"})
    listed = rules.get(PAGE)
    assert str(ended.event_id).encode() in listed.content
    page = rules.get(PAGE, {"event": str(ended.event_id)})
    assert page.status_code == 200
    found = page.context["replayed"]
    assert found.differences == ()
    assert (found.own.accepted, sum(found.own.refused.values())) == (3, 1)
    assert found.changed == {"increment": ("0.10", "0.40")}
    assert found.drafted is not None
    assert [one.accepted for one in found.drafted.verdicts] == [True, False, True, True]
    assert (found.own.allocations[0].seq, found.drafted.allocations[0].seq) == (3, 4)
    assert b"the same result again" in page.content


def test_a_ledger_that_was_changed_does_not_give_itself_again(ended: EventResult) -> None:
    lot = Lot.objects.get(pk=ended.lot_id)
    stored = lot.outcome["allocations"][0]
    lot.outcome = lot.outcome | {"allocations": [stored | {"unit_price": "2.40"}]}
    lot.save(update_fields=["outcome"])
    assert replay_event(HOUSE, ended.event_id).differences == ("result",)
    assert Bid.objects.filter(lot_id=lot.pk).count() == 4, "a replay writes nothing"


def test_made_up_bidders_play_under_both(rules: Client) -> None:
    drafted(**{"english_auction.increment": "8"})
    page = rules.get(PAGE, PLAY)
    assert page.status_code == 200
    found = page.context["compared"]
    assert (found.lots, found.changed) == (20, {"increment": ("1", "8")})
    assert found.in_force.bids_mean > found.drafted.bids_mean
    assert page.context["chart"].series[1].points != page.context["chart"].series[0].points
    assert sum(page.context["chart"].series[0].points) == found.in_force.awarded


def test_without_a_draft_there_is_one_column(rules: Client) -> None:
    page = rules.get(PAGE, PLAY)
    assert page.context["changed"] == []
    assert b"With the draft" not in page.content


@pytest.mark.parametrize(
    ("field", "value"),
    [("lowest", "0"), ("highest", "80"), ("bidders", "31"), ("runs", "9"), ("late", "90"), ("lowest", "0.001"),
     ("quantity", "-1"), ("seed", "x")],
)  # fmt: skip
def test_what_cannot_be_played_comes_back_to_its_field(rules: Client, field: str, value: str) -> None:
    page = rules.get(PAGE, PLAY | {field: value})
    assert page.status_code == 422
    assert "compared" not in page.context


def test_rules_that_cannot_run_say_which(rules: Client) -> None:
    page = rules.get(PAGE, {name: value for name, value in PLAY.items() if name != "start_price"})
    assert b"start_price: required" in page.content


def test_only_the_marketplace_simulates(
    tenant_a: TenantRef, client_of: ClientOf, market: Market, ended: EventResult, rules: Client
) -> None:
    theirs = signed_in(client_of(tenant_a), person("company_admin", "a@c.example", company_id=company()))
    assert theirs.get(PAGE).status_code in (403, 404)
    with pytest.raises(NotFound):
        replay_event(market.as_buyer(), ended.event_id)
    for event in (str(uuid4()), "nonsense"):
        assert rules.get(PAGE, {"event": event}).status_code == 404
    assert rules.get("/settings/simulation/order_book/").status_code == 404
