"""Live rooms of two marketplaces on one stream process: every audience of every one hears its own room alone."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest

from shared_apps.outbox import streams
from shared_apps.outbox.live.tickets import PURPOSE, WrongTicket, read
from shared_apps.tenancy import scope
from shared_apps.tenancy.derive import derive
from shared_apps.tenancy.errors import NoTenant
from tenant_apps.trading.kernel.decisions.announcements import AUDIENCES
from tests.fixtures.streams import Stream
from tests.isolation.world import Place, World

# Who of the world belongs to which audience of the pair's auction, which is for its buyer alone.
SEATS = {"owner": "house", "one_seller": "initiator", "one_buyer": "participant"}


def _ticket(place: Place, audience: str, room: str) -> str:
    with scope.enter(place.ref):
        found = streams.watch(room, audience, place.host)
    assert found is not None
    return found[1]


@pytest.fixture
def with_streams(settings: Any) -> None:
    settings.STREAM_URLS = dict.fromkeys(settings.ALIAS_OF, "http://{host}:23999")


@pytest.mark.slow
@pytest.mark.usefixtures("with_streams")
def test_a_room_is_heard_in_its_own_marketplace_by_its_own_audience(
    world: World, stream: Stream, settings: Any, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    settings.VALKEY_URL = stream.valkey.url
    room = "the-same-name"
    watchers = {}
    for place in (world.a, world.b):
        for audience in AUDIENCES:
            watcher = stream.watch(_ticket(place, audience, room), host=place.host)
            assert watcher.status == 200, (place.letter, audience)
            watcher.read(1)
            watchers[place.letter, audience] = watcher
    for place in (world.a, world.b, world.c):
        for audience in AUDIENCES:
            with scope.enter(place.ref), django_capture_on_commit_callbacks(using=place.ref.alias, execute=True):
                streams.publish(room, {"word": f"{place.word} {audience}"}, audience)
    heard = {who: [data["word"] for _, _, data in watcher.read(2, 1)] for who, watcher in watchers.items()}
    words = {place.letter: place.word for place in (world.a, world.b)}
    assert heard == {(letter, audience): [f"{words[letter]} {audience}"] for letter, audience in watchers}


@pytest.mark.slow
@pytest.mark.usefixtures("with_streams")
def test_a_ticket_opens_at_no_other_address(world: World, stream: Stream) -> None:
    for place in (world.a, world.b, world.c):
        for audience in AUDIENCES:
            token = _ticket(place, audience, "room")
            for other in (world.a, world.b, world.c):
                expected = 200 if other is place and place.ref.region == "eu" else 403
                status = stream.watch(token, host=other.host).status
                assert status == expected, f"{place.letter} {audience} at {other.letter}"


@pytest.mark.usefixtures("with_streams")
@pytest.mark.parametrize("name", sorted(SEATS))
def test_a_page_gives_its_viewer_a_ticket_of_its_own_audience(name: str, world: World, settings: Any) -> None:
    for place in (world.a, world.b, world.c):
        for path in (f"/events/{place.one.ids['event']}/", f"/events/{place.one.ids['event']}/room/"):
            answer = place.browser(name).get(path)
            found = re.search(r'data-room-ticket="([^"]+)"', answer.content.decode())
            assert found is not None, path
            token = unescape(found[1])

            def key_of(tenant: str) -> bytes:
                return derive(settings.SECRET_KEY, PURPOSE, tenant)

            ticket = read(token, key_of, region=place.ref.region, host=place.host, now=0)
            assert (ticket.tenant, ticket.audience) == (place.ref.key, SEATS[name])
            assert ticket.room == str(place.one.ids["event"])
            for other in (world.a, world.b, world.c):
                if other is not place:
                    with pytest.raises(WrongTicket):
                        read(token, key_of, region=other.ref.region, host=other.host, now=0)


@pytest.mark.usefixtures("with_streams")
def test_only_the_page_of_a_room_may_connect_to_a_stream(world: World) -> None:
    browser = world.a.browser("one_buyer")
    room = browser.get(f"/events/{world.a.one.ids['event']}/")
    assert f"connect-src 'self' http://{world.a.host}:23999;" in room["Content-Security-Policy"] + ";"
    for path in ("/events/", "/deals/"):
        assert "23999" not in browser.get(path)["Content-Security-Policy"]
    address = re.search(r'data-room-stream="([^"]+)"', room.content.decode())
    assert address is not None
    assert urlsplit(address[1]).hostname == world.a.host


@pytest.mark.usefixtures("with_streams")
def test_who_may_not_see_a_room_gets_no_ticket(world: World) -> None:
    for name in ("two_buyer", "two_seller", "nobody"):
        answer = world.a.browser(name).get(f"/events/{world.a.one.ids['event']}/")
        assert answer.status_code in (403, 404)
        assert "data-room-ticket" not in answer.content.decode()


def test_there_is_no_ticket_and_no_word_outside_a_marketplace() -> None:
    with pytest.raises(NoTenant):
        streams.publish("room", {}, "member")
    with pytest.raises(NoTenant):
        streams.watch("room", "member", "localhost")
    with scope.enter(scope.CONTROL):
        with pytest.raises(NoTenant):
            streams.publish("room", {}, "member")
        with pytest.raises(NoTenant):
            streams.watch("room", "member", "localhost")
