"""Let a colleague decide in one's place for a time. It is not passed on, and two of them never overlap."""

from datetime import timedelta
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.approvals import errors
from tenant_apps.approvals.commands.acting import company_of, lock_delegations, member
from tenant_apps.approvals.models import ApprovalDelegation
from tenant_apps.approvals.permissions import FOR_OTHERS
from tenant_apps.approvals.types import AwareTime
from tenant_apps.rulesets.queries import effective


class Delegate(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`giver_id` defaults to who asks; another one needs the right to delegate for others."""

    taker_id: UUID
    starts_at: AwareTime
    ends_at: AwareTime
    reason: str = ""
    giver_id: UUID | None = None
    company_id: UUID | None = None


class DelegationAnswer(msgspec.Struct, frozen=True, kw_only=True):
    delegation_id: UUID


class EndDelegation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    delegation_id: UUID


@command("approvals.delegate", input=Delegate)
def delegate(ctx: Context, data: Delegate) -> DelegationAnswer:
    """Name who decides for somebody from one moment until another.

    Locks the company's delegations. Refuses a taker who has passed its own decisions on, or a giver who takes others'.
    """
    company_id = company_of(ctx, "approvals.delegate", data.company_id)
    giver_id = data.giver_id or ctx.actor.user_id
    if giver_id != ctx.actor.user_id:
        ctx.require(FOR_OTHERS, company_id)
    giver, taker = member(company_id, giver_id, "giver_id"), member(company_id, data.taker_id, "taker_id")
    if giver.user_id == taker.user_id:
        raise errors.same_person("taker_id")
    if len(data.reason) > 300:
        raise errors.bad_text("reason", 300)
    most = int(str(effective("approvals.delegation_days").value))
    late = data.ends_at > data.starts_at + timedelta(days=most)
    if data.ends_at <= data.starts_at or data.ends_at <= ctx.now or late:
        raise errors.bad_times(most)
    lock_delegations(ctx, company_id)
    _refuse_tangles(company_id, giver.user_id, taker.user_id, data)
    made = ApprovalDelegation.objects.create(
        company_id=company_id, giver_id=giver.user_id, taker_id=taker.user_id, starts_at=data.starts_at,
        ends_at=data.ends_at, reason=data.reason, made_at=ctx.now,
    )  # fmt: skip
    ctx.audit(
        target="approvals.delegation",
        target_id=made.pk,
        facts={"giver": str(giver.user_id), "taker": str(taker.user_id), "until": data.ends_at.isoformat()},
    )
    return DelegationAnswer(delegation_id=made.pk)


@command("approvals.end_delegation", input=EndDelegation)
def end_delegation(ctx: Context, data: EndDelegation) -> DelegationAnswer:
    """End a delegation before its time: its giver, its taker, or who may delegate for others."""
    rows = ApprovalDelegation.objects.visible_to(ctx.actor).select_for_update()
    row = rows.filter(pk=data.delegation_id, ended_at__isnull=True, ends_at__gt=ctx.now).first()
    if row is None:
        raise errors.delegation_unknown()
    if ctx.actor.user_id not in (row.giver_id, row.taker_id):
        ctx.require(FOR_OTHERS, row.company_id)
    row.ended_at = ctx.now
    row.save(update_fields=["ended_at"])
    ctx.audit(target="approvals.delegation", target_id=row.pk)
    return DelegationAnswer(delegation_id=row.pk)


def _refuse_tangles(company_id: UUID, giver: UUID, taker: UUID, data: Delegate) -> None:
    """Nobody gives twice at a time, and nobody passes on what was given to them."""
    rows = ApprovalDelegation.objects.filter(
        company_id=company_id, ended_at__isnull=True, starts_at__lt=data.ends_at, ends_at__gt=data.starts_at
    )
    for row in rows.order_by("id"):
        if row.giver_id == giver:
            raise errors.delegation_overlaps()
        if row.giver_id == taker or row.taker_id == giver:
            raise errors.delegation_chain()
