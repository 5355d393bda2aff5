"""What the stream of a room says to whom: the public facts, or nothing but state and end, always in as many bytes."""

import json
import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
import redis
from django.db import transaction

from shared_apps.commands import run
from shared_apps.foundation.refusals import Refusal
from shared_apps.outbox import streams
from shared_apps.outbox.live.tickets import stream_key
from shared_apps.tenancy import scope
from shared_apps.tenancy.errors import NoTenant
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.trading.kernel.commands import (
    JoinEvent,
    PlaceBid,
    PublishEvent,
    ResumeEvent,
    cancel_event,
    join_event,
    pause_event,
    place_bid,
    publish_event,
    resume_event,
)
from tenant_apps.trading.kernel.commands.cancel_event import CancelEvent
from tenant_apps.trading.kernel.commands.close_lot import CloseLot, close_lot
from tenant_apps.trading.kernel.commands.pause_event import PauseEvent
from tenant_apps.trading.kernel.decisions.announcements import AUDIENCES, PUBLIC, announcement, sees_bids
from tenant_apps.trading.kernel.decisions.visibility import MATRIX, may_see
from tenant_apps.trading.kernel.models import TradingEvent
from tests.fixtures.trade import SYSTEM, Market, kilos

Commits = Callable[..., Any]


class Auction:
    """An English auction with two bidders, and what each audience has heard."""

    def __init__(self, market: Market, commits: Commits, client: redis.Redis, visibility: str, **rules: Any) -> None:
        self.market, self.commits, self.client = market, commits, client
        run(change_settings, SYSTEM, ChangeSettings(changes={"trading.modes": ["spot_listing", "english_auction"]}))
        made = run(
            publish_event,
            market.as_seller(),
            PublishEvent(
                mode="english_auction", side="sell", currency="EUR", quantity=kilos("10"),
                item_id=market.items["steel"], title="Coils", ends_at=datetime.now(UTC) + timedelta(hours=1),
                rules={"start_price": "2.00", "increment": "0.10", "visibility": visibility} | rules,
            ),
        )  # fmt: skip
        self.event_id, self.lot_id = made.event_id, made.lot_id
        for company in (market.buyer, market.other_buyer):
            run(join_event, SYSTEM, JoinEvent(event_id=self.event_id, company_id=company))

    def does(self, command: Any, data: Any, actor: Any = None) -> None:
        with self.commits(using=scope.alias(), execute=True):
            run(command, actor or self.market.as_marketplace(), data)

    def bids(self, company: UUID, price: str) -> None:
        self.does(place_bid, PlaceBid(lot_id=self.lot_id, price=price), self.market.acting(company))

    def heard(self, audience: str) -> list[bytes]:
        rows: Any = self.client.xrange(stream_key(scope.key(), str(self.event_id), audience))
        return [fields[b"m"] for _, fields in rows]

    def all_heard(self) -> dict[str, list[dict[str, Any]]]:
        return {audience: [json.loads(text) for text in self.heard(audience)] for audience in AUDIENCES}


@pytest.fixture
def auction(
    market: Market, settings: Any, django_capture_on_commit_callbacks: Commits
) -> Iterator[Callable[..., Auction]]:
    client = redis.Redis.from_url(settings.VALKEY_URL)
    made: list[Auction] = []

    def make(visibility: str, **rules: Any) -> Auction:
        made.append(Auction(market, django_capture_on_commit_callbacks, client, visibility, **rules))
        return made[-1]

    yield make
    for one in made:
        client.delete(*(stream_key(scope.key(), str(one.event_id), audience) for audience in AUDIENCES))


def test_where_prices_are_open_everybody_hears_each_bid(auction: Callable[..., Auction], market: Market) -> None:
    room = auction("open")
    room.bids(market.buyer, "2.00")
    room.bids(market.other_buyer, "2.35")
    heard = room.all_heard()
    told = [(one["price_now"], one["bids"], one["bidders"], one["leader"], one["state"]) for one in heard["member"]]
    assert told == [("2", 1, 1, "#1", "open"), ("2.35", 2, 2, "#2", "open")]
    assert heard["member"] == heard["participant"] == heard["initiator"] == heard["house"]
    text = b"".join(room.heard("house")).decode()
    assert not any(secret in text for secret in (str(market.buyer), str(market.other_buyer), "Buyer", "maximum"))


def test_a_limit_nobody_may_know_is_not_said(auction: Callable[..., Auction], market: Market) -> None:
    room = auction("open", proxy_bidding=True)
    data = PlaceBid(lot_id=room.lot_id, price="2.00", maximum="98765.40")
    room.does(place_bid, data, market.as_buyer())
    assert len(room.heard("member")) == 1
    assert not any(b"98765" in text for audience in AUDIENCES for text in room.heard(audience))


def test_who_sees_ranks_only_does_not_hear_of_bids(auction: Callable[..., Auction], market: Market) -> None:
    room = auction("rank_only", extension_window_s=0)
    room.bids(market.buyer, "2.00")
    room.bids(market.other_buyer, "2.50")
    heard = room.all_heard()
    assert (heard["participant"], heard["member"]) == ([], [])
    assert [one["bids"] for one in heard["initiator"]] == [one["bids"] for one in heard["house"]] == [1, 2]


