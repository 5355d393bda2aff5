"""Lend one's own rights to a colleague for some days, and take them back: never more than held, never for longer."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.identity import errors
from tenant_apps.identity.bounds import bounds_facts, checked_reason, reach_of
from tenant_apps.identity.commands.end_membership import MembershipOver, settle_duty
from tenant_apps.identity.decisions.built_in_roles import OWNER
from tenant_apps.identity.events import MembershipBegun, MembershipEnded
from tenant_apps.identity.giving import given_within, needs_second_person
from tenant_apps.identity.granting import close_ended, locked_membership
from tenant_apps.identity.models import Membership
from tenant_apps.identity.separation import keeping_apart

LOAN_DAYS_MAX = 90
COPIED = ("subtree", "people", "team", "categories", "warehouses", "limit_minor", "limit_currency", "hidden")


class LendRights(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`membership_id` is one's own, `user_id` a colleague at the same place."""

    membership_id: UUID
    user_id: UUID
    ends_at: datetime
    reason: str = ""


class TakeBackRights(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`membership_id` is the loan."""

    membership_id: UUID


@command("identity.lend_rights", input=LendRights, needs_fresh_factor=True, risk="high")
def lend_rights(ctx: Context, data: LendRights) -> MembershipOver:
    """Lends one's own rights to a colleague, as they are and within the same bounds; they end with one's own."""
    own = locked_membership(ctx, data.membership_id)
    if ctx.actor.user_id is None or own.user_id != ctx.actor.user_id:
        raise errors.membership_unknown(data.membership_id)
    if own.lent_by_id is not None:
        raise errors.lent_on()
    if own.role.code == OWNER:
        raise errors.owner_without_bounds()
    if waiting := needs_second_person(ctx, given_within(own.role, reach_of(own))):
        raise errors.not_lent_alone(waiting)
    if own.suspended_at is not None:
        raise errors.membership_unknown(data.membership_id)
    latest = min(ctx.now + timedelta(days=LOAN_DAYS_MAX), own.ends_at or datetime.max.replace(tzinfo=ctx.now.tzinfo))
    if data.ends_at.tzinfo is None or not ctx.now < data.ends_at <= latest:
        raise errors.bad_loan_end(LOAN_DAYS_MAX)
    colleagues = Membership.objects.running().filter(company_id=own.company_id, lent_by__isnull=True)  # type: ignore[misc]
    if data.user_id == own.user_id or not colleagues.filter(user_id=data.user_id).exists():
        raise errors.no_colleague()
    close_ended(ctx.now, [data.user_id])
    with keeping_apart([data.user_id]):
        row, created = Membership.objects.get_or_create(
            user_id=data.user_id,
            company_id=own.company_id,
            role=own.role,
            until=None,
            lent_by=own,
            defaults={
                **{name: getattr(own, name) for name in COPIED},
                "since": ctx.now,
                "ends_at": data.ends_at,
                "reason": checked_reason(data.reason),
                "granted_by_id": own.user_id,
            },
        )  # type: ignore[misc]
    if not created:
        raise errors.already_member()
    settle_duty(ctx, data.user_id)
    ctx.emit(MembershipBegun(membership_id=row.id, user_id=row.user_id, company_id=row.company_id, role=own.role.code))
    facts = {"role": own.role.code, "user_id": str(row.user_id), "lent_by": str(own.id), **bounds_facts(row)}
    ctx.audit(target="identity.membership", target_id=row.id, facts=facts)
    return MembershipOver(membership_id=row.id)


@command("identity.take_back_rights", input=TakeBackRights, permission="identity.lend_rights")
def take_back_rights(ctx: Context, data: TakeBackRights) -> MembershipOver:
    """Takes back what one has lent, before its time."""
    row = locked_membership(ctx, data.membership_id)
    lender = row.lent_by.user_id if row.lent_by else None
    if ctx.actor.user_id is None or lender != ctx.actor.user_id:
        raise errors.membership_unknown(data.membership_id)
    row.until = ctx.now
    row.save(update_fields=["until"])
    settle_duty(ctx, row.user_id)
    ctx.emit(MembershipEnded(membership_id=row.id, user_id=row.user_id))
    ctx.audit(target="identity.membership", target_id=row.id, facts={"lent_by": str(row.lent_by_id)})
    return MembershipOver(membership_id=row.id)
