"""What a person may do with a saga: let it try again, let it go back, take it into their hands.

Functions for commands; they lock the saga's row, so that a worker and a person take turns.
"""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Conflict, NotFound
from shared_apps.outbox import wake
from shared_apps.outbox.sagas.models import Saga, SagaStep
from shared_apps.outbox.sagas.types import REGISTRY

RETRIED = ("attempts", "undo_attempts", "deadline_at")


def unknown() -> NotFound:
    return NotFound(
        "outbox.saga_unknown", _("There is no such process."), field="saga_id",
        remedy=_("Open it from the list of processes."),
    )  # fmt: skip


def over() -> Conflict:
    return Conflict(
        "outbox.saga_over", _("This process has ended."), field="saga_id",
        remedy=_("Open it again to see how it ended."),
    )  # fmt: skip


def no_way_back() -> Conflict:
    return Conflict(
        "outbox.no_way_back",
        _("Others rely on what is done already; from here this process only goes forward."),
        field="saga_id",
        remedy=_("Remove what stops it and let it try again."),
    )


def going_back() -> Conflict:
    return Conflict(
        "outbox.going_back", _("This process is being undone already."), field="saga_id",
        remedy=_("If it stands still, let it try again."),
    )  # fmt: skip


def lock(saga_id: UUID) -> Saga:
    """The row, locked until the commit; refuses an unknown or ended one."""
    saga = Saga.objects.select_for_update().filter(pk=saga_id).first()
    if saga is None:
        raise unknown()
    if saga.ended_at is not None:
        raise over()
    return saga


def try_again(saga_id: UUID, at: datetime) -> Saga:
    """Due at once, with its attempts counted anew; what was stuck goes on in the direction it had."""
    saga = lock(saga_id)
    if saga.state == "stuck":
        saga.state, saga.stuck_in, saga.stuck_at = saga.stuck_in, "", None
    saga.next_at, saga.lease_until = at, None
    if not saga.is_past_pivot and saga.state == "forward":
        saga.deadline_at = max(saga.deadline_at, at + REGISTRY[saga.type].deadline)
    saga.save(update_fields=["state", "stuck_in", "stuck_at", "next_at", "lease_until", "deadline_at"])
    for step in SagaStep.objects.filter(saga_id=saga_id).exclude(state__in=("done", "undone", "skipped")):
        _anew(saga, step, at)
    if saga.state == "backward":
        SagaStep.objects.filter(saga_id=saga_id).update(undo_attempts=0)
    wake.after_commit()
    return saga


def _anew(saga: Saga, step: SagaStep, at: datetime) -> None:
    allowed = REGISTRY[saga.type].step(step.name).deadline
    step.attempts = step.undo_attempts = 0
    if step.started_at is not None and allowed is not None:
        step.deadline_at = at + allowed
    step.save(update_fields=list(RETRIED))


def go_back(saga_id: UUID, at: datetime, reason: str) -> Saga:
    """Undo it; refused past its pivot."""
    saga = lock(saga_id)
    if saga.is_past_pivot:
        raise no_way_back()
    if saga.state == "backward" or saga.stuck_in == "backward":
        raise going_back()
    saga.state, saga.stuck_in, saga.stuck_at = "backward", "", None
    saga.reason, saga.next_at, saga.lease_until = reason[:400], at, None
    saga.save(update_fields=["state", "stuck_in", "stuck_at", "reason", "next_at", "lease_until"])
    wake.after_commit()
    return saga


def give_to(saga_id: UUID, handler_id: UUID, handler_name: str) -> Saga:
    """Name the person who sees to it."""
    saga = lock(saga_id)
    saga.handler_id, saga.handler_name = handler_id, handler_name[:200]
    saga.save(update_fields=["handler_id", "handler_name"])
    return saga
