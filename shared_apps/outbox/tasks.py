"""Celery wake-ups. None of them carries work: each looks into the tables for what is owed."""

import time
from collections.abc import Callable, Iterable

import structlog
from celery import shared_task
from django.conf import settings

from shared_apps.outbox import checks, cleaning, daily, jobs, looks, relay, wake
from shared_apps.outbox.sagas import drive, tcc
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from shared_apps.tenancy.tasks import TenantTask

log = structlog.get_logger(__name__)

# Set by `tenants`: the active marketplaces of this process's region that may owe something.
list_active: Callable[[], Iterable[TenantRef]] | None = None

# Further things to look at in every sweep of this process, outside any scope; registered at start.
SWEEPERS: list[Callable[[], None]] = []

# So many events are delivered between two looks at jobs and sagas: what is due waits half a second for a mountain of
# events, and not until it is gone.
SHARE = 200
# So long one marketplace has a worker for itself; what is left then waits behind the others that were woken.
TURN_S = 4.0


def _look() -> None:
    """What is owed here, for one turn. A step owes events and an event wakes a saga: as long as anything is found."""
    wake.begun()
    until = time.monotonic() + TURN_S
    while relay.drain(limit=SHARE) + drive.drive_due() + jobs.run_due():
        if time.monotonic() >= until:
            wake.again()
            break
    tcc.expire_due()
    if not scope.is_control():
        looks.look_at_once()
        jobs.run_due()


@shared_task(base=TenantTask, name="outbox.look")
def look() -> None:
    """Deliver and run what the marketplace in the header owes."""
    _look()


class ControlTask(TenantTask):
    """A task of the control plane."""

    abstract = True
    tenant_required = False


@shared_task(base=ControlTask, name="outbox.look_control", queue="control")
def look_control() -> None:
    """Deliver and run what the control plane owes."""
    with scope.enter(scope.CONTROL):
        _look()


@shared_task(base=ControlTask, name="outbox.sweep")
def sweep() -> None:
    """Look everywhere, in case a wake-up was lost."""
    for also in SWEEPERS:
        try:
            also()
        except Exception as error:
            log.warning("outbox.sweeper_failed", sweeper=also.__module__, error=str(error))
    _everywhere(_look)


@shared_task(base=ControlTask, name="outbox.owe_cleaning")
def owe_cleaning() -> None:
    """Owe a cleaning, and whatever else is done once a day, wherever it is due."""
    _everywhere(cleaning.owe_if_due)
    _everywhere(daily.owe_due)


@shared_task(base=ControlTask, name="outbox.check_invariants")
def check_invariants() -> None:
    """Check everywhere what must be true at any moment."""
    _everywhere(checks.check)


@shared_task(base=ControlTask, name="outbox.tick")
def tick() -> None:
    """Look everywhere for what no row says is due."""
    if settings.KIND != "control":
        _everywhere(looks.look_all)


def _everywhere(act: Callable[[], object]) -> None:
    """Do it in each scope this process serves; a marketplace that fails does not keep the others waiting."""
    if settings.KIND == "control":
        with scope.enter(scope.CONTROL):
            act()
        return
    if list_active is None:
        raise RuntimeError("no list of marketplaces is registered")
    for ref in list_active():
        try:
            with scope.enter(ref):
                act()
        except Exception as error:
            log.warning("outbox.sweep_failed", tenant=ref.slug, error=str(error))
