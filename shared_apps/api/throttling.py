"""How often a key may ask: a count per key and minute, announced in `RateLimit` headers.

A fixed window: at its border a client may send twice its quota within a few seconds, which protects the machines just
as well and costs two cache commands. Without its cache Kontor serves unlimited rather than not at all.
"""

import time
from dataclasses import dataclass
from typing import Any

import structlog
from django.core.cache import cache
from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from shared_apps.api.authentication import KeyInUse

log = structlog.get_logger(__name__)

WINDOW_S = 60


@dataclass(frozen=True, slots=True)
class Quota:
    """What is left in the present window."""

    limit: int
    left: int
    reset_s: int


def count(key_id: str, limit: int, now: float) -> Quota:
    """Count one request of the key; `left` is -1 when it is one too many."""
    window = int(now) // WINDOW_S
    reset_s = WINDOW_S - int(now) % WINDOW_S
    name = f"rate:{key_id}:{window}"
    try:
        # `add` first: the counter must die with its window, and `incr` sets no time to live.
        used = 1 if cache.add(name, 1, timeout=WINDOW_S + 5) else cache.incr(name)
    except ValueError:  # it expired between the two
        used = 1
    except Exception as error:
        log.warning("api.rate_limit_without_cache", error=str(error))
        used = 1
    return Quota(limit, max(limit - used, -1), reset_s)


def announce(response: HttpResponseBase, quota: Quota) -> None:
    """Set the headers of the IETF draft on rate limit fields."""
    response["RateLimit-Policy"] = f'"key";q={quota.limit};w={WINDOW_S}'
    response["RateLimit"] = f'"key";r={max(quota.left, 0)};t={quota.reset_s}'


class KeyRateThrottle(BaseThrottle):
    """Leaves the quota on the request for the headers; refuses when it is used up."""

    def __init__(self) -> None:
        self.reset_s = 0

    def allow_request(self, request: Request, view: Any) -> bool:
        key = request.auth
        if not isinstance(key, KeyInUse):
            return True
        quota = count(key.actor.id, key.rate_per_minute, time.time())
        request._request.kontor_quota = quota  # type: ignore[attr-defined]
        self.reset_s = quota.reset_s
        return quota.left >= 0

    def wait(self) -> float:
        return self.reset_s
