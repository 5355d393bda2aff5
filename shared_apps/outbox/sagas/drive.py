"""Drive sagas: lease one that is due, do its next act, in two transactions; whatever dies between is done again.

The lease counts the attempt, so that a step which kills its worker does not run for ever, and takes a token that fences
off an earlier holder. The act itself, the step's row, business rows and outbox rows commit together or not at all.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Q
from django.utils.translation import override

from shared_apps.foundation import clock
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.refusals import Refusal
from shared_apps.outbox import relay
from shared_apps.outbox.sagas.decisions import Act, is_past_pivot, next_act
from shared_apps.outbox.sagas.models import Saga, SagaStep
from shared_apps.outbox.sagas.types import OPEN, REGISTRY, SagaType, View, Wait
from shared_apps.tenancy import scope

log = structlog.get_logger(__name__)

# A worker that dies leaves its lease behind; with the sweep of two seconds the saga goes on well within 30 seconds.
LEASE = timedelta(seconds=10)
# What cannot even end is tried this often, until so long after its deadline; then a person has to look.
UNENDED = timedelta(seconds=30)
GRACE = timedelta(hours=1)


class Lease(NamedTuple):
    """The right to do one act of one saga."""

    saga_id: UUID
    token: int
    act: Act


class Fenced(RuntimeError):
    """Somebody else has the saga by now; nothing was written."""


def drive_due(limit: int = 200) -> int:
    """Do acts of sagas that are due until none is; return how many were done."""
    acts = 0
    while acts < limit:
        held = lease()
        if held is None:
            break
        faultpoint("sagas.after_lease")
        carry_out(held)
        acts += 1
    return acts


def lease(saga_id: UUID | None = None) -> Lease | None:
    """Take the saga that is due for longest and that nobody holds, or the one named; None when there is none."""
    using = scope.alias()
    with transaction.atomic(using=using):
        now = clock.now(using)
        free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
        rows = Saga.objects.filter(free, state__in=OPEN, next_at__lte=now, type__in=list(REGISTRY))
        if saga_id is not None:
            rows = rows.filter(pk=saga_id)
        saga = rows.select_for_update(skip_locked=True).order_by("next_at").first()
        if saga is None:
            return None
        steps = list(SagaStep.objects.filter(saga_id=saga.pk).order_by("number"))
        act = next_act(REGISTRY[saga.type], saga, steps, now)
        saga.token += 1
        saga.lease_until = now + LEASE
        saga.save(update_fields=["token", "lease_until"])
        if act.kind in ("do", "undo"):
            step = steps[act.number]
            if act.kind == "do":
                step.attempts += 1
                if step.started_at is None:
                    allowed = REGISTRY[saga.type].step(step.name).deadline
                    step.started_at = now
                    step.deadline_at = now + allowed if allowed else None
            else:
                step.undo_attempts += 1
            step.save(update_fields=["attempts", "undo_attempts", "started_at", "deadline_at"])
        return Lease(saga.pk, saga.token, act)


def carry_out(held: Lease) -> None:
    """Do the act of a lease. A failure is written down and tried again later; never raises but for a dead database."""
    using = scope.alias()
    try:
        with transaction.atomic(using=using):
            saga, steps = _held(held)
            point = _do(saga, steps, held.act)
            faultpoint(f"{point}.before_commit")
        faultpoint(f"{point}.after_commit")
    except Fenced:
        log.warning("sagas.fenced", saga=str(held.saga_id), token=held.token)
    except Exception as error:
        with transaction.atomic(using=using):
            try:
                saga, steps = _held(held)
            except Fenced:
                return
            _failed(saga, steps[held.act.number], held.act, error)


def _held(held: Lease) -> tuple[Saga, list[SagaStep]]:
    saga = Saga.objects.select_for_update().filter(pk=held.saga_id).first()
    if saga is None or saga.token != held.token or saga.lease_until is None or saga.state not in OPEN:
        raise Fenced
    return saga, list(SagaStep.objects.filter(saga_id=saga.pk).order_by("number"))


def _do(saga: Saga, steps: Sequence[SagaStep], act: Act) -> str:
    """Do it in the open transaction; return the stem of its fault points."""
    kind = REGISTRY[saga.type]
    now = clock.now(scope.alias())
    saga.lease_until, saga.next_at = None, now
    name = f"saga.{saga.type}.end"
    if act.kind == "do":
        name = f"saga.{saga.type}.{steps[act.number].name}.do"
        _step(kind, saga, steps, steps[act.number])
    elif act.kind == "undo":
        name = f"saga.{saga.type}.{steps[act.number].name}.undo"
        _undo(kind, saga, steps[act.number])
    elif act.kind == "turn":
        saga.state, saga.reason = "backward", act.why
        name = "sagas.turn"
    elif act.kind == "stick":
        stick(saga, act.why)
        name = "sagas.stick"
    else:
        _end(kind, saga)
    saga.save()
    return name


def _step(kind: SagaType, saga: Saga, steps: Sequence[SagaStep], step: SagaStep) -> None:
    answer = _run(saga, step, kind.step(step.name).do, "do")
    if isinstance(answer, Wait):
        step.state, step.attempts = "waiting", 0
        ends = [saga.deadline_at] if not saga.is_past_pivot else []
        saga.next_at = min([answer.until, *ends, *([step.deadline_at] if step.deadline_at else [])])
    else:
        step.state, step.done_at, step.result = "done", saga.next_at, dict(answer or {})
        step.last_error = ""
        done: dict[str, bool] = {}
        for row in steps:
            done[row.name] = done.get(row.name, True) and row.state == "done"
        saga.is_past_pivot = is_past_pivot(kind, done)
    step.save()


def _undo(kind: SagaType, saga: Saga, step: SagaStep) -> None:
    undo = kind.step(step.name).undo
    if undo is not None:
        _run(saga, step, undo, "undo")
    step.state, step.undone_at, step.last_error = ("undone" if undo else "skipped"), saga.next_at, ""
    step.save()


def _end(kind: SagaType, saga: Saga) -> None:
    saga.state = "done" if saga.state == "forward" else "undone"
    saga.ended_at = saga.next_at
    told = kind.on_done if saga.state == "done" else kind.on_undone
    _run(saga, None, told or (lambda ctx, view: None), saga.state)


def _run(saga: Saga, step: SagaStep | None, act: object, way: str) -> Any:
    """Call one of the type's functions as Kontor itself; its audit row names saga and step."""
    if relay.system_context is None:
        raise RuntimeError("no command runner is registered")
    with override(str(saga.data.get("language") or "en")), relay.system_context(f"saga.{saga.type}") as ctx:
        answer = act(ctx, view_of(saga, step))  # type: ignore[operator]
        if not isinstance(answer, Wait):
            if not ctx.note.target:
                ctx.audit(target="outbox.saga", target_id=saga.pk, facts={"reference": saga.reference})
            ctx.finish(f"saga.{saga.type}.{step.name}.{way}" if step else f"saga.{saga.type}.{way}")
        elif ctx.owed:
            raise RuntimeError("a step that waits has nothing to announce")
        return answer


