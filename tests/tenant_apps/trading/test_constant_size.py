"""Where only the own rank is shown, no answer tells by its size who leads: fragments, pages, API, the room's stream."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import redis
from django.test import Client

from shared_apps.commands import run
from shared_apps.outbox.live.tickets import stream_key
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.trading.kernel.commands import EventResult, PlaceBid, ResumeEvent, pause_event, place_bid, resume_event
from tenant_apps.trading.kernel.commands.pause_event import PauseEvent
from tenant_apps.trading.kernel.decisions.announcements import AUDIENCES
from tenant_apps.trading.kernel.web.events import QUIET_BLOCK
from tests.fixtures.api import Caller, caller
from tests.fixtures.people import person, signed_in
from tests.fixtures.trade import SYSTEM, Market
from tests.tenant_apps.trading.test_events import MODES
from tests.tenant_apps.trading.test_formats import bid, buy, move_back, two_sellers

ClientOf = Callable[[TenantRef | None], Client]


@pytest.fixture(autouse=True)
def modes(market: Market) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={"trading.modes": MODES}))


@pytest.fixture
def pair(market: Market, tenant_a: TenantRef, client_of: ClientOf) -> tuple[Client, Client]:
    one, other = client_of(tenant_a), client_of(tenant_a)
    return (
        signed_in(one, person("supplier", "s@sell.example", company_id=market.seller)),
        signed_in(other, person("supplier", "t@sell.example", company_id=market.other_seller)),
    )


@pytest.fixture
def heard(settings: Any) -> Iterator[Callable[[EventResult, str], list[bytes]]]:
    """What a stream has said to an audience of an event."""
    client, asked = redis.Redis.from_url(settings.VALKEY_URL), set[str]()

    def read(made: EventResult, audience: str) -> list[bytes]:
        asked.update(stream_key(scope.key(), str(made.event_id), one) for one in AUDIENCES)
        rows: Any = client.xrange(stream_key(scope.key(), str(made.event_id), audience))
        return [fields[b"m"] for _number, fields in rows]

    yield read
    client.delete(*asked)


def size(client: Client, made: EventResult, path: str = "room/") -> int:
    answer = client.get(f"/events/{made.event_id}/{path}")
    assert answer.status_code == 200
    return len(answer.content)


def test_fragments_and_pages_of_who_leads_and_who_does_not_are_of_one_size(
    market: Market, pair: tuple[Client, Client]
) -> None:
    made = buy(market, 600)
    actors = two_sellers(market, made)
    for leader, prices in ((0, ("3.50", "3.60")), (1, ("3.40", "3.30"))):
        for actor, price in zip(actors, prices, strict=True):
            bid(actor, made, price=price)
        shown = [client.get(f"/events/{made.event_id}/room/").content.decode() for client in pair]
        assert ["Leading" in text for text in shown] == [leader == 0, leader == 1], "they do differ"
        assert len({size(client, made) for client in pair}) == 1
        assert len({size(client, made, "") for client in pair}) == 1
        assert size(pair[0], made) % QUIET_BLOCK == 0


def test_where_prices_are_open_nothing_is_padded(market: Market, pair: tuple[Client, Client]) -> None:
    made = buy(market, 600, visibility="open")
    two_sellers(market, made)
    assert b"<!--..." not in pair[0].get(f"/events/{made.event_id}/room/").content


def test_the_api_says_as_much_to_both(market: Market, tenant_a: TenantRef) -> None:
    made = buy(market, 600)
    callers: list[Caller] = [
        caller(tenant_a, "trading.view_event", company_id=company) for company in (market.seller, market.other_seller)
    ]
    for actor, price in zip(two_sellers(market, made), ("3.55", "3.65"), strict=True):
        bid(actor, made, price=price)
    told = [one.get(f"events/{made.event_id}") for one in callers]
    assert [one.json()["facts"]["own_rank"] for one in told] == [1, 2]
    assert len({len(one.content) for one in told}) == 1
    assert all("price_now" not in one.json()["facts"] for one in told)
    lists = [one.get(f"lots/{made.lot_id}/bids").json()["data"] for one in callers]
    assert [[row["price"] for row in rows] for rows in lists] == [["3.55"], ["3.65"]], "each reads its own bid alone"


def test_messages_of_the_stream_have_one_size(
    market: Market,
    heard: Callable[[EventResult, str], list[bytes]],
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    made = buy(market, 600, extension_window_s=600, extension_s=900)
    actors = two_sellers(market, made)

    def does(command: Any, data: Any, actor: Any) -> None:
        with django_capture_on_commit_callbacks(using=scope.alias(), execute=True):
            run(command, actor, data)

    for actor, price in ((actors[0], "3.50"), (actors[1], "3.4"), (actors[0], "3.000001")):
        does(place_bid, PlaceBid(lot_id=made.lot_id, price=price), actor)
    does(pause_event, PauseEvent(event_id=made.event_id, reason="A question"), market.as_buyer())
    does(resume_event, ResumeEvent(event_id=made.event_id), market.as_buyer())
    for audience in ("participant", "member"):
        messages = heard(made, audience)
        assert len(messages) == 3, "the end has moved; then pause and going on"
        assert len({len(one) for one in messages}) == 1
        assert not any(b"3." in one.split(b"pad")[0].split(b"end_at")[0] for one in messages)
    assert len(heard(made, "house")) == 5


def test_a_last_price_makes_no_message(
    market: Market,
    heard: Callable[[EventResult, str], list[bytes]],
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    made = buy(market, 600, tie_rule="best_and_final_round", visibility="open")
    actors = two_sellers(market, made)
    for actor in actors:
        bid(actor, made, price="3.50")
    move_back(made, 600)
    with django_capture_on_commit_callbacks(using=scope.alias(), execute=True):
        run(place_bid, actors[1], PlaceBid(lot_id=made.lot_id, price="3.40", final=True))
    assert [heard(made, audience) for audience in AUDIENCES] == [[]] * len(AUDIENCES)