def test_sealed_bids_are_heard_by_nobody(auction: Callable[..., Auction], market: Market) -> None:
    room = auction("sealed", extension_window_s=0)
    room.bids(market.buyer, "2.00")
    assert room.all_heard() == {audience: [] for audience in AUDIENCES}


def test_a_refused_bid_is_heard_by_nobody(auction: Callable[..., Auction], market: Market) -> None:
    room = auction("open")
    with pytest.raises(Refusal):
        room.bids(market.buyer, "0.01")
    assert room.all_heard() == {audience: [] for audience in AUDIENCES}


@pytest.mark.parametrize("visibility", ["open", "rank_only", "sealed"])
def test_pause_and_end_are_heard_by_all(auction: Callable[..., Auction], market: Market, visibility: str) -> None:
    room = auction(visibility, extension_window_s=0)
    room.does(pause_event, PauseEvent(event_id=room.event_id, reason="fire alarm in hall 3"))
    room.does(resume_event, ResumeEvent(event_id=room.event_id))
    room.does(cancel_event, CancelEvent(event_id=room.event_id, reason="force_majeure"))
    for audience, messages in room.all_heard().items():
        assert [one["state"] for one in messages] == ["paused", "open", "cancelled"], audience
    quiet = [text for audience in AUDIENCES if not sees_bids(visibility, audience) for text in room.heard(audience)]  # type: ignore[arg-type]
    assert len({len(text) for text in quiet}) == (0 if visibility == "open" else 1)
    assert not any(b"fire" in text for audience in AUDIENCES for text in room.heard(audience))


def test_the_end_by_time_is_heard(auction: Callable[..., Auction], market: Market, monkeypatch: Any) -> None:
    from shared_apps.foundation import clock

    room = auction("rank_only", extension_window_s=0)
    room.bids(market.buyer, "2.00")
    late = datetime.now(UTC) + timedelta(hours=2)
    monkeypatch.setattr(clock, "now", lambda using: late)
    room.does(close_lot, CloseLot(lot_id=room.lot_id), SYSTEM)
    assert TradingEvent.objects.get(pk=room.event_id).final_state == "complete"
    assert [one["state"] for one in room.all_heard()["participant"]] == ["complete"]


# -- the decision ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("preset", sorted(MATRIX))
@pytest.mark.parametrize("audience", AUDIENCES)
def test_no_fact_passes_the_matrix(preset: Any, audience: Any) -> None:
    facts = dict.fromkeys((*PUBLIC, "own_price", "own_rank", "private", "ranks", "identities", "unknown"), "x")
    for has_moved in (True, False):
        said = announcement(facts, preset, audience, state="open", end_at="", has_moved=has_moved)
        if sees_bids(preset, audience):
            assert said is not None
            assert all(may_see(preset, name, audience, ended=False) for name in set(said) - {"state", "end_at"})
        else:
            assert said is None if not has_moved else set(said or {}) == {"state", "end_at", "pad"}


def test_a_quiet_message_always_has_the_same_size() -> None:
    ends = ("", "2026-11-26T09:00:00+00:00", "2026-11-26T09:00:00.123456+00:00")
    states = ("announced", "open", "paused", "closing", "evaluation", "complete", "unsuccessful", "withdrawn")
    sizes = {
        len(
            msgspec.json.encode(
                announcement({"bids": bids}, "rank_only", "member", state=state, end_at=end, has_moved=True)
            )
        )
        for bids in (0, 10**9)
        for state in states
        for end in ends
    }
    assert len(sizes) == 1


# -- publish -----------------------------------------------------------------------------------------------------------


def test_nothing_is_said_without_a_marketplace() -> None:
    with pytest.raises(NoTenant):
        streams.publish("room", {}, "member")


def test_what_is_rolled_back_is_not_said(
    market: Market, settings: Any, django_capture_on_commit_callbacks: Commits
) -> None:
    client: Any = redis.Redis.from_url(settings.VALKEY_URL)
    key = stream_key(scope.key(), "rolled-back", "member")
    with django_capture_on_commit_callbacks(using=scope.alias(), execute=True) as owed:
        streams.publish("rolled-back", {"n": 1}, "member")
        with pytest.raises(ZeroDivisionError), transaction.atomic(using=scope.alias()):
            streams.publish("rolled-back", {"n": 2}, "member")
            _ = 1 / 0
        streams.publish("rolled-back", {"n": 3}, "member")
    assert len(owed) == 1
    assert [json.loads(fields[b"m"])["n"] for _, fields in client.xrange(key)] == [1, 3]
    assert 0 < client.ttl(key) <= streams.KEPT_S
    client.delete(key)


def test_without_valkey_a_bid_counts_and_one_line_says_so(
    auction: Callable[..., Auction], market: Market, settings: Any, monkeypatch: Any, caplog: Any, capsys: Any
) -> None:
    room = auction("open")
    settings.VALKEY_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(streams, "_away_since", 0.0)
    with caplog.at_level(logging.WARNING):
        room.bids(market.buyer, "2.00")
        monkeypatch.setattr(streams, "_away_since", streams._away_since - 2)
        room.bids(market.other_buyer, "2.50")
    assert ("".join(capsys.readouterr()) + caplog.text).count("stream.publish_failed") == 1
    assert TradingEvent.objects.get(pk=room.event_id).lots.get().last_seq == 2