def view_of(saga: Saga, step: SagaStep | None = None) -> View:
    """What the functions of a type get to know."""
    part = step.part if step else 0
    return View(saga.pk, saga.type, saga.reference, saga.data, part, saga.reason, saga.deadline_at)


def _failed(saga: Saga, step: SagaStep, act: Act, error: Exception) -> None:
    """Write down that an act failed, and when it is tried again, or that it is not."""
    now = clock.now(scope.alias())
    text = f"{type(error).__name__}: {error}"[:1000]
    log.warning("sagas.step_failed", saga=str(saga.pk), type=saga.type, step=step.name, act=act.kind, error=text)
    saga.lease_until = None
    shape = REGISTRY[saga.type].step(step.name)
    if act.kind not in ("do", "undo"):
        saga.next_at = now + UNENDED
        if saga.deadline_at + GRACE < now:
            stick(saga, text)
    elif act.kind == "do" and isinstance(error, Refusal) and not saga.is_past_pivot:
        # A no is an answer: asking again changes nothing, and there is a way back.
        saga.state, saga.reason, saga.next_at = "backward", str(error.message)[:400], now
    else:
        saga.next_at = now + shape.pause(step.attempts if act.kind == "do" else step.undo_attempts)
    step.last_error = text
    step.save(update_fields=["last_error"])
    saga.save()


def stick(saga: Saga, why: str) -> None:
    """It waits for a person from now on."""
    saga.stuck_in, saga.stuck_at, saga.state = saga.state, saga.next_at, "stuck"
    saga.reason = saga.reason or why
    log.error("sagas.stuck", saga=str(saga.pk), type=saga.type, reference=saga.reference, why=why)
