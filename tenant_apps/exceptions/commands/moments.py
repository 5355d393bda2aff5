"""Write down what happened, and close. Functions for the commands of this app, inside their transactions."""

from uuid import UUID

from shared_apps.commands import Context
from shared_apps.foundation.actor import Actor
from tenant_apps.exceptions import errors
from tenant_apps.exceptions.events import ExceptionClosed
from tenant_apps.exceptions.models import ExceptionMoment, OrderException
from tenant_apps.exceptions.types import LIVE


def who(actor: Actor) -> str:
    """The name people read; none for Kontor itself."""
    return "" if actor.kind == "system" else (actor.display or actor.id)[:120]


def note(ctx: Context, row: OrderException, what: str, *, step: str = "", text: str = "") -> None:
    """One moment in the history of an exception."""
    ExceptionMoment.objects.create(
        exception=row, at=ctx.now, what=what, step=step, who=who(ctx.actor), company_id=ctx.actor.company_id,
        text=text[:500],
    )  # fmt: skip


def lock(ctx: Context, exception_id: UUID) -> OrderException:
    """The exception, locked and not closed, if the actor may see it."""
    rows = OrderException.objects.visible_to(ctx.actor).select_for_update(of=("self",))
    row = rows.filter(pk=exception_id).first()
    if row is None:
        raise errors.unknown()
    if row.state not in LIVE:
        raise errors.over(row.number)
    return row


def lock_own(ctx: Context, exception_id: UUID) -> OrderException:
    """The same, if it is for the actor's company to work on."""
    row = lock(ctx, exception_id)
    if ctx.actor.company_id not in (None, row.company_id):
        raise errors.not_yours(row.number)
    return row


def close(ctx: Context, row: OrderException, how: str, text: str = "") -> None:
    """End a locked exception."""
    row.state = "dismissed" if how == "dismissed" else "solved"
    row.how, row.closed_at, row.closed_by, row.note = how, ctx.now, who(ctx.actor), text[:300]
    row.waits_until = None
    if how == "cleared":
        row.gone_at = ctx.now
    row.save()
    note(ctx, row, how, text=text)
    ctx.emit(ExceptionClosed(exception_id=row.pk, number=row.number, kind=row.kind, how=how))


def checked_text(text: str, field: str) -> str:
    """A sentence of 3 to 300 characters, or a refusal."""
    text = text.strip()
    if not 3 <= len(text) <= 300:
        raise errors.text_needed(field)
    return text


def told(ctx: Context, row: OrderException, **facts: str) -> None:
    """What the audit row keeps."""
    ctx.audit(target="exceptions.exception", target_id=row.pk, facts={"number": row.number, "kind": row.kind} | facts)
