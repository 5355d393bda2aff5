"""End a membership: the person keeps the account, loses the role and is signed out everywhere."""

from uuid import UUID

import msgspec

from shared_apps.accounts.commands import ChangeDuty, EndSessionsOf, change_duty, end_sessions_of
from shared_apps.commands import Context, command
from tenant_apps.identity.bounds import reach_of
from tenant_apps.identity.events import MembershipEnded
from tenant_apps.identity.granting import NEEDS_TOTP, check_may_grant, check_owner_remains, locked_membership
from tenant_apps.identity.models import Membership


class EndMembership(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    membership_id: UUID


class MembershipOver(msgspec.Struct, frozen=True, kw_only=True):
    membership_id: UUID


@command("identity.end_membership", input=EndMembership, needs_fresh_factor=True, risk="high")
def end_membership(ctx: Context, data: EndMembership) -> MembershipOver:
    """Takes a role away from a person and signs them out. The last owner cannot leave."""
    row = locked_membership(ctx, data.membership_id)
    check_may_grant(ctx, row.role, reach_of(row), row.company_id, subtree=row.subtree)
    check_owner_remains(row)
    row.until = ctx.now
    row.save(update_fields=["until"])
    settle_duty(ctx, row.user_id)
    if row.user_id != ctx.actor.user_id:
        ctx.call(end_sessions_of, EndSessionsOf(user_id=row.user_id))
    ctx.emit(MembershipEnded(membership_id=row.id, user_id=row.user_id))
    ctx.audit(
        target="identity.membership",
        target_id=row.id,
        facts={"role": row.role.code, "user_id": str(row.user_id), "company_id": str(row.company_id or "")},
    )
    return MembershipOver(membership_id=row.id)


def settle_duty(ctx: Context, user_id: UUID) -> None:
    """The duty to use a second factor follows the roles that are left."""
    due = Membership.objects.running().filter(user_id=user_id, role__code__in=NEEDS_TOTP).exists()
    ctx.call(change_duty, ChangeDuty(user_id=user_id, must_use_totp=due))
