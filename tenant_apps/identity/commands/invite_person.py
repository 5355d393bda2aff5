"""Invite a person into a role. The mail with the link is owed in the same transaction."""

from datetime import datetime
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.accounts.commands import CreateUser, SendMail, create_user, send_mail
from shared_apps.commands import Context, command
from shared_apps.foundation.refusals import Conflict
from tenant_apps.identity import errors
from tenant_apps.identity.bounds import BoundsIn, bounds_facts, reach_of
from tenant_apps.identity.events import MembershipBegun
from tenant_apps.identity.giving import GrantTerms, granted
from tenant_apps.identity.granting import NEEDS_TOTP, check_may_grant, close_ended, locked_membership, role_by_code
from tenant_apps.identity.models import Membership
from tenant_apps.identity.separation import keeping_apart
from tenant_apps.parties.errors import company_unknown
from tenant_apps.parties.queries import list_by_ids


class InvitePerson(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Without a company the role is one of the marketplace itself.

    `bounds` say how far it reaches, `ends_at` when it ends by itself.
    """

    email: str
    name: str
    role: str
    company_id: UUID | None = None
    language: str = "en"
    bounds: BoundsIn = BoundsIn()
    ends_at: datetime | None = None
    reason: str = ""


class BringPerson(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`tells`: whether a letter goes to them; who already has one, or signs in through their company, needs none."""

    person: InvitePerson
    tells: bool = True


class PersonInvited(msgspec.Struct, frozen=True, kw_only=True):
    user_id: UUID
    membership_id: UUID
    is_new: bool


class RepeatInvitation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    membership_id: UUID


@command("identity.invite_person", input=InvitePerson, needs_fresh_factor=True, risk="high")
def invite_person(ctx: Context, data: InvitePerson) -> PersonInvited:
    """Gives a person a role and sends an invitation. Company administrators invite into their own company only."""
    return _brought(ctx, data, tells=True)


@command(
    "identity.bring_person",
    input=BringPerson,
    permission="identity.invite_person",
    needs_fresh_factor=True,
    risk="high",
)
def bring_person(ctx: Context, data: BringPerson) -> PersonInvited:
    """Gives a person a role because a directory says so, with or without a letter; all checks are those of inviting."""
    return _brought(ctx, data.person, tells=data.tells)


def _brought(ctx: Context, data: InvitePerson, *, tells: bool) -> PersonInvited:
    company_id = data.company_id
    if company_id is None and ctx.actor.kind != "system" and not ctx.actor.is_marketplace:
        company_id = ctx.actor.company_id
    ctx.require("identity.invite_person", company_id)
    if company_id is not None and company_id not in list_by_ids([company_id]):
        raise company_unknown(company_id)
    role = role_by_code(data.role, company_id=company_id)
    terms = granted(ctx, role, company_id, GrantTerms(data.bounds, data.ends_at, data.reason))
    person = ctx.call(
        create_user,
        CreateUser(email=data.email, name=data.name, language=data.language, must_use_totp=role.code in NEEDS_TOTP),
    )
    close_ended(ctx.now, [person.user_id])
    with keeping_apart([person.user_id]):
        row, created = Membership.objects.get_or_create(  # type: ignore[misc]
            user_id=person.user_id, company_id=company_id, role=role, until=None, lent_by=None, defaults=terms
        )
    if not created:
        raise errors.already_member()
    if tells:
        ctx.call(
            send_mail,
            SendMail(
                user_id=person.user_id,
                purpose="added" if person.has_password else "invitation",
                invited_by=ctx.actor.display if ctx.actor.kind != "system" else "",
            ),
        )
    ctx.emit(MembershipBegun(membership_id=row.id, user_id=person.user_id, company_id=company_id, role=role.code))
    ctx.audit(
        target="identity.membership",
        target_id=row.id,
        facts={
            "role": role.code,
            "company_id": str(company_id or ""),
            "user_id": str(person.user_id),
            **bounds_facts(row),
        },
    )
    return PersonInvited(user_id=person.user_id, membership_id=row.id, is_new=person.created)


@command("identity.repeat_invitation", input=RepeatInvitation, permission="identity.invite_person")
def repeat_invitation(ctx: Context, data: RepeatInvitation) -> PersonInvited:
    """Sends the invitation once more, to a person who has not accepted it yet."""
    row = locked_membership(ctx, data.membership_id)
    check_may_grant(ctx, row.role, reach_of(row), row.company_id, subtree=row.subtree)
    if row.user.has_usable_password():
        raise Conflict(
            "identity.accepted_already",
            _("This person has accepted the invitation already."),
            remedy=_("They can ask for a new password on the sign-in page."),
        )
    by = ctx.actor.display if ctx.actor.kind != "system" else ""
    ctx.call(send_mail, SendMail(user_id=row.user_id, purpose="invitation", invited_by=by))
    ctx.audit(target="identity.membership", target_id=row.id)
    return PersonInvited(user_id=row.user_id, membership_id=row.id, is_new=False)
