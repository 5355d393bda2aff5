"""End every membership of a person who is erased; for the apps above."""

from uuid import UUID

import msgspec

from shared_apps.accounts.commands import EndSessionsOf, end_sessions_of
from shared_apps.commands import Context, command
from tenant_apps.identity.commands.end_membership import settle_duty
from tenant_apps.identity.events import MembershipEnded
from tenant_apps.identity.granting import check_owner_remains
from tenant_apps.identity.models import Membership


class EndMembershipsOf(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    user_id: UUID


class MembershipsOver(msgspec.Struct, frozen=True, kw_only=True):
    count: int


@command("identity.end_memberships_of", input=EndMembershipsOf, system_only=True)
def end_memberships_of(ctx: Context, data: EndMembershipsOf) -> MembershipsOver:
    """Takes every role from a person and signs them out. The last owner cannot go."""
    rows = Membership.objects.running().select_for_update(of=("self",)).select_related("role")
    ended = 0
    for row in rows.filter(user_id=data.user_id).order_by("id"):
        check_owner_remains(row)
        row.until = ctx.now
        row.save(update_fields=["until"])
        ctx.emit(MembershipEnded(membership_id=row.id, user_id=row.user_id))
        ended += 1
    if ended:
        settle_duty(ctx, data.user_id)
    ctx.call(end_sessions_of, EndSessionsOf(user_id=data.user_id))
    ctx.audit(target="accounts.user", target_id=data.user_id, facts={"ended": ended})
    return MembershipsOver(count=ended)
