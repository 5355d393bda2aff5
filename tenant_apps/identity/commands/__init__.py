"""Commands of identity."""

from tenant_apps.identity.bounds import BoundsIn
from tenant_apps.identity.commands.change_role import ChangeRole, change_role
from tenant_apps.identity.commands.define_role import DefineRole, RoleWritten, define_role
from tenant_apps.identity.commands.end_all_of import EndMembershipsOf, end_memberships_of
from tenant_apps.identity.commands.end_membership import EndMembership, MembershipOver, end_membership
from tenant_apps.identity.commands.invite_person import (
    InvitePerson,
    PersonInvited,
    RepeatInvitation,
    invite_person,
    repeat_invitation,
)
from tenant_apps.identity.commands.lend_rights import LendRights, TakeBackRights, lend_rights, take_back_rights
from tenant_apps.identity.commands.redefine_role import RedefineRole, RetireRole, redefine_role, retire_role
from tenant_apps.identity.commands.seed_roles import RolesSeeded, SeedRoles, seed_roles

__all__ = [
    "BoundsIn",
    "ChangeRole",
    "DefineRole",
    "EndMembership",
    "EndMembershipsOf",
    "InvitePerson",
    "LendRights",
    "MembershipOver",
    "PersonInvited",
    "RedefineRole",
    "RepeatInvitation",
    "RetireRole",
    "RoleWritten",
    "RolesSeeded",
    "SeedRoles",
    "TakeBackRights",
    "change_role",
    "define_role",
    "end_membership",
    "end_memberships_of",
    "invite_person",
    "lend_rights",
    "redefine_role",
    "repeat_invitation",
    "retire_role",
    "seed_roles",
    "take_back_rights",
]
