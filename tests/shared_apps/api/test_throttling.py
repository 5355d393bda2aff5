"""The limit of a key holds without the cache, too: each process counts for itself."""

import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from shared_apps.api import throttling
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tests.fixtures.api import caller, problem

NOW = 1_800_000_000.0


class AwayCache:
    """A cache whose server is gone; counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def add(self, *args: Any, **kwargs: Any) -> bool:
        self.asked += 1
        raise ConnectionError("nobody listens")

    incr = add


@pytest.fixture(autouse=True)
def _nothing_counted() -> Iterator[None]:
    throttling.own.forget()
    yield
    throttling.own.forget()


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> AwayCache:
    found = AwayCache()
    monkeypatch.setattr(throttling, "cache", found)
    return found


def left(key: str = "k", limit: int = 2, now: float = NOW) -> int:
    return throttling.count(key, limit, now).left


def test_the_limit_holds_through_http_when_the_cache_is_away(
    tenant_a: TenantRef, away: AwayCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttling, "time", SimpleNamespace(time=lambda: NOW, monotonic=time.monotonic))
    api = caller(tenant_a, "parties.view_company", rate_per_minute=3)
    throttled = [api.get("companies") for _each in range(4)]
    assert [answer.status_code for answer in throttled] == [200, 200, 200, 429]
    assert problem(throttled[-1])["code"] == "api.rate_limit"
    assert throttled[-1].headers["RateLimit-Policy"] == '"key";q=3;w=60'


def test_keys_windows_and_marketplaces_are_counted_apart(
    tenant_a: TenantRef, tenant_b: TenantRef, away: AwayCache
) -> None:
    assert [left(), left(), left()] == [1, 0, -1]
    assert left("other") == 1
    with scope.enter(tenant_b):
        assert left() == 1
    assert left(now=NOW + throttling.WINDOW_S) == 1


def test_counting_goes_on_where_the_cache_was_left(tenant_a: TenantRef, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [left(limit=3), left(limit=3)] == [2, 1]
    monkeypatch.setattr(throttling, "cache", AwayCache())
    assert [left(limit=3), left(limit=3)] == [0, -1]


def test_a_cache_that_is_away_is_not_asked_at_every_request(
    tenant_a: TenantRef, away: AwayCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttling, "PAUSE_S", 60.0)
    for _each in range(5):
        left()
    assert away.asked == 1


def test_a_cache_that_is_back_counts_for_all_processes_again(tenant_a: TenantRef, monkeypatch: Any) -> None:
    monkeypatch.setattr(throttling, "PAUSE_S", 0.0)
    with monkeypatch.context() as patch:
        patch.setattr(throttling, "cache", AwayCache())
        left(limit=9)
    assert left(limit=9) == 8  # the shared counter had not seen the one before


def test_old_windows_are_not_kept(tenant_a: TenantRef, away: AwayCache) -> None:
    for number in range(50):
        left(f"key-{number}")
    left("last", now=NOW + throttling.WINDOW_S)
    assert len(throttling.own._used) == 1
