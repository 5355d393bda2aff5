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
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now
from django.utils.translation import override

from shared_apps.foundation import clock
from shared_apps.foundation.faults import faultpoint
from shared_apps.outbox import events
from shared_apps.outbox.models import InboxReceipt, OutboxMessage
from shared_apps.outbox.subscriptions import Subscriber, subscribers_of
from shared_apps.tenancy import scope

log = structlog.get_logger(__name__)

PAGE = 100
TRIES = 10

# Set by `commands`, which is a floor above: opens a system transaction and yields its Context.
system_context: Callable[[str], AbstractContextManager[Any]] | None = None


def drain(limit: int | None = None) -> int:
    """Deliver until nothing is due, or `limit` messages; return how many were closed."""
    done = 0
    while limit is None or done < limit:
        closed = _pass(None if limit is None else limit - done)
        done += closed
        if not closed:
            break
    return done


def _pass(limit: int | None) -> int:
    """Try everything that is due once, oldest first; what is owed meanwhile comes last and is tried too."""
    closed, after = 0, 0
    while page := list(_due().filter(seq__gt=after).order_by("seq").values_list("seq", flat=True)[:PAGE]):
        for seq in page:
            closed += _deliver(seq)
            if limit is not None and closed >= limit:
                return closed
        after = page[-1]
    return closed


def _due() -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(delivered_at__isnull=True, parked=False, next_attempt_at__lte=Now())


def _deliver(seq: int) -> bool:
    """Deliver one message in a transaction of its own; True when every subscriber has taken it.

    Of its own, because what a subscriber locks (stock, number series) stays locked until the commit: two relays that
    each hold several messages' locks would wait for each other, and so would a relay and a person's command.
    """
    earlier = OutboxMessage.objects.filter(
        delivered_at__isnull=True, aggregate=OuterRef("aggregate"), seq__lt=OuterRef("seq")
    )
    with transaction.atomic(using=scope.alias()):
        free = _due().filter(~Exists(earlier), seq=seq)
        message = free.select_for_update(skip_locked=True, of=("self",)).first()
        return message is not None and _close(message)


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
    if InboxReceipt.objects.filter(event_id=message.event_id, subscriber=subscriber.name).exists():
        return
    if system_context is None:
        raise RuntimeError("no command runner is registered")
    with override("en"), system_context(subscriber.name) as ctx:
        InboxReceipt.objects.create(event_id=message.event_id, subscriber=subscriber.name, at=ctx.now)
        subscriber.handler(ctx, item)
        faultpoint("outbox.after_subscriber")
