"""The lane's one address: other hosts, other marketplaces' keys, keys without power, other companies, other regions.

Each is tried twice: as the first use of a key, which the views answer, and again when the lane knows the key.
"""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client

from shared_apps.accounts.models import ApiKey
from shared_apps.commands import run
from shared_apps.tenancy import scope
from tests.fixtures.api import Caller
from tests.fixtures.lane import Reply, ask, with_lane
from tests.fixtures.people import SYSTEM
from tests.isolation import tables
from tests.isolation.world import Place, World

KEYS = frozenset({"accounts_apikey"})


def caller_of(place: Place, name: str, host: str = "") -> Caller:
    return Caller(place.visitors[name].secret, host or place.host, Client())


def lot_of(place: Place) -> UUID:
    return place.one.ids["lot"]


@pytest.fixture
def committed_world(world: World, django_db_blocker: Any) -> Any:
    """The lane has connections of its own, which see nothing of a transaction of the test."""
    with django_db_blocker.unblock():
        yield world


def twice(who: Caller, known: Caller, lot_id: UUID, known_lot: UUID) -> list[Reply]:
    """The request as a first one, and after the lane has got to know the key at the host where it is one."""

    async def work(bids: Any) -> list[Reply]:
        first = await ask(bids, who, lot_id, {"price": "1000"})
        await ask(bids, known, known_lot, {"nonsense": 1})
        return [first, await ask(bids, who, lot_id, {"price": "1000"})]

    found: list[Reply] = with_lane(work)
    return found


def unchanged(place: Place, act: Callable[[], list[Reply]]) -> list[Reply]:
    with scope.enter(place.ref):
        before = tables.fingerprint()
    connections["default"].close()
    found = act()
    with scope.enter(place.ref):
        assert tables.changed(before, but=KEYS) == []
    return found


def test_a_key_of_another_marketplace_is_no_key(committed_world: World) -> None:
    a, b = committed_world.a, committed_world.b
    known = caller_of(a, "one_buyer")
    replies = unchanged(b, lambda: twice(caller_of(a, "one_buyer", b.host), known, lot_of(b), lot_of(a)))
    assert [one.status for one in replies] == [401, 401]
    assert all(b.word not in str(one.body).upper() for one in replies)


def test_a_lot_of_another_marketplace_is_unknown(committed_world: World) -> None:
    a, b = committed_world.a, committed_world.b
    known = caller_of(a, "one_buyer")
    replies = unchanged(b, lambda: twice(known, known, lot_of(b), lot_of(a)))
    assert [(one.status, one.body["code"]) for one in replies] == [(404, "trading.event_unknown")] * 2


def test_an_event_for_named_companies_is_unknown_to_others(committed_world: World) -> None:
    a = committed_world.a
    for name in ("two_buyer", "two_seller"):
        who = caller_of(a, name)
        replies = unchanged(a, lambda who=who: twice(who, who, lot_of(a), lot_of(a)))  # type: ignore[misc]
        assert [one.status for one in replies] == [404, 404], name
        assert "PRIVATE" not in str([one.body for one in replies])


def test_unknown_hosts_and_other_regions_are_refused(committed_world: World) -> None:
    a = committed_world.a
    known = caller_of(a, "one_buyer")
    for host in ("nowhere.example", "a b", f"{a.host}.evil.example"):
        replies = twice(caller_of(a, "one_buyer", host), known, lot_of(a), lot_of(a))
        assert [one.status for one in replies] == [404, 404], host


def test_a_marketplace_of_another_region_is_misdirected(committed_world: World, monkeypatch: Any) -> None:
    """This process of the tests serves all regions; one that serves `eu` alone says 421."""
    c, a = committed_world.c, committed_world.a
    monkeypatch.setattr(settings, "ALIAS_OF", {a.ref.region: a.ref.alias})
    replies = twice(caller_of(c, "one_buyer"), caller_of(a, "one_buyer"), lot_of(a), lot_of(a))
    assert [(one.status, one.body["code"]) for one in replies] == [(421, "tenancy.wrong_region")] * 2


def test_a_key_without_the_permission_is_forbidden(committed_world: World) -> None:
    a = committed_world.a
    who = caller_of(a, "nobody")
    replies = twice(who, who, lot_of(a), lot_of(a))
    assert [one.status for one in replies] == [403, 403]


def test_nobody_bids_for_another_company(committed_world: World) -> None:
    a = committed_world.a
    who = caller_of(a, "two_buyer")

    async def work(bids: Any) -> list[Reply]:
        body = {"price": "1000", "company_id": str(a.one.buyer)}
        return [await ask(bids, who, lot_of(a), body) for _ in range(2)]

    assert [one.status for one in with_lane(work)] == [403, 403]


def test_a_key_that_is_revoked_while_the_lane_knows_it_is_none(committed_world: World) -> None:
    from shared_apps.accounts.commands.api_keys import CreateApiKey, create_api_key

    a = committed_world.a
    with scope.enter(a.ref):
        wish = CreateApiKey(name=f"k {uuid4().hex}", permissions=["trading.place_bid"], company_id=a.one.buyer)
        made = run(create_api_key, SYSTEM, wish)
    who = Caller(made.secret, a.host, Client())

    async def work(bids: Any) -> list[Reply]:
        loop = asyncio.get_running_loop()

        def revoke(**changes: Any) -> None:
            with scope.enter(a.ref):
                ApiKey.objects.filter(pk=made.key_id).update(**changes)
            connections["default"].close()

        replies = [await ask(bids, who, lot_of(a), {"price": "x"})]
        replies.append(await ask(bids, who, lot_of(a), {"price": "x"}))
        await loop.run_in_executor(None, lambda: revoke(permissions=[]))
        replies.append(await ask(bids, who, lot_of(a), {"price": "x"}))
        from django.utils import timezone

        await loop.run_in_executor(None, lambda: revoke(revoked_at=timezone.now()))
        replies.append(await ask(bids, who, lot_of(a), {"price": "x"}))
        return replies

    statuses = [one.status for one in with_lane(work)]
    with scope.enter(a.ref):
        ApiKey.objects.filter(pk=made.key_id).delete()
    assert statuses[:2] == [409, 409], "bad price, or the event is not open: the key itself holds"
    assert statuses[2:] == [403, 401]
