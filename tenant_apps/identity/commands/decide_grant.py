"""Give what somebody else asked for, reject it, take it back, and let what nobody decided run out."""

from typing import Any
from uuid import UUID

import msgspec

from shared_apps.accounts.queries.people import list_people as users_by_id
from shared_apps.commands import Context, command
from tenant_apps.identity import errors
from tenant_apps.identity.bounds import REASON_MAX
from tenant_apps.identity.commands.ask_grant import ACTS, GrantWaits, request_facts
from tenant_apps.identity.events import GrantDecided
from tenant_apps.identity.giving import with_second_person
from tenant_apps.identity.granting import held_by
from tenant_apps.identity.models import GrantRequest, Membership


class ApproveGrant(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    request_id: UUID


class RejectGrant(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """It ends with the reason."""

    request_id: UUID
    reason: str


class WithdrawGrant(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    request_id: UUID


class ExpireGrants(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """No input: what is due is read inside."""


class GrantsExpired(msgspec.Struct, frozen=True, kw_only=True):
    count: int


@command(
    "identity.approve_grant",
    input=ApproveGrant,
    permission="identity.decide_grant",
    needs_fresh_factor=True,
    risk="high",
)
def approve_grant(ctx: Context, data: ApproveGrant) -> GrantWaits:
    """Gives, as the second person, what somebody asked for.

    It is given anew, with all checks: both must be able to give it now, and neither is who gets it.
    """
    row = _waiting(ctx, data.request_id)
    _check_second(ctx, row)
    if row.expires_at <= ctx.now:
        raise errors.request_expired()
    seats = held_by(ctx.using, row.asked_by_id)
    here = [seats[seat].permissions for seat in (row.company_id, None) if seat in seats]
    if not any(ACTS[row.kind].permission in codes for codes in here):
        raise errors.asker_lost_right()
    with with_second_person():
        ctx.call(ACTS[row.kind], _wish(row))
    return _decide(ctx, row, "approved")


@command(
    "identity.reject_grant", input=RejectGrant, permission="identity.decide_grant", needs_fresh_factor=True, risk="high"
)
def reject_grant(ctx: Context, data: RejectGrant) -> GrantWaits:
    """Rejects what somebody asked for, with the reason."""
    row = _waiting(ctx, data.request_id)
    _check_second(ctx, row)
    reason = " ".join(data.reason.split())
    if not 1 <= len(reason) <= REASON_MAX:
        raise errors.reason_needed()
    return _decide(ctx, row, "rejected", reason)


@command("identity.withdraw_grant", input=WithdrawGrant, permission="identity.ask_grant")
def withdraw_grant(ctx: Context, data: WithdrawGrant) -> GrantWaits:
    """Takes back what one has asked for."""
    row = _waiting(ctx, data.request_id)
    if ctx.actor.user_id is None or row.asked_by_id != ctx.actor.user_id:
        raise errors.no_such_request(data.request_id)
    return _decide(ctx, row, "withdrawn")


@command("identity.expire_grants", input=ExpireGrants, system_only=True)
def expire_grants(ctx: Context, data: ExpireGrants) -> GrantsExpired:
    """Ends requests that nobody decided in time."""
    rows = GrantRequest.objects.select_for_update(skip_locked=True, of=("self",)).filter(state="waiting")
    due = list(rows.filter(expires_at__lte=ctx.now).order_by("id"))
    for row in due:
        row.state, row.decided_at = "expired", ctx.now
        row.save(update_fields=["state", "decided_at"])
        ctx.emit(GrantDecided(request_id=row.id, state=row.state))
    ctx.audit(target="identity.grant_request", target_id="", facts={"expired": [str(row.id) for row in due]})
    return GrantsExpired(count=len(due))


def _waiting(ctx: Context, request_id: UUID) -> GrantRequest:
    rows = GrantRequest.objects.all() if ctx.actor.kind == "system" else GrantRequest.objects.visible_to(ctx.actor)
    row = rows.select_for_update(of=("self",)).select_related("role").filter(pk=request_id, state="waiting").first()
    if row is None:
        raise errors.no_such_request(request_id)
    return row


def _check_second(ctx: Context, row: GrantRequest) -> None:
    """A person, and neither who asked nor who gets it; of a changed role, nobody who holds it."""
    mine = ctx.actor.user_id
    if mine is None or mine in (row.asked_by_id, row.user_id):
        raise errors.own_request()
    if row.kind == "redefine" and Membership.objects.running().filter(role=row.role, user_id=mine).exists():
        raise errors.own_request()


def _wish(row: GrantRequest) -> Any:
    """The input of the act; of an invitation with name and address as the account has them."""
    told = dict(row.wanted)
    if row.kind == "invite":
        assert row.user_id is not None
        who = users_by_id({row.user_id})[row.user_id]
        told |= {"email": who.email, "name": who.name, "company_id": row.company_id}
    return msgspec.convert(told, ACTS[row.kind].input, strict=False)


def _decide(ctx: Context, row: GrantRequest, state: str, reason: str = "") -> GrantWaits:
    row.state, row.decided_at, row.decided_by_id, row.decided_reason = state, ctx.now, ctx.actor.user_id, reason
    row.save(update_fields=["state", "decided_at", "decided_by_id", "decided_reason"])
    ctx.emit(GrantDecided(request_id=row.id, state=state))
    facts = request_facts(row) | {"asked_by": str(row.asked_by_id)}
    ctx.audit(target="identity.grant_request", target_id=row.id, facts=facts)
    return GrantWaits(request_id=row.id, state=state)
