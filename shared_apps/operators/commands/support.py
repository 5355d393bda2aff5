"""Visits of support, on the side of the platform: ask, go in, end. What they see stays in the region."""

import hashlib
import secrets
from datetime import datetime
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.commands import Context, command
from shared_apps.foundation.refusals import Conflict, Invalid, NotAllowed, NotFound
from shared_apps.operators.events import SupportWanted
from shared_apps.operators.models import SupportRequest
from shared_apps.tenancy import directory


class AskSupport(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`member` is the pseudonym of a person, where the marketplace named one in its ticket."""

    tenant_id: UUID
    reason: str
    ticket: str
    member: UUID | None = None
    wants_writing: bool = False


class SupportAsked(msgspec.Struct, frozen=True, kw_only=True):
    request_id: UUID


class EnterSupport(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    request_id: UUID


class SupportDoor(msgspec.Struct, frozen=True, kw_only=True):
    """The secret that opens the visit, for two minutes and one browser. It is kept nowhere."""

    code: str


class EndSupport(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    request_id: UUID


class NoteSupport(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the region reports."""

    request_id: UUID
    state: str
    may_write: bool = False
    ends_at: datetime | None = None
    how: str = ""


class SupportState(msgspec.Struct, frozen=True, kw_only=True):
    state: str


@command("operators.ask_support", input=AskSupport, needs_fresh_factor=True, risk="high")
def ask_support(ctx: Context, data: AskSupport) -> SupportAsked:
    """Asks a marketplace to let oneself in, with reason and ticket; somebody there decides."""
    for field in ("reason", "ticket"):
        if not getattr(data, field).strip():
            raise Invalid(
                f"operators.{field}",
                _("It needs a reason and the number of a ticket."),
                field=field,
                remedy=_("The marketplace reads both before it decides."),
            )
    if ctx.actor.user_id is None:
        raise NotAllowed(
            "operators.person_needed",
            _("Only a person asks to come in."),
            remedy=_("Sign in as the person who needs to look."),
        )
    ref = directory.by_id(data.tenant_id)
    if ref is None or ref.state not in ("active", "frozen"):
        raise Invalid(
            "operators.no_marketplace",
            _("There is no open marketplace of this kind."),
            field="tenant_id",
            remedy=_("Choose one that is open."),
        )
    row = SupportRequest.objects.create(
        operator_id=ctx.actor.user_id, tenant_id=ref.id, slug=ref.slug, reason=data.reason.strip()[:500],
        ticket=data.ticket.strip()[:80], member=data.member, wants_writing=data.wants_writing, asked_at=ctx.now,
    )  # fmt: skip
    told = {
        "act": "ask", "operator": str(row.operator_id), "reason": row.reason, "ticket": row.ticket,
        "member": str(row.member or ""), "wants_writing": row.wants_writing,
    }  # fmt: skip
    ctx.emit(SupportWanted(request_id=row.pk, tenant_id=row.tenant_id, told=told))
    _say(ctx, row)
    return SupportAsked(request_id=row.pk)


@command(
    "operators.enter_support", input=EnterSupport, permission="operators.ask_support", needs_fresh_factor=True,
    risk="high", idempotent=False,
)  # fmt: skip
def enter_support(ctx: Context, data: EnterSupport) -> SupportDoor:
    """Goes into a marketplace that has let oneself in: answers with a secret that works once and for two minutes."""
    row = _own(ctx, data.request_id)
    if row.state != SupportRequest.State.CONSENTED or row.ends_at is None or row.ends_at <= ctx.now:
        raise Conflict(
            "operators.not_let_in",
            _("The marketplace has not let you in, or the time is over."),
            remedy=_("Wait for its answer, or ask anew."),
            facts={"state": row.state},
        )
    code = secrets.token_urlsafe(32)
    told = {"act": "enter", "code_hash": hashlib.sha256(code.encode()).hexdigest()}
    ctx.emit(SupportWanted(request_id=row.pk, tenant_id=row.tenant_id, told=told))
    _say(ctx, row)
    return SupportDoor(code=code)


@command("operators.end_support", input=EndSupport, permission="operators.ask_support")
def end_support(ctx: Context, data: EndSupport) -> SupportState:
    """Ends one's own visit, or takes the question back."""
    row = _own(ctx, data.request_id)
    if row.state in (SupportRequest.State.ASKED, SupportRequest.State.CONSENTED):
        row.state, row.ended_at, row.ended_how = SupportRequest.State.ENDED, ctx.now, "operator"
        row.save(update_fields=["state", "ended_at", "ended_how"])
        ctx.emit(SupportWanted(request_id=row.pk, tenant_id=row.tenant_id, told={"act": "end"}))
    _say(ctx, row)
    return SupportState(state=row.state)


@command("operators.note_support", input=NoteSupport, system_only=True)
def note_support(ctx: Context, data: NoteSupport) -> SupportState:
    """Notes what the marketplace answered. What has ended stays ended."""
    row = SupportRequest.objects.select_for_update().filter(pk=data.request_id).first()
    if row is None:
        raise _unknown()
    if row.state != SupportRequest.State.ENDED:
        row.state, row.may_write, row.ends_at, row.ended_how = data.state, data.may_write, data.ends_at, data.how
        row.answered_at = row.answered_at or ctx.now
        if data.state == "ended":
            row.ended_at = ctx.now
        row.save()
    _say(ctx, row)
    return SupportState(state=row.state)


def _own(ctx: Context, request_id: UUID) -> SupportRequest:
    row = SupportRequest.objects.select_for_update().filter(pk=request_id, operator_id=ctx.actor.user_id).first()
    if row is None:
        raise _unknown()
    return row


def _unknown() -> NotFound:
    return NotFound("operators.no_request", _("There is no such visit."), remedy=_("Load the list again."))


def _say(ctx: Context, row: SupportRequest) -> None:
    facts = {"tenant": str(row.tenant_id), "ticket": row.ticket, "state": row.state, "operator": str(row.operator_id)}
    ctx.audit(target="operators.support", target_id=row.pk, facts=facts)
