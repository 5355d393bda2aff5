"""Open the request of a subject, let it follow changes of the subject, and move it from level to level."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Q

from shared_apps.commands import Context
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.ids import uuid7
from shared_apps.outbox import jobs
from tenant_apps.approvals import errors
from tenant_apps.approvals.commands.seating import check_can_be_decided, next_moment, note, open_step
from tenant_apps.approvals.decisions.facts import changes, frozen, touches
from tenant_apps.approvals.decisions.policies import WantedStep
from tenant_apps.approvals.events import RequestDecided, RequestOpened, StepOpened
from tenant_apps.approvals.models import ApprovalRequest, ApprovalSeat, ApprovalStep
from tenant_apps.approvals.queries.needs import pinned_policies, policies_in_force, wanted_for
from tenant_apps.approvals.queries.requests import facts_of
from tenant_apps.approvals.types import REGISTRY, PolicySpec, RequestFacts, Subject
from tenant_apps.rulesets.commands import take_number
from tenant_apps.rulesets.queries import effective

WATCH_JOB = "approvals.watch_request"
NOTICE_JOB = "approvals.send_notice"
_DONE = ("approved", "dropped")


def open_request(ctx: Context, subject: Subject) -> RequestFacts | None:
    """Ask for the approvals that the company's policies want; None when they want none.

    The caller holds the lock on the subject. Refuses when a step could never be decided. Takes the request's number,
    which locks its series until the commit: call it late.
    """
    policies = policies_in_force(subject.company_id, subject.kind)
    wanted = wanted_for(policies, subject.kind, subject.facts) if policies else []
    if not wanted:
        return None
    days = int(str(effective("approvals.expire_days").value))
    request = ApprovalRequest(
        id=uuid7(),
        company_id=subject.company_id,
        kind=subject.kind,
        subject_id=subject.id,
        title=subject.title[:200],
        authors=list(dict.fromkeys([*subject.authors, *([ctx.actor.user_id] if ctx.actor.user_id else [])])),
        requested_by_id=ctx.actor.user_id,
        pinned=[one.version_id for one in policies],
        facts=frozen(REGISTRY[subject.kind].fields, subject.facts),
        amount_minor=subject.amount_minor,
        currency=subject.currency,
        cost_centre=subject.cost_centre,
        opened_at=ctx.now,
        expires_at=ctx.now + timedelta(days=days) if days else None,
    )
    for one in wanted:
        check_can_be_decided(request, one.spec, one.policy.spec)
    request.number = take_number("A", ctx.now)
    request.save(force_insert=True)
    ApprovalStep.objects.bulk_create(_step(request, one) for one in wanted)
    note(ctx, request, "opened")
    ctx.emit(
        RequestOpened(
            request_id=request.pk, company_id=request.company_id, kind=request.kind, subject_id=request.subject_id
        )
    )
    faultpoint("approvals.after_open")
    advance(ctx, request)
    return facts_of(request)


def change_subject(ctx: Context, subject: Subject) -> RequestFacts | None:
    """Let the waiting request of a subject follow its change: the steps that the change touches start anew.

    Steps that are not needed any more fall away, new ones are added, all by the versions of the policies that the
    request was opened under. None when no request waits.
    """
    request = (
        ApprovalRequest.objects.select_for_update()
        .filter(kind=subject.kind, subject_id=subject.id, state="waiting")
        .first()
    )
    if request is None:
        return None
    after = frozen(REGISTRY[subject.kind].fields, subject.facts)
    changed = changes(request.facts, after)
    request.facts, request.title = after, subject.title[:200]
    request.amount_minor, request.currency = subject.amount_minor, subject.currency
    request.cost_centre = subject.cost_centre
    fresh = set(subject.authors) - set(request.authors)
    request.authors = [*request.authors, *sorted(fresh)]
    request.save()
    if not changed and not fresh:
        return facts_of(request)
    told = {one.field: [one.before, one.after] for one in changed if not isinstance(one.after, list)}
    note(ctx, request, "changed", facts={"fields": [one.field for one in changed], "values": told})
    wanted = {
        (one.policy.version_id, one.position): one
        for one in wanted_for(pinned_policies(request.pinned), request.kind, subject.facts)
    }
    for step in ApprovalStep.objects.filter(request=request).order_by("level", "id"):
        one = wanted.pop((step.version_id, step.position), None)
        if one is None:
            step.state = "dropped"
        else:
            step.level = one.level
            if step.state == "dropped" or touches(one.looks_at, changed) or _is_held_by(step, fresh):
                check_can_be_decided(request, one.spec, one.policy.spec)
                step.round, step.state = step.round + 1, "pending"
                note(ctx, request, "restarted", step=step.name)
        step.save()
    for one in wanted.values():
        check_can_be_decided(request, one.spec, one.policy.spec)
    ApprovalStep.objects.bulk_create(_step(request, one) for one in wanted.values())
    advance(ctx, request)
    return facts_of(request)


def _is_held_by(step: ApprovalStep, people: set[UUID]) -> bool:
    """Whether somebody of these sits in the step or decided in it: who becomes an author sits there no more."""
    rows = ApprovalSeat.objects.filter(step=step, round=step.round)
    return rows.filter(Q(holder_id__in=people) | Q(decided_by_id__in=people)).exists()


def advance(ctx: Context, request: ApprovalRequest) -> None:
    """Open the lowest level that is not done; approve the request when all are. Higher levels wait."""
    steps = list(ApprovalStep.objects.filter(request=request).order_by("level", "id"))
    level = min((one.level for one in steps if one.state not in _DONE), default=None)
    if level is None:
        close(ctx, request, "approved")
        return
    specs = specs_of(steps)
    for step in steps:
        if step.state == "pending" and step.level == level:
            people = open_step(ctx, request, step, specs[step.version_id])
            ctx.emit(StepOpened(request_id=request.pk, step_id=step.pk, people=tuple(people)))
            owe_notices(ctx, request, "asked", people)
        elif step.state == "open" and step.level > level:
            step.state = "pending"
            step.save(update_fields=["state"])
    owe_watch(ctx, request, steps)


def close(ctx: Context, request: ApprovalRequest, state: str, reason: str = "") -> None:
    """End a request; what is still to be decided falls away."""
    request.state, request.reason, request.decided_at = state, reason[:500], ctx.now
    request.save(update_fields=["state", "reason", "decided_at"])
    ApprovalStep.objects.filter(request=request, state__in=("pending", "open")).update(state="dropped")
    note(ctx, request, state, text=reason)
    ctx.emit(
        RequestDecided(
            request_id=request.pk, company_id=request.company_id, kind=request.kind, subject_id=request.subject_id,
            state=state,
        )
    )  # fmt: skip
    if request.requested_by_id is not None and state != "withdrawn":
        owe_notices(ctx, request, state, [request.requested_by_id])
    faultpoint("approvals.after_close")


def specs_of(steps: list[ApprovalStep]) -> dict[UUID, PolicySpec]:
    """What the versions of these steps say."""
    return {one.version_id: one.spec for one in pinned_policies([step.version_id for step in steps])}


def owe_notices(ctx: Context, request: ApprovalRequest, purpose: str, people: list[UUID]) -> None:
    """Owe one mail to each; who it is about is read when it is sent."""
    for user in people:
        payload = {"request_id": str(request.pk), "user_id": str(user), "purpose": purpose}
        jobs.enqueue(NOTICE_JOB, f"Mail: approval {purpose}", payload, at=ctx.now, asked_by=ctx.actor.display)


def owe_watch(ctx: Context, request: ApprovalRequest, steps: list[ApprovalStep]) -> None:
    """Owe a look at the request when something falls due."""
    due = next_moment(request, steps)
    if due is not None:
        payload = {"request_id": str(request.pk)}
        jobs.enqueue(WATCH_JOB, f"Watch {request.number}", payload, at=max(due, ctx.now), asked_by="approvals")


def waiting_request(ctx: Context, request_id: UUID) -> ApprovalRequest:
    """The request, locked and waiting, if the actor's company may see it."""
    rows = ApprovalRequest.objects.visible_to(ctx.actor).select_for_update(of=("self",))
    request = rows.filter(pk=request_id).first()
    if request is None:
        raise errors.request_unknown()
    if request.state != "waiting":
        raise errors.not_waiting(request.number, request.state)
    return request


def _step(request: ApprovalRequest, one: WantedStep) -> ApprovalStep:
    return ApprovalStep(
        request=request, version_id=one.policy.version_id, position=one.position, level=one.level, name=one.spec.name
    )
