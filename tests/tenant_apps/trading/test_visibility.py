"""Every fact of a running event, for every audience, phase and channel: what the matrix hides is nowhere.

Facts carry values that occur nowhere else (a price of 24.66, a company named Aldermoor), so that a leak shows wherever
it comes out: page, part of a page, list, export, API, stream, refusal, audit file, mail, log. What the matrix shows
must be on the page or in the API, or the test would pass on empty answers.

`make test` looks at each phase under one preset, another one in the next run; `make bench NAME=visibility` under every.
"""

import json
import logging
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import redis
from django.core import mail

from shared_apps.commands import run
from shared_apps.outbox import relay
from shared_apps.outbox.live.tickets import stream_key
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.parties.commands import ChangeCompany, change_company
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.trading.kernel.commands import (
    CloseLot,
    JoinEvent,
    PauseEvent,
    PlaceBid,
    PublishEvent,
    close_lot,
    join_event,
    pause_event,
    place_bid,
    publish_event,
)
from tenant_apps.trading.kernel.decisions.announcements import AUDIENCES
from tenant_apps.trading.kernel.decisions.visibility import MATRIX, Audience, Preset, may_see
from tenant_apps.trading.kernel.models import Lot, TradingEvent
from tests.fixtures.looks import LOOKS, Channels, ClientOf, Viewer, counted, text_of, viewers_of
from tests.fixtures.people import company
from tests.fixtures.trade import SYSTEM, Market, kilos

PHASES = ("before", "live", "paused", "ended")
PRESETS: tuple[Preset, ...] = ("open", "rank_only", "sealed")
# Fact to the value it has in the event of `Auction`; a value stands for every fact that shows it.
VALUES: dict[str, tuple[str, ...]] = {
    "24.66": ("price_now", "result"),
    "25.03": ("next_valid",),
    "24.29": ("ladder",),
    "Aldermoor": ("identities",),
    "Bryndwr": ("identities",),
}
# Seen by their owner alone, whatever the matrix says of the rest.
LIMIT, RESERVE = "27.93", "20.53"
IS_WHOLE = bool(os.environ.get("KONTOR_LOOKS_FILE"))


counting = pytest.fixture(scope="module", autouse=True)(counted)


@dataclass
class Auction:
    """Aldermoor leads with a secret limit, Bryndwr follows, Dunmore has joined and not bid, Everholt only looks on."""

    preset: Preset
    market: Market
    commits: Callable[..., Any]
    cache: redis.Redis
    event_id: UUID
    lot_id: UUID
    viewers: list[Viewer] = field(default_factory=list)

    def does(self, command: Any, data: Any, actor: Any = SYSTEM) -> None:
        with self.commits(using=scope.alias(), execute=True):
            run(command, actor, data)

    def channels(self, viewer: Viewer) -> dict[str, str]:
        return Channels(self.cache, self.event_id, self.lot_id, "Coils").of(viewer)


