"""How often a key may ask: a count per key and minute, announced in `RateLimit` headers.

A fixed window: at its border a client may send twice its quota within a few seconds, which protects the machines just
as well and costs two cache commands. Without its cache each process counts for itself: a key may then send its quota to
every process, which is still a limit, and nobody is turned away who would not have been.
"""

import time
from dataclasses import dataclass
from threading import Lock
from typing import Any

import structlog
from django.core.cache import cache
from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from shared_apps.api.authentication import KeyInUse
from shared_apps.tenancy import scope

log = structlog.get_logger(__name__)

WINDOW_S = 60
# After a failure the cache is left alone for this long: a request must not wait for it each time.
PAUSE_S = 1.0


@dataclass(frozen=True, slots=True)
class Quota:
    """What is left in the present window."""

    limit: int
    left: int
    reset_s: int


class OwnCounts:
    """The counts of this process, of the present window only; so they stay as few as the keys in use."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._window = -1
        self._used: dict[str, int] = {}
        self._again_at = 0.0

    def one_more(self, name: str, window: int) -> int:
        """Count one request here and return how many this window has had."""
        with self._lock:
            self._turn(window)
            self._used[name] = self._used.get(name, 0) + 1
            return self._used[name]

    def learn(self, name: str, window: int, used: int) -> None:
        """What the cache counted for all processes: if it goes away, counting goes on from there."""
        with self._lock:
            self._turn(window)
            self._used[name] = max(used, self._used.get(name, 0))

    def asks_cache(self) -> bool:
        return time.monotonic() >= self._again_at

    def cache_failed(self) -> None:
        self._again_at = time.monotonic() + PAUSE_S

    def forget(self) -> None:
        """Begin anew; for tests, whose rows and keys are rolled back."""
        with self._lock:
            self._used.clear()
            self._again_at = 0.0

    def _turn(self, window: int) -> None:
        if window != self._window:
            self._window = window
            self._used.clear()


own = OwnCounts()


def count(key_id: str, limit: int, now: float) -> Quota:
    """Count one request of the key; `left` is -1 when it is one too many."""
    window = int(now) // WINDOW_S
    reset_s = WINDOW_S - int(now) % WINDOW_S
    used = _used(f"rate:{key_id}:{window}", window)
    return Quota(limit, max(limit - used, -1), reset_s)


def _used(name: str, window: int) -> int:
    here = f"{scope.key()}|{name}"
    if own.asks_cache():
        try:
            used = _in_cache(name)
        except Exception as error:
            own.cache_failed()
            log.warning("api.rate_limit_without_cache", error=str(error))
        else:
            own.learn(here, window, used)
            return used
    return own.one_more(here, window)


def _in_cache(name: str) -> int:
    try:
        # `add` first: the counter must die with its window, and `incr` sets no time to live.
        return 1 if cache.add(name, 1, timeout=WINDOW_S + 5) else cache.incr(name)
    except ValueError:  # it expired between the two
        return 1


def announce(response: HttpResponseBase, quota: Quota) -> None:
    """Set the headers of the IETF draft on rate limit fields."""
    for name, value in fields(quota):
        response[name] = value


def fields(quota: Quota) -> tuple[tuple[str, str], ...]:
    """The headers and their values."""
    return (
        ("RateLimit-Policy", f'"key";q={quota.limit};w={WINDOW_S}'),
        ("RateLimit", f'"key";r={max(quota.left, 0)};t={quota.reset_s}'),
    )


class KeyRateThrottle(BaseThrottle):
    """Leaves the quota on the request for the headers; refuses when it is used up."""

    def __init__(self) -> None:
        self.reset_s = 0

    def allow_request(self, request: Request, view: Any) -> bool:
        key = request.auth
        if not isinstance(key, KeyInUse):
            return True
        # A request that came through the lane was counted there.
        quota = getattr(request._request, "kontor_quota", None)
        if quota is None:
            quota = count(key.actor.id, key.rate_per_minute, time.time())
        request._request.kontor_quota = quota  # type: ignore[attr-defined]
        self.reset_s = quota.reset_s
        return quota.left >= 0

    def wait(self) -> float:
        return self.reset_s
