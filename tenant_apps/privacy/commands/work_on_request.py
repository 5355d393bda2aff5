"""What the marketplace does with a request before it is answered: confirm, check identity, extend, put together."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.accounts.queries.people import list_people
from shared_apps.commands import Context, command
from tenant_apps.privacy import errors
from tenant_apps.privacy.commands.collecting import collected
from tenant_apps.privacy.commands.open_request import RequestAnswer, answer_of
from tenant_apps.privacy.commands.steps import letter, locked, note, words
from tenant_apps.privacy.decisions.calendar import due_by, resumed
from tenant_apps.privacy.models import SubjectRequest
from tenant_apps.privacy.queries.periods import flag, periods, zone
from tenant_apps.privacy.types import IDENTITY_METHODS


class OneRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    request_id: UUID


class AskIdentity(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`why` there is reasonable doubt, and what is asked for; the person reads it."""

    request_id: UUID
    why: str


class ConfirmIdentityOf(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`method`: known_contact, document, call_back, mandate. `user_id` is their account, if they have one."""

    request_id: UUID
    method: str
    user_id: UUID | None = None


class ExtendRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`why` it takes longer; the person is told at once."""

    request_id: UUID
    why: str


class Collected(msgspec.Struct, frozen=True, kw_only=True):
    """`digest` is the SHA-256 of the answer as it was put together."""

    request_id: UUID
    digest: str
    rows: int
    collected_at: datetime


@command("privacy.acknowledge_request", input=OneRequest)
def acknowledge_request(ctx: Context, data: OneRequest) -> RequestAnswer:
    """Confirms to whoever asked that the request has come in, and until when it is answered."""
    row = locked(ctx, data.request_id, "acknowledge")
    if row.acked_at is not None:
        raise errors.done_already()
    row.acked_at = ctx.now
    row.save(update_fields=["acked_at"])
    note(ctx, row, "acknowledge")
    letter(ctx, row, "received")
    return answer_of(row)


@command("privacy.ask_identity", input=AskIdentity)
def ask_identity(ctx: Context, data: AskIdentity) -> RequestAnswer:
    """Asks for more proof of who somebody is, on reasonable doubt alone; the reason is kept and told."""
    row = locked(ctx, data.request_id, "ask_identity")
    why = words(data.why, "why", 1000)
    row.state, row.paused_at, row.identity_at = "identity", ctx.now, None
    row.save(update_fields=["state", "paused_at", "identity_at"])
    note(ctx, row, "ask_identity", why)
    letter(ctx, row, "identity")
    return answer_of(row)


@command("privacy.confirm_identity", input=ConfirmIdentityOf)
def confirm_identity(ctx: Context, data: ConfirmIdentityOf) -> RequestAnswer:
    """Notes how it was made sure who asks, and which account is theirs; from then on the request is worked on."""
    row = locked(ctx, data.request_id, "confirm_identity")
    if data.method not in IDENTITY_METHODS or data.method == "signed_in":
        raise errors.bad("method", _("Say how it was made sure who asks."))
    if data.user_id is not None:
        if data.user_id not in list_people([data.user_id]):
            raise errors.unknown_person()
        if data.user_id == ctx.actor.user_id:
            raise errors.oneself()
        row.subject_id = data.user_id
    if row.paused_at is not None:
        stops = flag("privacy.dsr_identity_stops_clock")
        row.due_at = resumed(row.due_at, row.paused_at, ctx.now, stops=stops)
    row.state, row.paused_at = "working", None
    row.identity_method, row.identity_at = data.method, ctx.now
    row.save(update_fields=["state", "paused_at", "due_at", "identity_method", "identity_at", "subject_id"])
    note(ctx, row, "confirm_identity")
    return answer_of(row)


@command("privacy.extend_request", input=ExtendRequest)
def extend_request(ctx: Context, data: ExtendRequest) -> RequestAnswer:
    """Takes more time, once, inside the first period and with the reason told to the person."""
    row = locked(ctx, data.request_id, "extend")
    why = words(data.why, "why", 500)
    here = periods()
    if row.extended_at is not None:
        raise errors.extended_already()
    if here.extend == 0:
        raise errors.no_extension()
    if ctx.now > row.due_at:
        raise errors.too_late_to_extend()
    # What a pause has added stays added; rules that became stricter meanwhile shorten nothing that was promised.
    added = max(timedelta(), row.due_at - due_by(row.received_at, here, zone(), row.kind))
    row.due_at = max(row.due_at, due_by(row.received_at, here, zone(), extended=True) + added)
    row.extended_at, row.extended_why = ctx.now, why
    row.save(update_fields=["due_at", "extended_at", "extended_why"])
    note(ctx, row, "extend", why)
    letter(ctx, row, "extended")
    return answer_of(row)


@command("privacy.collect_answer", input=OneRequest, needs_fresh_factor=True, risk="high")
def collect_answer(ctx: Context, data: OneRequest) -> Collected:
    """Puts together everything that is held about the person, from every registered column.

    The answer is kept encrypted under the key of the request. May be done again: the newest counts.
    """
    row = locked(ctx, data.request_id, "collect")
    told = collected(ctx, row)
    row.content, row.content_digest, row.content_rows = told.text, told.digest, told.rows
    row.collected_at = ctx.now
    row.save(update_fields=["content", "content_digest", "content_rows", "collected_at"])
    note(ctx, row, "collect")
    ctx.note.facts |= {"rows": told.rows, "digest": told.digest}
    return Collected(request_id=row.pk, digest=told.digest, rows=told.rows, collected_at=ctx.now)


def subject_of(row: SubjectRequest) -> UUID:
    """The account that is acted on; refused when there is none."""
    if row.subject_id is None:
        raise errors.no_account()
    return row.subject_id
