"""Deliver what the outbox owes, in order within an aggregate, each subscriber exactly once in effect.

Many relays may run at once: each takes the oldest message that nobody holds, and an aggregate with an earlier
undelivered message waits. A subscriber's effects, its receipt and the closing of the message commit together.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import structlog
from django.db import connections, transaction
from django.db.models.functions import Now
from django.utils.translation import override

from shared_apps.foundation import clock
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.ids import uuid7
from shared_apps.outbox import events
from shared_apps.outbox.models import OutboxMessage
from shared_apps.outbox.subscriptions import Subscriber, subscribers_of
from shared_apps.tenancy import scope

log = structlog.get_logger(__name__)

TRIES = 10
# As text: asked once per delivery, and to compile it took longer than to answer it.
_FREE = """
SELECT m.* FROM outbox_outboxmessage AS m
WHERE m.delivered_at IS NULL AND NOT m.parked AND m.next_attempt_at <= statement_timestamp() AND m.seq > %s
    AND NOT EXISTS (
        SELECT 1 FROM outbox_outboxmessage AS e
        WHERE e.delivered_at IS NULL AND e.aggregate = m.aggregate AND e.seq < m.seq
    )
ORDER BY m.seq LIMIT 1 FOR UPDATE OF m SKIP LOCKED
"""
_TAKE_ONCE = """
INSERT INTO outbox_inboxreceipt (id, event_id, subscriber, at) VALUES (%s, %s, %s, %s)
ON CONFLICT (event_id, subscriber) DO NOTHING
"""

# Set by `commands`, which is a floor above: opens a system transaction and yields its Context.
system_context: Callable[[str], AbstractContextManager[Any]] | None = None


def drain(limit: int | None = None) -> int:
    """Deliver until nothing is due, or until `limit` messages were tried; return how many were closed.

    Goes through the messages by number and starts again at the first when there is none behind; beginning at the first
    each time would read over everything that was just delivered.
    """
    done = tried = after = 0
    while limit is None or tried < limit:
        found = _deliver(after)
        if found is None and not after:
            break
        after, closed = found or (0, False)
        tried += found is not None
        done += closed
    return done


def _deliver(after: int) -> tuple[int, bool] | None:
    """Deliver the first due message behind `after`, in a transaction of its own.

    Returns its number and whether every subscriber has taken it; None when there is none.

    Of its own, because what a subscriber locks (stock, number series) stays locked until the commit: two relays that
    each hold several messages' locks would wait for each other, and so would a relay and a person's command.
    """
    with transaction.atomic(using=scope.alias()):
        message = next(iter(OutboxMessage.objects.raw(_FREE, [after])), None)
        if message is None:
            return None
        found = message.seq, _close(message)
    faultpoint("outbox.after_commit")
    return found


def _close(message: OutboxMessage) -> bool:
    """Let every subscriber take the message, each in a savepoint of its own with its receipt; then close it."""
    using = scope.alias()
    try:
        item = events.decode(message.name, message.payload)
        for subscriber in subscribers_of(message.name):
            with transaction.atomic(using=using):
                _take(subscriber, message, item)
    except Exception as error:
        message.attempts += 1
        message.parked = message.attempts >= TRIES
        message.next_attempt_at = clock.now(using) + timedelta(seconds=min(2**message.attempts, 600))
        message.last_error = f"{type(error).__name__}: {error}"[:2000]
        message.save(update_fields=["attempts", "parked", "next_attempt_at", "last_error"])
        log.warning("outbox.delivery_failed", name=message.name, seq=message.seq, error=message.last_error)
        return False
    faultpoint("outbox.before_close")
    OutboxMessage.objects.filter(pk=message.pk).update(delivered_at=Now())
    return True


def _take(subscriber: Subscriber, message: OutboxMessage, item: Any) -> None:
    if system_context is None:
        raise RuntimeError("no command runner is registered")
    with override("en"), system_context(subscriber.name) as ctx:
        with connections[scope.alias()].cursor() as cursor:
            cursor.execute(_TAKE_ONCE, [uuid7(), message.event_id, subscriber.name, ctx.now])
            if not cursor.rowcount:
                return
        subscriber.handler(ctx, item)
        faultpoint(f"subscriber.{subscriber.name}.before_commit")
        faultpoint("outbox.after_subscriber")
