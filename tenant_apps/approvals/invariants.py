"""What must be true of approvals at any moment."""

from collections import defaultdict
from typing import Any

from django.db.models import Exists, F, OuterRef

from shared_apps.foundation.invariants import invariant
from tenant_apps.approvals.decisions.quorum import Seat, verdict_of
from tenant_apps.approvals.models import (
    ApprovalPolicy,
    ApprovalPolicyVersion,
    ApprovalRequest,
    ApprovalSeat,
    ApprovalStep,
)


@invariant("approvals.state_is_its_steps")
def state_is_its_steps() -> list[str]:
    """An approved request has no step left, a waiting one has an open step."""
    open_steps = ApprovalStep.objects.filter(request_id=OuterRef("pk"), state="open")
    unfinished = ApprovalStep.objects.filter(request_id=OuterRef("pk"), state__in=("open", "pending"))
    idle = ApprovalRequest.objects.filter(~Exists(open_steps), state="waiting")
    early = ApprovalRequest.objects.filter(Exists(unfinished)).exclude(state="waiting")
    return [
        *(f"request {number} waits for nobody" for number in idle.values_list("number", flat=True)[:20]),
        *(f"request {number} is over with steps left" for number in early.values_list("number", flat=True)[:20]),
    ]


@invariant("approvals.steps_are_their_seats")
def steps_are_their_seats() -> list[str]:
    """A step is approved or rejected exactly when its seats add up to it, each person once."""
    seats: dict[Any, list[ApprovalSeat]] = defaultdict(list)
    rows = ApprovalSeat.objects.filter(round=F("step__round"), step__state__in=("open", "approved", "rejected"))
    for row in rows.select_related("step", "step__request").order_by("id").iterator(chunk_size=1000):
        seats[row.step].append(row)
    found = []
    for step, held in seats.items():
        plain = [
            Seat(at, one.holder_id, one.stand_in_id, one.verdict, one.decided_by_id) for at, one in enumerate(held)
        ]
        if verdict_of(step.needed, plain) != step.state:
            found.append(f"step {step.name} of {step.request.number} is {step.state}, its seats say otherwise")
        decided = [one.decided_by_id for one in held if one.verdict and one.via != "escalation"]
        if len(decided) != len(set(decided)):
            found.append(f"somebody decided twice in step {step.name} of {step.request.number}")
    return found[:20]


@invariant("approvals.nobody_approved_their_own")
def nobody_approved_their_own() -> list[str]:
    """Who made a subject decided on it only where the policy lets them."""
    rows = ApprovalSeat.objects.filter(step__version__content__own_approval=False, decided_by__isnull=False)
    rows = rows.filter(round=F("step__round")).exclude(step__state="dropped").select_related("step__request")
    return [
        f"request {row.step.request.number} was decided by who made it"
        for row in rows.iterator(chunk_size=1000)
        if row.decided_by_id in row.step.request.authors
    ][:20]


@invariant("approvals.policy_has_its_version")
def policy_has_its_version() -> list[str]:
    """The version a policy is in is there."""
    version = ApprovalPolicyVersion.objects.filter(policy_id=OuterRef("pk"), number=OuterRef("version"))
    rows = ApprovalPolicy.objects.filter(~Exists(version)).values_list("name", flat=True)[:20]
    return [f"policy {name} has no such version" for name in rows]
