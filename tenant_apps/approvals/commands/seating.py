"""Find the people of a step, and open, reopen and escalate steps. The caller holds the lock on the request."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from shared_apps.commands import Context
from tenant_apps.approvals import errors
from tenant_apps.approvals.commands.acting import admins_of, members_of
from tenant_apps.approvals.decisions.quorum import Seat, needed_of
from tenant_apps.approvals.models import ApprovalMoment, ApprovalRequest, ApprovalSeat, ApprovalStep, ApproverDuty
from tenant_apps.approvals.types import PolicySpec, Selector, StepSpec
from tenant_apps.identity.types import MemberLine
from tenant_apps.rulesets.queries import effective


def barred(request: ApprovalRequest, spec: PolicySpec) -> frozenset[UUID]:
    """Who made the subject does not approve it, unless the policy says so."""
    return frozenset() if spec.own_approval else frozenset(request.authors)


def people_of(
    request: ApprovalRequest, step: StepSpec, members: Collection[MemberLine], without: Collection[UUID]
) -> dict[UUID, str]:
    """The approvers of a step with what made them one, without those who are barred."""
    found: dict[UUID, str] = {}
    known = {one.user_id for one in members}
    for one in step.approvers:
        for user in _selected(request, one, members):
            if user in known and user not in without:
                found.setdefault(user, f"{one.kind}:{one.who}"[:60])
    return found


def _selected(request: ApprovalRequest, one: Selector, members: Collection[MemberLine]) -> list[UUID]:
    if one.kind == "role":
        return [line.user_id for line in members if line.role_code == one.who]
    if one.kind == "member":
        return [UUID(one.who)]
    duties = ApproverDuty.objects.filter(company_id=request.company_id, kind=one.kind, until__isnull=True)
    if one.kind == "manager":
        return list(duties.filter(of_id=request.requested_by_id).values_list("holder_id", flat=True))
    return list(duties.filter(code=one.who or request.cost_centre).values_list("holder_id", flat=True))


def check_can_be_decided(request: ApprovalRequest, step: StepSpec, spec: PolicySpec) -> None:
    """Refuse a request that could never be approved: too few people besides who made it."""
    people = people_of(request, step, members_of(request.company_id), barred(request, spec))
    needed = max(1, needed_of(step.quorum, len(people)))
    if len(people) < needed:
        raise errors.too_few_approvers(step.name, needed, len(people))


def open_step(ctx: Context, request: ApprovalRequest, step: ApprovalStep, spec: PolicySpec) -> list[UUID]:
    """Seat the people of a step and start its clock; return them.

    Seats of the present round are kept: the step was only set back. Where too few are left since the request was
    opened, administrators of the company step in, so that nothing waits for nobody.
    """
    wanted = spec.steps[step.position]
    held = list(ApprovalSeat.objects.filter(step=step, round=step.round).values_list("holder_id", flat=True))
    if not held:
        members, without = members_of(request.company_id), barred(request, spec)
        people = people_of(request, wanted, members, without)
        needed = max(1, needed_of(wanted.quorum, len(people)))
        for user in admins_of(members, {*without, *people})[: max(0, needed - len(people))]:
            people[user] = "nobody_left"
        ApprovalSeat.objects.bulk_create(
            ApprovalSeat(step=step, round=step.round, holder_id=user, source=source) for user, source in people.items()
        )
        step.needed, held = needed, list(people)
    hours = wanted.hours or int(str(effective("approvals.step_hours").value))
    step.state, step.opened_at, step.reminded_at, step.escalations = "open", ctx.now, None, 0
    step.deadline_at = ctx.now + timedelta(hours=hours) if hours else None
    step.save()
    note(ctx, request, "asked", step=step.name, facts={"people": [str(user) for user in held]})
    return held


def escalate_step(ctx: Context, request: ApprovalRequest, step: ApprovalStep, spec: PolicySpec) -> list[UUID]:
    """Call the next level for everybody who kept silent: the manager, or else an administrator. Return who is called.

    The silent ones may still decide. Without anybody new the step waits on, without a deadline.
    """
    members, without = members_of(request.company_id), barred(request, spec)
    active = {one.user_id for one in members}
    managers = dict(
        ApproverDuty.objects.filter(
            company_id=request.company_id, kind="manager", until__isnull=True, holder_id__in=active
        ).values_list("of_id", "holder_id")
    )
    seats = list(ApprovalSeat.objects.filter(step=step, round=step.round).order_by("id"))
    called: list[UUID] = []
    for seat in seats:
        if seat.verdict:
            continue
        taken = {*without, seat.holder_id, *([seat.stand_in_id] if seat.stand_in_id else [])}
        manager = managers.get(seat.stand_in_id or seat.holder_id)
        chosen = manager if manager is not None and manager not in taken else None
        chosen = chosen or next(iter(admins_of(members, taken)), None)
        if chosen is not None:
            seat.stand_in_id = chosen
            seat.save(update_fields=["stand_in"])
            called.append(chosen)
    hours = spec.steps[step.position].hours or int(str(effective("approvals.step_hours").value))
    step.deadline_at = ctx.now + timedelta(hours=hours) if called and hours else None
    step.escalations += 1
    step.save(update_fields=["deadline_at", "escalations"])
    people = list(dict.fromkeys(called))
    note(ctx, request, "escalated", step=step.name, facts={"people": [str(user) for user in people]})
    return people


def seats_of(step: ApprovalStep) -> tuple[list[ApprovalSeat], list[Seat]]:
    """The seats of the present round: rows, and what the decisions reckon with, in one order."""
    rows = list(ApprovalSeat.objects.filter(step=step, round=step.round).order_by("id"))
    return rows, [
        Seat(index, row.holder_id, row.stand_in_id, row.verdict, row.decided_by_id) for index, row in enumerate(rows)
    ]


def note(
    ctx: Context,
    request: ApprovalRequest,
    what: str,
    *,
    step: str = "",
    text: str = "",
    facts: dict[str, Any] | None = None,
) -> None:
    """A line of the timeline."""
    ApprovalMoment.objects.create(
        request=request,
        at=ctx.now,
        what=what,
        who=ctx.actor.display[:120],
        step=step,
        text=text[:500],
        facts=facts or {},
    )


def next_moment(request: ApprovalRequest, steps: Sequence[ApprovalStep]) -> datetime | None:
    """When something falls due by itself: a reminder, a deadline, the end of the request."""
    remind = int(str(effective("approvals.remind_hours").value))
    due = [request.expires_at]
    for step in steps:
        if step.state == "open" and step.opened_at is not None:
            due.append(step.deadline_at)
            if remind and step.reminded_at is None:
                due.append(step.opened_at + timedelta(hours=remind))
    return min((at for at in due if at is not None), default=None)
