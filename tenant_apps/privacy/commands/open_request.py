"""Open a request about one's own data, or record one of somebody who wrote."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shared_apps.accounts.actors import SELF
from shared_apps.accounts.commands.profile import checked_language, checked_name
from shared_apps.accounts.commands.users import checked_email
from shared_apps.accounts.queries.people import list_people
from shared_apps.commands import Context, command
from shared_apps.foundation.ids import uuid7
from tenant_apps.privacy import errors
from tenant_apps.privacy.commands.steps import house_only, letter, note, own_id
from tenant_apps.privacy.decisions.calendar import ack_by, due_by
from tenant_apps.privacy.events import RequestClosed, RequestOpened
from tenant_apps.privacy.models import SubjectRequest
from tenant_apps.privacy.queries.periods import codes, periods, zone
from tenant_apps.privacy.types import CHANNELS, LIVE, REQUEST_KINDS
from tenant_apps.rulesets.commands import take_number

LONGEST = 4000
OLDEST = timedelta(days=366)


class WishIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is to be different: another name or language (correct), the purposes that are objected to (object)."""

    name: str | None = None
    language: str | None = None
    purposes: list[str] = []


class OpenRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`kind`: access, copy, correct, erase, restrict, port, object, explain, optout. `text` in the person's words."""

    kind: str
    text: str = ""
    wish: WishIn | None = None


class RecordRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`channel`: mail, letter, phone, person. `received_at` is when it came in: time runs from there."""

    kind: str
    channel: str
    name: str
    email: str = ""
    text: str = ""
    language: str = "en"
    received_at: datetime | None = None
    wish: WishIn | None = None


class WithdrawRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    request_id: UUID


class RequestAnswer(msgspec.Struct, frozen=True, kw_only=True):
    request_id: UUID
    number: str
    state: str
    due_at: datetime


def answer_of(row: SubjectRequest) -> RequestAnswer:
    return RequestAnswer(request_id=row.pk, number=row.number, state=row.state, due_at=row.due_at)


@command("privacy.open_request", input=OpenRequest, permission=SELF)
def open_request(ctx: Context, data: OpenRequest) -> RequestAnswer:
    """Asks about the own data: to see it, have it corrected or erased, take it elsewhere, or object to its use.

    Whoever is signed in has shown who they are: the request is worked on at once, and its receipt is confirmed.
    """
    user_id = own_id(ctx)
    person = list_people([user_id])[user_id]
    text = _checked(data.kind, data.text)
    open_one = SubjectRequest.objects.filter(subject_id=user_id, kind=data.kind, state__in=LIVE).first()
    if open_one is not None:
        raise errors.open_already(open_one.number)
    row = SubjectRequest(
        id=uuid7(), kind=data.kind, state="working", channel="own", subject_id=user_id, name=person.name,
        email=person.email, language=get_language() or person.language, text=text, wish=_wish(data.wish),
        received_at=ctx.now, acked_at=ctx.now, identity_method="signed_in", identity_at=ctx.now,
    )  # fmt: skip
    return _opened(ctx, row)


@command("privacy.record_request", input=RecordRequest)
def record_request(ctx: Context, data: RecordRequest) -> RequestAnswer:
    """Records a request of somebody who wrote or called; who they are is checked before anything is told."""
    house_only(ctx)
    if data.channel not in CHANNELS or data.channel == "own":
        raise errors.bad("channel", _("There is no such way of asking."))
    received = data.received_at or ctx.now
    if received.tzinfo is None or not ctx.now - OLDEST <= received <= ctx.now:
        raise errors.bad("received_at", _("A request came in within the last year, and not in the future."))
    row = SubjectRequest(
        id=uuid7(), kind=data.kind, state="received", channel=data.channel, name=checked_name(data.name),
        email=checked_email(data.email) if data.email else "", language=checked_language(data.language),
        text=_checked(data.kind, data.text), wish=_wish(data.wish), received_at=received,
    )  # fmt: skip
    return _opened(ctx, row)


@command("privacy.withdraw_request", input=WithdrawRequest, permission=SELF)
def withdraw_request(ctx: Context, data: WithdrawRequest) -> RequestAnswer:
    """Takes back a request of one's own that is not answered yet."""
    row = SubjectRequest.objects.select_for_update().filter(pk=data.request_id, subject_id=own_id(ctx)).first()
    if row is None:
        raise errors.unknown_request()
    if row.state not in LIVE:
        raise errors.wrong_state(row.state)
    row.state, row.closed_at, row.closed_by = "withdrawn", ctx.now, ctx.actor.display[:200]
    row.save(update_fields=["state", "closed_at", "closed_by"])
    ctx.emit(RequestClosed(request_id=row.pk, number=row.number, state=row.state))
    note(ctx, row, "withdraw")
    return answer_of(row)


def _opened(ctx: Context, row: SubjectRequest) -> RequestAnswer:
    here, place = periods(), zone()
    row.ack_by, row.due_at = ack_by(row.received_at, here, place), due_by(row.received_at, here, place, row.kind)
    row.number = take_number("DR", ctx.now)
    row.save(force_insert=True)
    ctx.emit(RequestOpened(request_id=row.pk, number=row.number, kind=row.kind))
    note(ctx, row, "open")
    if row.acked_at is not None:
        letter(ctx, row, "received")
    return answer_of(row)


def _checked(kind: str, text: str) -> str:
    if kind not in REQUEST_KINDS or kind not in codes("privacy.rights"):
        raise errors.not_offered(kind)
    found = text.strip()
    if len(found) > LONGEST:
        raise errors.text_missing("text", LONGEST)
    return found


def _wish(wish: WishIn | None) -> str:
    if wish is None:
        return ""
    if wish.name is not None:
        checked_name(wish.name)
    if wish.language is not None:
        checked_language(wish.language)
    return msgspec.json.encode(wish).decode()
