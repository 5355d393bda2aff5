"""Commands of identity."""

from tenant_apps.identity.commands.change_role import ChangeRole, change_role
from tenant_apps.identity.commands.end_membership import EndMembership, MembershipOver, end_membership
from tenant_apps.identity.commands.invite_person import (
    InvitePerson,
    PersonInvited,
    RepeatInvitation,
    invite_person,
    repeat_invitation,
)
from tenant_apps.identity.commands.seed_roles import RolesSeeded, SeedRoles, seed_roles

__all__ = [
    "ChangeRole",
    "EndMembership",
    "InvitePerson",
    "MembershipOver",
    "PersonInvited",
    "RepeatInvitation",
    "RolesSeeded",
    "SeedRoles",
    "change_role",
    "end_membership",
    "invite_person",
    "repeat_invitation",
    "seed_roles",
]
