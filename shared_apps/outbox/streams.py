"""Tell who watches a room what has just been committed. Losing a message costs freshness, never truth.

A door: `publish` in a command, `watch` where a page is made that shows the room.
"""

import random
import time
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import msgspec
import redis
import structlog
from django.conf import settings
from django.db import transaction
from redis.backoff import NoBackoff
from redis.retry import Retry

from shared_apps.foundation import masks
from shared_apps.outbox.live.rooms import RING
from shared_apps.outbox.live.tickets import PURPOSE, Ticket, seal, stream_key
from shared_apps.tenancy import scope
from shared_apps.tenancy.keys import tenant_key

log = structlog.get_logger(__name__)

KEPT_S = 24 * 3600
# A ticket is looked at when a stream is opened and ends it when it runs out: whoever lost the right to watch sees
# nothing after that. The spread keeps those who came together from coming back together.
TICKET_S = (480, 720)

_away_since: float = 0.0


class _Owed:
    """What one transaction has to say; sent in one round trip."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, bytes]] = []
        self.is_sent = False

    def __call__(self) -> None:
        self.is_sent = True
        send(self.messages)


def publish(room: str, message: Mapping[str, Any], audience: str) -> None:
    """Say `message` to this audience of a room of the marketplace in scope once the open transaction has committed.

    NoTenant outside any scope. Nothing is said of a transaction that is rolled back.
    """
    key = stream_key(scope.tenant().key, room, audience)
    body = msgspec.json.encode(message)
    using = scope.alias()
    connection = transaction.get_connection(using)
    if not connection.in_atomic_block:
        send([(key, body)])
        return
    sids = set(connection.savepoint_ids)
    for known, call, *_ in connection.run_on_commit:
        if isinstance(call, _Owed) and known == sids and not call.is_sent:
            call.messages.append((key, body))
            return
    owed = _Owed()
    owed.messages.append((key, body))
    transaction.on_commit(owed, using=using)


def watch(room: str, audience: str, page_host: str) -> tuple[str, str] | None:
    """Address of the stream and a ticket for it; None where the region has no stream process, or the viewer's role
    hides prices: what is said in rooms is prices.

    The caller answers for it that the viewer belongs to this audience.
    """
    base = settings.STREAM_URLS.get(scope.tenant().region, "")
    if not base or masks.hides("prices"):
        return None
    address = base.format(host=page_host).rstrip("/") + "/rooms"
    ticket = Ticket(
        tenant=scope.tenant().key,
        room=room,
        audience=audience,
        host=(urlsplit(address).hostname or "").rstrip("."),
        page=page_host,
        expires_at=int(time.time()) + random.randint(*TICKET_S),
    )
    return address, seal(ticket, tenant_key(PURPOSE))


@lru_cache(1)
def _client(url: str) -> redis.Redis:
    # Once more at once, because a connection that Valkey's restart has closed is only noticed when it is used.
    return redis.Redis.from_url(url, socket_connect_timeout=0.5, socket_timeout=0.5, retry=Retry(NoBackoff(), 1))


def send(messages: Sequence[tuple[str, bytes]]) -> None:
    """Send what has been committed: keys of streams and messages.

    One line in the log when Valkey goes away, one when it is back; the command has long been committed."""
    global _away_since
    now = time.monotonic()
    if _away_since and now - _away_since < 1:
        return
    try:
        with _client(settings.VALKEY_URL).pipeline(transaction=False) as line:
            for key, body in messages:
                line.xadd(key, {"m": body}, maxlen=RING, approximate=True)
                line.expire(key, KEPT_S)
            line.execute()
    except (redis.RedisError, OSError) as error:
        if not _away_since:
            log.warning("stream.publish_failed", error=str(error))
        _away_since = now
        return
    if _away_since:
        _away_since = 0.0
        log.warning("stream.publish_works_again")
