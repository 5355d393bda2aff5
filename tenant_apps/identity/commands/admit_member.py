"""Make a member of somebody an identity provider vouches for: no invitation, no password, one role."""

from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.accounts.commands import CreateUser, create_user
from shared_apps.commands import Context, command
from shared_apps.foundation.refusals import Invalid
from tenant_apps.identity import errors
from tenant_apps.identity.bounds import BoundsIn, bounds_facts
from tenant_apps.identity.events import MembershipBegun
from tenant_apps.identity.giving import GrantTerms, granted
from tenant_apps.identity.granting import NEEDS_TOTP, close_ended, role_by_code
from tenant_apps.identity.models import Membership
from tenant_apps.identity.separation import keeping_apart

TERMS = GrantTerms(BoundsIn(), None, "")


class AdmitMember(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    email: str
    name: str
    role: str
    company_id: UUID | None = None
    language: str = "en"


class MemberAdmitted(msgspec.Struct, frozen=True, kw_only=True):
    user_id: UUID
    membership_id: UUID


def check_role_of_newcomers(ctx: Context, code: str, company_id: UUID | None) -> None:
    """Refuse a role that whoever acts could not give, or that nobody gets unasked: those that run the marketplace."""
    role = role_by_code(code, company_id=company_id)
    if role.code in NEEDS_TOTP:
        raise Invalid(
            "identity.role_not_for_newcomers",
            _("This role is given by a person, to a person."),
            field="role",
            remedy=_("Choose a smaller one; more can be given by hand afterwards."),
        )
    granted(ctx, role, company_id, TERMS)


@command("identity.admit_member", input=AdmitMember, system_only=True)
def admit_member(ctx: Context, data: AdmitMember) -> MemberAdmitted:
    """Makes an account and gives it one role, by the word of an identity provider; refused for a known address."""
    role = role_by_code(data.role, company_id=data.company_id)
    terms = granted(ctx, role, data.company_id, TERMS)
    person = ctx.call(create_user, CreateUser(email=data.email, name=data.name, language=data.language))
    if not person.created:
        raise errors.already_member()
    close_ended(ctx.now, [person.user_id])
    with keeping_apart([person.user_id]):
        row = Membership.objects.create(user_id=person.user_id, company_id=data.company_id, role=role, **terms)
    ctx.emit(MembershipBegun(membership_id=row.id, user_id=person.user_id, company_id=data.company_id, role=role.code))
    ctx.audit(
        target="identity.membership",
        target_id=row.id,
        facts={
            "role": role.code,
            "company_id": str(data.company_id or ""),
            "user_id": str(person.user_id),
            **bounds_facts(row),
        },
    )
    return MemberAdmitted(user_id=person.user_id, membership_id=row.id)
