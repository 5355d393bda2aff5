"""Take an exception, give it to somebody, let it rest, write on it, and end it."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.person_names import token
from tenant_apps.exceptions import errors
from tenant_apps.exceptions.commands.answers import ExceptionAnswer, answer
from tenant_apps.exceptions.commands.moments import checked_text, close, lock, lock_own, note, told
from tenant_apps.exceptions.models import OrderException
from tenant_apps.identity.queries import find_member

# A time from outside must say its zone.
AwareTime = Annotated[datetime, msgspec.Meta(tz=True)]
REST_MOST = timedelta(days=90)


class TakeException(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    exception_id: UUID


class AssignException(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`handler_id` is a membership of the company whose exception it is."""

    exception_id: UUID
    handler_id: UUID


class RestException(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    exception_id: UUID
    until: AwareTime
    note: str


class WriteOnException(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    exception_id: UUID
    note: str


@command("exceptions.take_exception", input=TakeException)
def take_exception(ctx: Context, data: TakeException) -> ExceptionAnswer:
    """Take an exception of one's own company; who took it before hands it over."""
    row = lock_own(ctx, data.exception_id)
    row.handler_id, row.handler_name = ctx.actor.user_id, (ctx.actor.display or ctx.actor.id)[:120]
    row.state, row.waits_until = "working", None
    row.save(update_fields=["handler", "handler_name", "state", "waits_until"])
    note(ctx, row, "taken")
    told(ctx, row)
    return answer(row)


@command("exceptions.assign_exception", input=AssignException)
def assign_exception(ctx: Context, data: AssignException) -> ExceptionAnswer:
    """Give an exception of one's own company to one of its people."""
    row = lock_own(ctx, data.exception_id)
    member = find_member(ctx.actor, data.handler_id)
    if member.company_id != row.company_id:
        raise errors.no_member()
    row.handler_id, row.handler_name = member.user_id, token(member.user_id)
    if row.state == "open":
        row.state = "working"
    row.save(update_fields=["handler", "handler_name", "state"])
    note(ctx, row, "assigned", text=row.handler_name)
    told(ctx, row, handler=str(member.user_id))
    return answer(row)


@command("exceptions.rest_exception", input=RestException)
def rest_exception(ctx: Context, data: RestException) -> ExceptionAnswer:
    """Let an exception rest until a moment, saying for what; then it is there again. Its deadline stays."""
    row = lock_own(ctx, data.exception_id)
    if not ctx.now < data.until <= ctx.now + REST_MOST:
        raise errors.bad_moment()
    text = checked_text(data.note, "note")
    row.state, row.waits_until = "waiting", data.until
    row.save(update_fields=["state", "waits_until"])
    note(ctx, row, "waits", text=text)
    told(ctx, row, until=data.until.isoformat())
    return answer(row)


@command("exceptions.write_on_exception", input=WriteOnException)
def write_on_exception(ctx: Context, data: WriteOnException) -> ExceptionAnswer:
    """Write something on an exception, for both companies to read."""
    row = lock(ctx, data.exception_id)
    note(ctx, row, "noted", text=checked_text(data.note, "note"))
    told(ctx, row)
    return answer(row)


@command("exceptions.solve_exception", input=WriteOnException)
def solve_exception(ctx: Context, data: WriteOnException) -> ExceptionAnswer:
    """Say how an exception was solved. It is opened anew only if its cause goes and comes back."""
    return _end(ctx, data, "solved")


@command("exceptions.dismiss_exception", input=WriteOnException)
def dismiss_exception(ctx: Context, data: WriteOnException) -> ExceptionAnswer:
    """Say why an exception is none. It is opened anew only if its cause goes and comes back."""
    return _end(ctx, data, "dismissed")


def begin(ctx: Context, row: OrderException) -> None:
    """Who does something about a locked exception works on it."""
    if row.handler_id is None and ctx.actor.user_id is not None:
        row.handler_id, row.handler_name = ctx.actor.user_id, (ctx.actor.display or ctx.actor.id)[:120]
    row.state, row.waits_until = "working", None
    row.save(update_fields=["handler", "handler_name", "state", "waits_until"])


def rest(ctx: Context, row: OrderException, hours: int) -> None:
    """Wait for an answer to what was just done, never past the deadline."""
    until = min(ctx.now + timedelta(hours=hours), row.deadline_at)
    if until > ctx.now:
        row.state, row.waits_until = "waiting", until
        row.save(update_fields=["state", "waits_until"])


def _end(ctx: Context, data: WriteOnException, how: str) -> ExceptionAnswer:
    row = lock_own(ctx, data.exception_id)
    text = checked_text(data.note, "note")
    close(ctx, row, how, text)
    told(ctx, row, how=how, note=text)
    return answer(row)
