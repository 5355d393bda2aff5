"""Wake a worker after the commit. Losing the wake-up costs seconds, never work: the sweeper looks anyway.

One wake-up of a marketplace waits at a time, however much happens there: a busy one does not fill the queue before the
others. What is owed after it has begun is worth a new one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import structlog
from django.conf import settings
from django.core.cache import caches
from django.db import transaction

from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef

log = structlog.get_logger(__name__)

WAITING = "outbox.look_waits"
# A wake-up that was lost on its way is taken for one that waits no longer than this.
WAITING_S = 10
_is_quiet: ContextVar[bool] = ContextVar("kontor_wakes_nobody", default=False)


@contextmanager
def quietly() -> Iterator[None]:
    """Wake nobody from here: for threads beside a worker's own, which must not touch its connection to the broker.

    What is owed is found by the next sweep, within seconds.
    """
    token = _is_quiet.set(True)
    try:
        yield
    finally:
        _is_quiet.reset(token)


def after_commit() -> None:
    """Ask for a look at the outbox and the jobs of the current scope once the open transaction has committed."""
    if not settings.WAKE_WORKERS or _is_quiet.get():
        return
    using = scope.alias()
    connection = transaction.get_connection(using)
    if any(entry[1] is _send for entry in connection.run_on_commit):
        return
    transaction.on_commit(_send, using=using)


def now(ref: TenantRef) -> None:
    """Ask for a look at a marketplace whose transaction is committed, outside any scope."""
    if settings.WAKE_WORKERS:
        with scope.enter(ref):
            _send()


def again() -> None:
    """Ask for a further look at the current scope, behind all that wait already."""
    if settings.WAKE_WORKERS:
        _send()


def begun() -> None:
    """A look at the current scope begins: whatever is owed from now on wakes again."""
    try:
        caches["default"].delete(WAITING)
    except Exception as error:
        log.warning("outbox.wake_unknown", error=str(error))


def _waits() -> bool:
    """Does a wake-up of this scope wait already? From now on one does; not known is no."""
    try:
        return not caches["default"].add(WAITING, 1, timeout=WAITING_S)
    except Exception as error:
        log.warning("outbox.wake_unknown", error=str(error))
        return False


def _send() -> None:
    from shared_apps.outbox import tasks

    if not scope.is_control() and scope.tenant().state != "active":
        # While a marketplace is being opened nobody looks; the sweeper does, once it is open.
        return
    if _waits():
        return
    try:
        if scope.is_control():
            tasks.look_control.apply_async(ignore_result=True, retry=False)
        else:
            tasks.look.apply_async(ignore_result=True, retry=False)
    except Exception as error:
        log.warning("outbox.wake_failed", error=str(error))
