"""Ask for a grant that nobody gives alone. What is asked for is tried first, so only what can be given waits."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction

from shared_apps.accounts.commands import CreateUser, create_user
from shared_apps.commands import Context, command
from shared_apps.commands.registry import Command
from shared_apps.foundation.refusals import Conflict
from shared_apps.tenancy import policy
from tenant_apps.identity import errors
from tenant_apps.identity.bounds import REASON_MAX
from tenant_apps.identity.commands.change_role import ChangeRole, change_role
from tenant_apps.identity.commands.invite_person import InvitePerson, invite_person
from tenant_apps.identity.commands.redefine_role import RedefineRole, redefine_role
from tenant_apps.identity.events import GrantAsked
from tenant_apps.identity.giving import with_second_person
from tenant_apps.identity.granting import locked_membership, role_by_code
from tenant_apps.identity.models import GrantRequest, Role
from tenant_apps.identity.policies import REQUEST_DAYS
from tenant_apps.identity.role_fields import locked_own_role

ACTS: dict[str, Command[Any, Any]] = {"invite": invite_person, "change": change_role, "redefine": redefine_role}


class AskGrant(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One of the three, as the act itself takes it, and why it is needed."""

    reason: str
    invite: InvitePerson | None = None
    change: ChangeRole | None = None
    redefine: RedefineRole | None = None


class GrantWaits(msgspec.Struct, frozen=True, kw_only=True):
    """`state` is `waiting` until somebody else decides."""

    request_id: UUID
    state: str


class _Tried(Exception):
    """Undoes what was only tried."""


@command("identity.ask_grant", input=AskGrant, needs_fresh_factor=True, risk="high")
def ask_grant(ctx: Context, data: AskGrant) -> GrantWaits:
    """Asks for a role, or a change of one, that a second person has to give."""
    reason = " ".join(data.reason.split())
    if not 1 <= len(reason) <= REASON_MAX:
        raise errors.reason_needed()
    wishes = [(kind, one) for kind in ACTS if (one := getattr(data, kind)) is not None]
    if len(wishes) != 1:
        raise errors.one_wish()
    kind, wish = wishes[0]
    asker = ctx.actor.user_id
    if asker is None:
        raise errors.person_needed()
    permissions = _needing(ctx, kind, wish)
    user_id, company_id, role, wanted = _kept(ctx, kind, wish)
    row = GrantRequest.objects.create(
        kind=kind,
        company_id=company_id,
        user_id=user_id,
        role=role,
        wanted=wanted,
        permissions=permissions,
        reason=reason,
        asked_by_id=asker,
        asked_at=ctx.now,
        expires_at=ctx.now + timedelta(days=policy.value(REQUEST_DAYS)),
    )
    ctx.emit(GrantAsked(request_id=row.id, kind=kind, company_id=company_id, role=role.code))
    ctx.audit(target="identity.grant_request", target_id=row.id, facts=request_facts(row))
    return GrantWaits(request_id=row.id, state=row.state)


def request_facts(row: GrantRequest) -> dict[str, Any]:
    """What the log keeps of a request: ids and codes."""
    return {
        "kind": row.kind,
        "role": row.role.code,
        "company_id": str(row.company_id or ""),
        "user_id": str(row.user_id or ""),
        "permissions": list(row.permissions),
        "state": row.state,
    }


def _needing(ctx: Context, kind: str, wish: Any) -> list[str]:
    """The rights that need a second person; refuses what the asker could not give with one, and what needs none."""
    ctx.require(ACTS[kind].permission)
    try:
        with transaction.atomic(using=ctx.using):
            ctx.call(ACTS[kind], wish)
            raise _Tried
    except Conflict as refusal:
        if refusal.code != "identity.second_person_needed":
            raise
        permissions = list(refusal.facts["permissions"])
    except _Tried:
        raise errors.no_second_needed() from None
    try:
        with transaction.atomic(using=ctx.using), with_second_person():
            ctx.call(ACTS[kind], wish)
            raise _Tried
    except _Tried:
        return permissions


def _kept(ctx: Context, kind: str, wish: Any) -> tuple[UUID | None, UUID | None, Role, dict[str, Any]]:
    """Whom and which role it is about, and the wish without a name or an address: the person is made known first."""
    wanted: dict[str, Any] = msgspec.to_builtins(wish)
    if kind == "invite":
        company_id = wish.company_id if ctx.actor.is_marketplace else ctx.actor.company_id
        made = ctx.call(create_user, CreateUser(email=wish.email, name=wish.name, language=wish.language))
        for name in ("email", "name", "company_id"):
            wanted.pop(name)
        return made.user_id, company_id, role_by_code(wish.role, company_id=company_id), wanted
    if kind == "change":
        row = locked_membership(ctx, wish.membership_id)
        return row.user_id, row.company_id, role_by_code(wish.role, company_id=row.company_id), wanted
    role = locked_own_role(ctx, wish.role_id)
    # The one that was looked at: a change in between is not what the second person agrees to.
    return None, role.company_id, role, wanted | {"version": role.version}
