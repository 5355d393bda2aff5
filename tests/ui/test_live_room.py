"""A room in a real browser beside a real stream process: it follows, loses the connection, and finds it again."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import redis

from shared_apps.outbox.live.tickets import stream_key
from shared_apps.tenancy import scope
from tests.fixtures.streams import Stream
from tests.ui.browser import DESK
from tests.ui.stand import Stand

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def _until(page: Any, holds: Callable[[], bool], wait_s: float) -> float:
    """Wait in the browser's own time; how long it took."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < wait_s, page.locator("#room").inner_text()
        page.wait_for_timeout(50)
    return time.monotonic() - began


@pytest.fixture
def room(stand: Stand, stream: Stream, settings: Any) -> Iterator[tuple[str, str]]:
    """Address of the room's page, and the name of its buyers' stream."""
    settings.VALKEY_URL = stream.valkey.url
    settings.STREAM_URLS = {"eu": f"http://{{host}}:{stream.port}"}
    event_id = stand.place.one.ids["event"]
    with scope.enter(stand.place.ref):
        key = stream_key(scope.key(), str(event_id), "participant")
    yield f"{stand.origin('market')}/events/{event_id}/", key


def test_a_room_follows_the_stream_and_says_when_it_is_lost(
    stand: Stand, stream: Stream, room: tuple[str, str], browser: Any
) -> None:
    url, key = room
    context = browser.new_context(viewport={"width": DESK, "height": 900})
    context.add_cookies(stand.cookies("market", "one_buyer"))
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    page.goto(url)
    told = redis.Redis(port=stream.valkey.port)
    price, lost = page.locator("[data-room-fact=price_now]"), page.locator("[data-room-connection].k-conn-off")
    _until(page, lambda: price.count() == 1, 5)
    page.wait_for_timeout(3000)
    assert sum("/rooms?ticket=" in one for one in asked) == 1
    assert sum(one.endswith("/room/") for one in asked) <= 2, "a page with a stream asks every 15 s"
    # Fragments are held back: what is seen from here on came by the stream.
    page.route("**/room/", lambda route: route.abort())
    told.xadd(key, {"m": json.dumps({"state": "open", "end_at": "", "price_now": "1234.5", "bids": 42})})
    _until(page, lambda: price.inner_text().strip() == "1,234.50", 2)
    assert page.locator("[data-room-fact=bids]").inner_text() == "42"

    stream.process.kill()
    stream.process.wait(10)
    took_s = _until(page, lambda: lost.count() == 1, 8)
    assert took_s <= 5.5
    # What was said meanwhile is heard after the process is back, although the page's fragments still are held back.
    told.xadd(key, {"m": json.dumps({"state": "open", "end_at": "", "price_now": "1300", "bids": 43})})
    stream.start()
    _until(page, lambda: price.inner_text().strip() == "1,300.00", 10)
    assert page.locator("[data-room-fact=bids]").inner_text() == "43"
    page.unroute("**/room/")
    _until(page, lambda: lost.count() == 0, 5)
    context.close()
