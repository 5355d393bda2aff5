"""Give a member another role at the same place, or the same one with other bounds."""

from datetime import datetime
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.identity import errors
from tenant_apps.identity.bounds import BoundsIn, bounds_facts, reach_of
from tenant_apps.identity.commands.end_membership import MembershipOver, settle_duty
from tenant_apps.identity.events import MembershipBegun, MembershipEnded
from tenant_apps.identity.giving import GrantTerms, granted
from tenant_apps.identity.granting import (
    check_may_grant,
    check_owner_remains,
    close_ended,
    locked_membership,
    role_by_code,
)
from tenant_apps.identity.models import Membership
from tenant_apps.identity.separation import keeping_apart


class ChangeRole(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`bounds`, `ends_at` and `reason` are those of the new grant: what is left out is no bound and no end."""

    membership_id: UUID
    role: str
    bounds: BoundsIn = BoundsIn()
    ends_at: datetime | None = None
    reason: str = ""


@command("identity.change_role", input=ChangeRole, needs_fresh_factor=True, risk="high")
def change_role(ctx: Context, data: ChangeRole) -> MembershipOver:
    """Ends the membership and begins one with the other role or bounds, so that the history shows both."""
    row = locked_membership(ctx, data.membership_id)
    if row.lent_by_id is not None:
        raise errors.is_lent()
    role = role_by_code(data.role, company_id=row.company_id)
    check_may_grant(ctx, row.role, reach_of(row), row.company_id, subtree=row.subtree)
    terms = granted(ctx, role, row.company_id, GrantTerms(data.bounds, data.ends_at, data.reason), row)
    if role.pk == row.role_id and all(getattr(row, name) == terms[name] for name in terms if name not in _NEW):
        raise errors.already_member()
    if role.pk != row.role_id or terms["ends_at"] is not None:
        check_owner_remains(row)
    close_ended(ctx.now, [row.user_id])
    held = Membership.objects.filter(  # type: ignore[misc]
        user_id=row.user_id, company_id=row.company_id, role=role, until__isnull=True, lent_by__isnull=True
    ).exclude(pk=row.pk)
    if held.exists():
        raise errors.already_member()
    with keeping_apart([row.user_id]):
        row.until = ctx.now
        row.save(update_fields=["until"])
        after = Membership.objects.create(user_id=row.user_id, company_id=row.company_id, role=role, **terms)
    settle_duty(ctx, row.user_id)
    ctx.emit(MembershipEnded(membership_id=row.id, user_id=row.user_id))
    ctx.emit(MembershipBegun(membership_id=after.id, user_id=row.user_id, company_id=row.company_id, role=role.code))
    ctx.audit(
        target="identity.membership",
        target_id=after.id,
        facts={
            "before": row.role.code, "after": role.code, "user_id": str(row.user_id),
            "bounds_before": bounds_facts(row), "bounds_after": bounds_facts(after),
        },
    )  # fmt: skip
    return MembershipOver(membership_id=after.id)


# What every new grant has of its own.
_NEW = frozenset({"since", "granted_by_id", "reason"})
