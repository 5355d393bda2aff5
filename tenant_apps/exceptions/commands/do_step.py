"""Do a step of an exception's playbook: the command it names, with its input made of the case, in one transaction."""

from typing import Any
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.commands import Context, command
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.refusals import NotAllowed, Refusal
from tenant_apps.exceptions import errors
from tenant_apps.exceptions.commands.answers import ExceptionAnswer, answer
from tenant_apps.exceptions.commands.moments import checked_text, lock, note, told
from tenant_apps.exceptions.commands.open_exceptions import cleared
from tenant_apps.exceptions.commands.working import begin, rest
from tenant_apps.exceptions.models import OrderException
from tenant_apps.exceptions.types import REGISTRY, Step, source_of


class DoStep(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`text` is what the step asks for, if anything."""

    exception_id: UUID
    step: str
    text: str = ""


class FirstStep(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`last` is the step that follows when the cause has gone."""

    exception_id: UUID
    last: bool = False


class FirstDone(msgspec.Struct, frozen=True, kw_only=True):
    done: bool


@command("exceptions.do_step", input=DoStep)
def do_step(ctx: Context, data: DoStep) -> ExceptionAnswer:
    """Do one step of the playbook. It takes the right to what the step does, beside the right to work on exceptions.

    Locks the exception, then what the step's command locks. When the cause is gone with it, the exception is over.
    """
    row = lock(ctx, data.exception_id)
    step = _step(row, data.step)
    if step.command is None:
        raise errors.no_such_step(data.step)
    if not may_do(ctx.actor, row, step):
        raise errors.not_for_you(str(step.title))
    _require(ctx, step)
    _perform(ctx, row, step, data.text)
    if ctx.actor.company_id in (None, row.company_id):
        begin(ctx, row)
    note(ctx, row, "step", step=step.code, text=data.text.strip())
    faultpoint("exceptions.step_done")
    if not _has_gone(ctx, row) and step.rest_hours:
        rest(ctx, row, step.rest_hours)
    told(ctx, row, step=step.code)
    row.refresh_from_db()
    return answer(row)


@command("exceptions.first_step", input=FirstStep, system_only=True)
def first_step(ctx: Context, data: FirstStep) -> FirstDone:
    """Do the first step of a playbook by itself, once; or the one that follows when the cause has gone.

    Its effect and the mark that it was done are one transaction. A refusal is written down, and a person goes on.
    """
    row = OrderException.objects.select_for_update().filter(pk=data.exception_id).first()
    kind = REGISTRY.get(row.kind) if row is not None else None
    if row is None or kind is None:
        return FirstDone(done=False)
    told(ctx, row)
    step = kind.by_itself(row.subject, last=data.last)
    if step is None or (data.last and row.moments.filter(what="ended").exists()):
        return FirstDone(done=False)
    if not data.last and (row.first_at is not None or row.how):
        return FirstDone(done=False)
    what = "ended" if data.last else "first"
    try:
        with ctx.attempt():
            _perform(ctx, row, step, "")
    except Refusal as refusal:
        note(ctx, row, "refused", step=step.code, text=f"{refusal.message} {refusal.remedy}".strip())
    else:
        note(ctx, row, what, step=step.code)
    if not data.last:
        row.first_at = ctx.now
        row.save(update_fields=["first_at"])
        faultpoint("exceptions.first_step_done")
        _has_gone(ctx, row)
    return FirstDone(done=True)


def may_do(actor: Actor, row: OrderException, step: Step) -> bool:
    """Whether the step is for the actor's side. The marketplace may do everything; its people help."""
    if actor.company_id is None:
        return True
    own, other = actor.company_id == row.company_id, actor.company_id == row.other_id
    return {"own": own, "other": other, "either": own or other, "house": False}[step.side]


def _step(row: OrderException, code: str) -> Step:
    kind = REGISTRY.get(row.kind)
    step = kind.step(code, row.subject) if kind is not None else None
    if step is None:
        raise errors.no_such_step(code)
    return step


def _require(ctx: Context, step: Step) -> None:
    """What the runner would ask of the step's own command."""
    ctx.require(step.needed)
    if step.command is not None and step.command.needs_fresh_factor and not ctx.actor.fresh_factor:
        raise NotAllowed(
            "commands.fresh_factor_needed",
            _("This needs a fresh confirmation that it is you."),
            remedy=_("Enter a code from your authenticator and try again."),
        )


def _perform(ctx: Context, row: OrderException, step: Step, text: str) -> Any:
    if step.asks is not None and step.asks.form == "text" and (step.asks.required or text.strip()):
        text = checked_text(text, "text")
    assert step.command is not None and step.data is not None
    return ctx.call(step.command, step.data(row.case(), text.strip()))


def _has_gone(ctx: Context, row: OrderException) -> bool:
    """Judge again at once: who has done what was needed is not asked to wait for the next look."""
    source = source_of(row.kind, row.subject)
    if source is None or any(True for _one in source.judge([row.subject_id], ctx.now)):
        return False
    cleared(ctx, row)
    return True
