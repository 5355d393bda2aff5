"""A visit from the question to its end. Times are the region's own; the control plane is told of each step."""

import hashlib
import hmac
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.accounts.models import User
from shared_apps.accounts.policies import SUPPORT_CONSENT, SUPPORT_MINUTES
from shared_apps.commands import Context, command
from shared_apps.tenancy import policy
from tenant_apps.support import errors
from tenant_apps.support.events import VisitAsked, VisitChanged
from tenant_apps.support.models import StandingConsent, SupportVisit
from tenant_apps.support.types import ENTRY_S, MOST_MINUTES, EndedHow


class ReceiveRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the control plane passes on; `visit_id` is the id of the request there."""

    visit_id: UUID
    operator: UUID
    reason: str
    ticket: str
    member_id: UUID | None = None
    wants_writing: bool = False


class Consent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`member_id` is whose eyes are lent; empty: those of whoever consents."""

    visit_id: UUID
    minutes: int = 30
    may_write: bool = False
    member_id: UUID | None = None


class Refuse(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    visit_id: UUID
    reason: str = ""


class OpenEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`code_hash` is the SHA-256 of the secret that the operator's browser brings along."""

    visit_id: UUID
    code_hash: str


class Enter(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    visit_id: UUID
    code: str
    session_hash: str


class EndVisit(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    visit_id: UUID


class EndBySupport(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`how`: its time is over, or the operator ends it."""

    visit_id: UUID
    how: EndedHow = "operator"


class VisitResult(msgspec.Struct, frozen=True, kw_only=True):
    visit_id: UUID
    state: str
    ends_at: datetime | None = None


@command("support.receive_request", input=ReceiveRequest, system_only=True)
def receive_request(ctx: Context, data: ReceiveRequest) -> VisitResult:
    """Takes in that support asks to come in; a consent in advance answers at once, and so does a closed door."""
    row, is_new = SupportVisit.objects.get_or_create(
        pk=data.visit_id,
        defaults={
            "operator": data.operator, "reason": data.reason[:500], "ticket": data.ticket[:80],
            "wanted_member": data.member_id, "wants_writing": data.wants_writing, "asked_at": ctx.now,
        },
    )  # fmt: skip
    if not is_new:
        return _result(row)
    rule = policy.value(SUPPORT_CONSENT)
    standing = _standing(ctx) if rule == "standing" else None
    if rule == "never":
        row.state, row.decided_at, row.ended_how = "refused", ctx.now, ""
        row.save()
        _changed(ctx, row)
    elif standing is not None and not data.wants_writing and data.member_id in (None, standing.member_id):
        row.is_standing = True
        _lend(ctx, row, standing.member_id, standing.minutes, may_write=False)
        row.decider, row.decided_by = str(standing.member_id), standing.given_by
        row.save()
        _changed(ctx, row)
    else:
        ctx.emit(VisitAsked(visit_id=row.pk))
    _say(ctx, row)
    return _result(row)


@command("support.consent", input=Consent, needs_fresh_factor=True, risk="high")
def consent(ctx: Context, data: Consent) -> VisitResult:
    """Lets support in for at most an hour, to look, or to work too, in the place of one person of the marketplace."""
    row = _asked(ctx, data.visit_id)
    if policy.value(SUPPORT_CONSENT) == "never":
        raise errors.never()
    if ctx.actor.kind != "user" or ctx.actor.user_id is None:
        raise errors.person_needed()
    most = min(MOST_MINUTES, policy.value(SUPPORT_MINUTES))
    if not 1 <= data.minutes <= most:
        raise errors.bad("minutes", _("1 to %(most)s minutes are possible.") % {"most": most})
    if data.may_write and not row.wants_writing:
        raise errors.bad("may_write", _("Support did not ask to write."), _("Let it look, or have it ask anew."))
    member = data.member_id or ctx.actor.user_id
    if not User.objects.filter(pk=member, is_active=True).exists():
        raise errors.no_member()
    _lend(ctx, row, member, data.minutes, may_write=data.may_write)
    row.decider, row.decided_by = ctx.actor.id[:120], (ctx.actor.display or ctx.actor.id)[:200]
    row.save()
    _changed(ctx, row)
    _say(ctx, row)
    return _result(row)


@command("support.refuse", input=Refuse, permission="support.consent")
def refuse(ctx: Context, data: Refuse) -> VisitResult:
    """Does not let support in."""
    row = _asked(ctx, data.visit_id)
    row.state, row.decided_at, row.decided_reason = "refused", ctx.now, data.reason.strip()[:300]
    row.decider, row.decided_by = ctx.actor.id[:120], (ctx.actor.display or ctx.actor.id)[:200]
    row.save()
    _changed(ctx, row)
    _say(ctx, row)
    return _result(row)


@command("support.open_entry", input=OpenEntry, system_only=True)
def open_entry(ctx: Context, data: OpenEntry) -> VisitResult:
    """Notes that somebody of support is on the way: whoever brings the secret within two minutes comes in, once."""
    row = SupportVisit.objects.select_for_update().filter(pk=data.visit_id).first()
    if row is None:
        raise errors.unknown(data.visit_id)
    if row.state == "consented" and row.ends_at is not None and row.ends_at > ctx.now:
        row.entry_hash, row.entry_until = data.code_hash[:64], ctx.now + timedelta(seconds=ENTRY_S)
        row.save(update_fields=["entry_hash", "entry_until"])
    _say(ctx, row)
    return _result(row)


@command("support.enter", input=Enter, system_only=True, idempotent=False)
def enter(ctx: Context, data: Enter) -> VisitResult:
    """Lets the browser in that brings the secret. It is good for one browser and no other."""
    row = SupportVisit.objects.select_for_update().filter(pk=data.visit_id).first()
    told = hashlib.sha256(data.code.encode()).hexdigest()
    right = row is not None and bool(row.entry_hash) and hmac.compare_digest(row.entry_hash, told)
    if (
        row is None or not right or row.state != "consented" or row.entry_until is None or row.entry_until < ctx.now
        or row.ends_at is None or row.ends_at <= ctx.now
    ):  # fmt: skip
        raise errors.not_open()
    row.entry_hash, row.entry_until, row.session_hash = "", None, data.session_hash
    row.entered_at = row.entered_at or ctx.now
    row.save()
    _say(ctx, row)
    return _result(row)


@command("support.end_visit", input=EndVisit, permission="support.consent")
def end_visit(ctx: Context, data: EndVisit) -> VisitResult:
    """Ends a visit at once."""
    house_only(ctx)
    return _end(ctx, data.visit_id, "marketplace")


@command("support.end_by_support", input=EndBySupport, system_only=True)
def end_by_support(ctx: Context, data: EndBySupport) -> VisitResult:
    """Ends a visit because its time is over, or because the operator leaves."""
    return _end(ctx, data.visit_id, data.how)


def house_only(ctx: Context) -> None:
    if ctx.actor.kind != "system" and not ctx.actor.is_marketplace:
        raise errors.house_only()


def _asked(ctx: Context, visit_id: UUID) -> SupportVisit:
    house_only(ctx)
    row = SupportVisit.objects.select_for_update().filter(pk=visit_id).first()
    if row is None:
        raise errors.unknown(visit_id)
    if row.state != "asked":
        raise errors.not_asked(row.state)
    return row


def _lend(ctx: Context, row: SupportVisit, member: UUID, minutes: int, *, may_write: bool) -> None:
    row.state, row.member_id, row.may_write, row.minutes = "consented", member, may_write, minutes
    row.decided_at, row.ends_at = ctx.now, ctx.now + timedelta(minutes=minutes)


def _end(ctx: Context, visit_id: UUID, how: EndedHow) -> VisitResult:
    row = SupportVisit.objects.select_for_update().filter(pk=visit_id).first()
    if row is None:
        raise errors.unknown(visit_id)
    if row.state in ("asked", "consented"):
        row.ended_how = "withdrawn" if row.state == "asked" and how == "operator" else how
        row.state, row.ended_at, row.entry_hash = "ended", ctx.now, ""
        row.save()
        _changed(ctx, row)
        _say(ctx, row)
    return _result(row)


def _standing(ctx: Context) -> StandingConsent | None:
    return StandingConsent.objects.filter(ended_at__isnull=True, until__gt=ctx.now).first()


def _changed(ctx: Context, row: SupportVisit) -> None:
    ctx.emit(
        VisitChanged(
            visit_id=row.pk, state=row.state, may_write=row.may_write, ends_at=row.ends_at, how=row.ended_how
        )
    )  # fmt: skip


def _say(ctx: Context, row: SupportVisit) -> None:
    facts = {"state": row.state, "operator": str(row.operator), "ticket": row.ticket, "may_write": row.may_write,
             "minutes": row.minutes, "how": row.ended_how}  # fmt: skip
    ctx.audit(target="support.visit", target_id=row.pk, facts=facts)


def _result(row: SupportVisit) -> VisitResult:
    return VisitResult(visit_id=row.pk, state=row.state, ends_at=row.ends_at)
