"""Commands of identity."""

from tenant_apps.identity.bounds import BoundsIn
from tenant_apps.identity.commands.admit_member import (
    AdmitMember,
    MemberAdmitted,
    admit_member,
    check_role_of_newcomers,
)
from tenant_apps.identity.commands.ask_grant import AskGrant, GrantWaits, ask_grant
from tenant_apps.identity.commands.change_role import ChangeRole, change_role
from tenant_apps.identity.commands.decide_grant import (
    ApproveGrant,
    ExpireGrants,
    GrantsExpired,
    RejectGrant,
    WithdrawGrant,
    approve_grant,
    expire_grants,
    reject_grant,
    withdraw_grant,
)
from tenant_apps.identity.commands.define_role import DefineRole, RoleWritten, define_role
from tenant_apps.identity.commands.end_all_of import EndMembershipsOf, end_memberships_of
from tenant_apps.identity.commands.end_membership import EndMembership, MembershipOver, end_membership
from tenant_apps.identity.commands.invite_person import (
    BringPerson,
    InvitePerson,
    PersonInvited,
    RepeatInvitation,
    bring_person,
    invite_person,
    repeat_invitation,
)
from tenant_apps.identity.commands.lend_rights import LendRights, TakeBackRights, lend_rights, take_back_rights
from tenant_apps.identity.commands.redefine_role import RedefineRole, RetireRole, redefine_role, retire_role
from tenant_apps.identity.commands.review_access import (
    BeginReviews,
    DecideReviewLine,
    ReviewsMoved,
    ReviewState,
    SignReview,
    begin_reviews,
    decide_review_line,
    sign_review,
)
from tenant_apps.identity.commands.seed_roles import RolesSeeded, SeedRoles, seed_roles
from tenant_apps.identity.commands.separate_duties import (
    DefineSeparation,
    RetireSeparation,
    SeparationWritten,
    define_separation,
    retire_separation,
)

__all__ = [
    "AdmitMember",
    "ApproveGrant",
    "AskGrant",
    "BeginReviews",
    "BoundsIn",
    "BringPerson",
    "ChangeRole",
    "DecideReviewLine",
    "DefineRole",
    "DefineSeparation",
    "EndMembership",
    "EndMembershipsOf",
    "ExpireGrants",
    "GrantWaits",
    "GrantsExpired",
    "InvitePerson",
    "LendRights",
    "MemberAdmitted",
    "MembershipOver",
    "PersonInvited",
    "RedefineRole",
    "RejectGrant",
    "RepeatInvitation",
    "RetireRole",
    "RetireSeparation",
    "ReviewState",
    "ReviewsMoved",
    "RoleWritten",
    "RolesSeeded",
    "SeedRoles",
    "SeparationWritten",
    "SignReview",
    "TakeBackRights",
    "WithdrawGrant",
    "admit_member",
    "approve_grant",
    "ask_grant",
    "begin_reviews",
    "bring_person",
    "change_role",
    "check_role_of_newcomers",
    "decide_review_line",
    "define_role",
    "define_separation",
    "end_membership",
    "end_memberships_of",
    "expire_grants",
    "invite_person",
    "lend_rights",
    "redefine_role",
    "reject_grant",
    "repeat_invitation",
    "retire_role",
    "retire_separation",
    "seed_roles",
    "sign_review",
    "take_back_rights",
    "withdraw_grant",
]
