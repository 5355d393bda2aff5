"""Approve or reject what one is asked about: for oneself, for who delegated to one, or for who kept silent."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.faults import faultpoint
from tenant_apps.approvals import errors
from tenant_apps.approvals.commands.open_request import advance, close, specs_of, waiting_request
from tenant_apps.approvals.commands.seating import barred, note, seats_of
from tenant_apps.approvals.decisions.quorum import seats_for, verdict_of
from tenant_apps.approvals.events import DecisionMade
from tenant_apps.approvals.models import ApprovalDelegation, ApprovalRequest, ApprovalStep
from tenant_apps.approvals.types import PolicySpec
from tenant_apps.rulesets.queries import effective


class DecideRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`approve` false rejects. Counts for every open step in which the person has a seat."""

    request_id: UUID
    approve: bool
    reason: str = ""


class DecisionAnswer(msgspec.Struct, frozen=True, kw_only=True):
    request_id: UUID
    number: str
    state: str


@command("approvals.decide_request", input=DecideRequest, risk="high")
def decide_request(ctx: Context, data: DecideRequest) -> DecisionAnswer:
    """Approve or reject a request that waits for you.

    Locks the request. Who made the subject is refused on every way there is, unless the policy lets them approve.
    """
    if ctx.actor.user_id is None:
        raise errors.person_needed()
    request = waiting_request(ctx, data.request_id)
    if request.company_id != ctx.actor.company_id:
        raise errors.not_your_turn(request.number)
    _check_reason(data)
    steps = list(ApprovalStep.objects.filter(request=request, state="open").order_by("level", "id"))
    specs = specs_of(steps)
    decided = [step for step in steps if _sit(ctx, request, step, specs[step.version_id], data)]
    if not decided:
        if ctx.actor.user_id in request.authors and not all(spec.own_approval for spec in specs.values()):
            raise errors.own_request(request.number)
        raise errors.not_your_turn(request.number)
    ctx.emit(
        DecisionMade(
            request_id=request.pk,
            step_ids=tuple(step.pk for step in decided),
            person_id=ctx.actor.user_id,
            verdict="approve" if data.approve else "reject",
        )
    )
    faultpoint("approvals.after_decision")
    if any(step.state == "rejected" for step in decided):
        close(ctx, request, "rejected", data.reason.strip())
    else:
        advance(ctx, request)
    ctx.audit(
        target="approvals.request",
        target_id=request.pk,
        facts={
            "number": request.number,
            "verdict": "approve" if data.approve else "reject",
            "reason": data.reason.strip()[:300],
            "steps": [step.name for step in decided],
            "state": request.state,
        },
    )
    return DecisionAnswer(request_id=request.pk, number=request.number, state=request.state)


def _check_reason(data: DecideRequest) -> None:
    reason = data.reason.strip()
    if len(reason) > 500:
        raise errors.bad_text("reason", 500)
    if not reason and (not data.approve or effective("approvals.reason").value == "always"):
        raise errors.reason_needed()


def _sit(ctx: Context, request: ApprovalRequest, step: ApprovalStep, spec: PolicySpec, data: DecideRequest) -> bool:
    """Fill the person's seats in a step with the verdict; False when they have none."""
    person = ctx.actor.user_id
    assert person is not None
    rows, seats = seats_of(step)
    given = ApprovalDelegation.objects.filter(
        company_id=request.company_id, taker_id=person, ended_at__isnull=True,
        starts_at__lte=ctx.now, ends_at__gt=ctx.now,
    )  # fmt: skip
    found = seats_for(person, seats, set(given.values_list("giver_id", flat=True)), barred(request, spec))
    if found is None:
        return False
    verdict = "approve" if data.approve else "reject"
    taken, via = found
    for seat in taken:
        row = rows[seat.index]
        row.verdict, row.decided_by_id, row.via = verdict, person, via
        row.reason, row.decided_at = data.reason.strip(), ctx.now
        row.save(update_fields=["verdict", "decided_by", "via", "reason", "decided_at"])
    _rows, seats = seats_of(step)
    outcome = verdict_of(step.needed, seats)
    facts = {"via": via, "for": [str(rows[seat.index].holder_id) for seat in taken]}
    note(ctx, request, verdict, step=step.name, text=data.reason.strip(), facts=facts)
    if outcome != "open":
        step.state = outcome
        step.save(update_fields=["state"])
    return True
