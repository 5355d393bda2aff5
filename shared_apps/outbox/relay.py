"""Deliver what the outbox owes, in order within an aggregate, each subscriber exactly once in effect.

Many relays may run at once: rows are taken with SKIP LOCKED and an aggregate with an earlier undelivered message
waits. The subscriber's effects and its receipt commit together; the outbox row is closed afterwards.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import structlog
from django.db import transaction
from django.utils.translation import override

from shared_apps.foundation import clock
from shared_apps.foundation.faults import faultpoint
from shared_apps.outbox import events
from shared_apps.outbox.models import InboxReceipt, OutboxMessage
from shared_apps.outbox.subscriptions import Subscriber, subscribers_of
from shared_apps.tenancy import scope

log = structlog.get_logger(__name__)

BATCH = 20  # small: what a batch has locked stays locked until it commits
TRIES = 10

# Set by `commands`, which is a floor above: opens a system transaction and yields its Context.
system_context: Callable[[str], AbstractContextManager[Any]] | None = None


def drain(limit: int | None = None) -> int:
    """Deliver until nothing is due, or `limit` messages; return how many were closed."""
    done = 0
    while limit is None or done < limit:
        closed = _deliver_batch(BATCH if limit is None else min(BATCH, limit - done))
        done += closed
        if not closed:
            break
    return done


def _deliver_batch(size: int) -> int:
    using = scope.alias()
    closed = 0
    with transaction.atomic(using=using):
        now = clock.now(using)
        due = list(
            OutboxMessage.objects.select_for_update(skip_locked=True)
            .filter(delivered_at__isnull=True, parked=False, next_attempt_at__lte=now)
            .order_by("seq")[:size]
        )
        if not due:
            return 0
        blocked = _blocked_aggregates(due)
        for message in due:
            if blocked.get(message.aggregate, message.seq) < message.seq:
                continue
            if _deliver(message):
                closed += 1
            else:
                blocked.setdefault(message.aggregate, message.seq)
    return closed


def _blocked_aggregates(due: list[OutboxMessage]) -> dict[str, int]:
    """First undelivered message per aggregate that is not in this batch: it must go first."""
    rows = (
        OutboxMessage.objects.filter(delivered_at__isnull=True, aggregate__in={m.aggregate for m in due})
        .filter(seq__lt=max(m.seq for m in due))
        .exclude(seq__in=[m.seq for m in due])
        .values_list("aggregate", "seq")
    )
    first: dict[str, int] = {}
    for aggregate, seq in rows:
        first[aggregate] = min(seq, first.get(aggregate, seq))
    return first


def _deliver(message: OutboxMessage) -> bool:
    """True when every subscriber has taken it. Each runs in a savepoint of its own with its receipt."""
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
    message.delivered_at = clock.now(using)
    message.save(update_fields=["delivered_at"])
    return True


def _take(subscriber: Subscriber, message: OutboxMessage, item: Any) -> None:
    if InboxReceipt.objects.filter(event_id=message.event_id, subscriber=subscriber.name).exists():
        return
    if system_context is None:
        raise RuntimeError("no command runner is registered")
    with override("en"), system_context(subscriber.name) as ctx:
        InboxReceipt.objects.create(event_id=message.event_id, subscriber=subscriber.name, at=ctx.now)
        subscriber.handler(ctx, item)
        faultpoint("outbox.after_subscriber")
