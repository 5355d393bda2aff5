"""Give a member another role at the same place."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.identity import errors
from tenant_apps.identity.commands.end_membership import MembershipOver, settle_duty
from tenant_apps.identity.events import MembershipBegun, MembershipEnded
from tenant_apps.identity.granting import check_may_grant, check_owner_remains, locked_membership, role_by_code
from tenant_apps.identity.models import Membership


class ChangeRole(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    membership_id: UUID
    role: str


@command("identity.change_role", input=ChangeRole, needs_fresh_factor=True, risk="high")
def change_role(ctx: Context, data: ChangeRole) -> MembershipOver:
    """Ends the membership and begins one with the other role, so that the history shows both."""
    row = locked_membership(ctx, data.membership_id)
    role = role_by_code(data.role, in_company=row.company_id is not None)
    check_may_grant(ctx, row.role)
    check_may_grant(ctx, role)
    if role.pk == row.role_id:
        raise errors.already_member()
    check_owner_remains(row)
    held = Membership.objects.filter(  # type: ignore[misc]
        user_id=row.user_id, company_id=row.company_id, role=role, until__isnull=True
    )
    if held.exists():
        raise errors.already_member()
    row.until = ctx.now
    row.save(update_fields=["until"])
    after = Membership.objects.create(user_id=row.user_id, company_id=row.company_id, role=role, since=ctx.now)
    settle_duty(ctx, row.user_id)
    ctx.emit(MembershipEnded(membership_id=row.id, user_id=row.user_id))
    ctx.emit(MembershipBegun(membership_id=after.id, user_id=row.user_id, company_id=row.company_id, role=role.code))
    ctx.audit(
        target="identity.membership",
        target_id=after.id,
        facts={"before": row.role.code, "after": role.code, "user_id": str(row.user_id)},
    )
    return MembershipOver(membership_id=after.id)
