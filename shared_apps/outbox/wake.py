"""Wake a worker after the commit. Losing the wake-up costs seconds, never work: the sweeper looks anyway."""

import structlog
from django.conf import settings
from django.db import transaction

from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef

log = structlog.get_logger(__name__)


def after_commit() -> None:
    """Ask for a look at the outbox and the jobs of the current scope once the open transaction has committed."""
    if not settings.WAKE_WORKERS:
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


def _send() -> None:
    from shared_apps.outbox import tasks

    try:
        if scope.is_control():
            tasks.look_control.apply_async(ignore_result=True, retry=False)
        elif scope.tenant().state == "active":
            # While a marketplace is being opened nobody looks; the sweeper does, once it is open.
            tasks.look.apply_async(ignore_result=True, retry=False)
    except Exception as error:
        log.warning("outbox.wake_failed", error=str(error))
