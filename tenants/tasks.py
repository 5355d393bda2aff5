"""Celery wake-ups of provisioning; the rows in `RegionJob` and `ControlInbox` are the promise."""

from collections.abc import Callable

import structlog
from celery import shared_task
from django.conf import settings

from shared_apps.tenancy.tasks import TenantTask, queue_of

log = structlog.get_logger(__name__)


class PlatformTask(TenantTask):
    """A task that belongs to no marketplace."""

    abstract = True
    tenant_required = False


@shared_task(base=PlatformTask, name="tenants.take_in")
def take_in() -> None:
    """Control worker: take in what regions reported."""
    from tenants.saga import control

    control.take_in()


@shared_task(base=PlatformTask, name="tenants.perform_owed")
def perform_owed() -> None:
    """Region worker: do the jobs of this region."""
    from tenants.saga import region

    region.perform_owed()


def wake_control() -> None:
    _wake(lambda: take_in.apply_async(queue="control", ignore_result=True, retry=False))


def wake_region(region: str) -> None:
    _wake(lambda: perform_owed.apply_async(queue=queue_of(region), ignore_result=True, retry=False))


def _wake(send: Callable[[], object]) -> None:
    if not settings.WAKE_WORKERS:
        return
    try:
        send()
    except Exception as error:
        # The sweeper looks two seconds later at the latest.
        log.warning("tenants.wake_failed", error=str(error))