@pytest.fixture
def auction(
    market: Market, tenant_a: TenantRef, client_of: ClientOf, settings: Any,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> Iterator[Callable[[Preset], Auction]]:  # fmt: skip
    cache = redis.Redis.from_url(settings.VALKEY_URL)
    made: list[Auction] = []

    def make(preset: Preset) -> Auction:
        run(change_settings, SYSTEM, ChangeSettings(changes={"trading.modes": ["spot_listing", "english_auction"]}))
        run(change_company, SYSTEM, ChangeCompany(company_id=market.buyer, name="Aldermoor"))
        run(change_company, SYSTEM, ChangeCompany(company_id=market.other_buyer, name="Bryndwr"))
        now = datetime.now(UTC)
        event = PublishEvent(
            mode="english_auction", side="sell", currency="EUR", quantity=kilos("10"), item_id=market.items["steel"],
            title="Coils", opens_at=now + timedelta(hours=1), ends_at=now + timedelta(hours=3),
            rules={"start_price": "21.03", "increment": "0.37", "reserve": RESERVE, "visibility": preset},
        )  # fmt: skip
        done = run(publish_event, market.as_seller(), event)
        one = Auction(preset, market, django_capture_on_commit_callbacks, cache, done.event_id, done.lot_id)
        companies: list[tuple[str, Audience, UUID | None]] = [
            ("house", "house", None), ("seller", "initiator", market.seller),
            ("Aldermoor", "participant", market.buyer), ("Bryndwr", "participant", market.other_buyer),
            ("Dunmore", "participant", company("Dunmore")), ("Everholt", "member", company("Everholt")),
        ]  # fmt: skip
        one.viewers += viewers_of(tenant_a, client_of, companies)
        for viewer in one.viewers:
            if viewer.audience == "participant":
                run(join_event, SYSTEM, JoinEvent(event_id=one.event_id, company_id=viewer.company_id))
        made.append(one)
        return one

    yield make
    for one in made:
        cache.delete(*(stream_key(scope.key(), str(one.event_id), audience) for audience in AUDIENCES))


def bring_to(one: Auction, phase: str) -> None:
    """Let the event reach the phase: times are moved, commands do the rest."""
    if phase == "before":
        return
    _move(one, opens=timedelta(minutes=-5), ends=timedelta(hours=2))
    market = one.market
    one.does(place_bid, PlaceBid(lot_id=one.lot_id, price="23.17", maximum=LIMIT), market.as_buyer())
    one.does(place_bid, PlaceBid(lot_id=one.lot_id, price="24.29"), market.as_other_buyer())
    if phase == "paused":
        one.does(pause_event, PauseEvent(event_id=one.event_id, reason="a fire drill"))
    if phase == "ended":
        _move(one, opens=timedelta(hours=-3), ends=timedelta(seconds=-1))
        one.does(close_lot, CloseLot(lot_id=one.lot_id))
        relay.drain()


def _move(one: Auction, opens: timedelta, ends: timedelta) -> None:
    now = datetime.now(UTC)
    event, lot = TradingEvent.objects.get(pk=one.event_id), Lot.objects.get(pk=one.lot_id)
    event.opens_at, event.scheduled_end_at, event.effective_end_at = now + opens, now + ends, now + ends
    event.save()
    state = lot.engine_state
    state["terms"] |= {"opens_at": (now + opens).isoformat(), "ends_at": (now + ends).isoformat()}
    state |= {"scheduled_end": (now + ends).isoformat(), "end_at": (now + ends).isoformat()}
    lot.save()


def shown(value: str, facts: tuple[str, ...], one: Auction, viewer: Viewer, *, ended: bool) -> bool:
    """Whether the matrix, or being one's own, lets this viewer see the value."""
    if viewer.name == value or viewer.audience == "house":
        return True
    if value == "24.29" and viewer.name == "Bryndwr":
        return True
    if ended and viewer.name in ("seller", "Aldermoor") and (value == "24.66" or viewer.name == "seller"):
        return True  # the deal is theirs, with its price and both names
    return any(may_see(one.preset, fact, viewer.audience, ended=ended) for fact in facts)


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("preset", PRESETS if IS_WHOLE else ["one of them"])
def test_what_the_matrix_hides_is_nowhere(
    auction: Callable[[Preset], Auction], preset: Any, phase: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    preset = preset if IS_WHOLE else random.choice(PRESETS)
    one = auction(preset)
    bring_to(one, phase)
    ended, has_bids = phase == "ended", phase != "before"
    leaks, missing = [], []
    for viewer in one.viewers:
        found = one.channels(viewer)
        for value, facts in VALUES.items():
            seen = [name for name, text in found.items() if value in text]
            may = shown(value, facts, one, viewer, ended=ended)
            # After the end its audit file tells all of the lot to who took part, names apart.
            outside = [name for name in seen if not (name == "audit file" and ended and viewer.audience != "member")]
            LOOKS["cells"] += len(found)
            if outside and not may:
                leaks.append((viewer.name, value, outside))
            must = any(may_see(preset, fact, viewer.audience, ended=ended) for fact in facts)
            if must and has_bids and facts[0] in ("price_now", "ladder") and not ended and not seen:
                missing.append((viewer.name, value))
        for value, owner in ((LIMIT, "Aldermoor"), (RESERVE, "seller")):
            seen = [name for name, text in found.items() if value in text and not (name == "audit file" and ended)]
            if seen and viewer.name not in (owner, "house"):
                leaks.append((viewer.name, value, seen))
            if viewer.name == owner and has_bids and not ended and not seen:
                missing.append((viewer.name, value))
    LOOKS["leaks"] += len(leaks)
    assert leaks == [], preset
    assert missing == [], f"what may be seen under {preset} is on no page and in no answer"
    told = "\n".join(f"{message.to} {message.subject} {message.body}" for message in mail.outbox)
    logged = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("django.db"))
    for value in (*VALUES, LIMIT, RESERVE):
        if value not in ("Aldermoor", "Bryndwr"):
            assert value not in logged, "a log tells a secret"
        if not ended:
            assert value not in told, "a mail tells a secret"


@pytest.mark.parametrize("preset", PRESETS)
def test_facts_of_the_api_are_those_of_the_matrix(auction: Callable[[Preset], Auction], preset: Preset) -> None:
    """Facts without a value of their own (ranks, counts): their names are cut like the others."""
    one = auction(preset)
    bring_to(one, "live")
    for viewer in one.viewers:
        facts = json.loads(viewer.key.get(f"events/{one.event_id}").content)["facts"]
        for fact in MATRIX[preset]:
            LOOKS["cells"] += 1
            if not may_see(preset, fact, viewer.audience, ended=False):
                assert fact not in facts, (viewer.name, fact)
        assert set(facts) <= set(MATRIX[preset]), "a fact that the matrix does not name"
        assert ("ranks" in facts) == may_see(preset, "ranks", viewer.audience, ended=False)


def test_a_rank_is_said_in_as_many_bytes_whatever_it_is(auction: Callable[[Preset], Auction]) -> None:
    one = auction("rank_only")
    bring_to(one, "live")
    by_name = {viewer.name: viewer for viewer in one.viewers}
    answers = (text_of(by_name[name].key.get(f"events/{one.event_id}")) for name in ("Aldermoor", "Bryndwr"))
    sizes = {len(answer.replace("24.29", "23.17").replace("27.93", "23.17")) for answer in answers}
    assert len(sizes) == 1, "the size of the answer tells the rank"
