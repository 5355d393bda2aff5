"""Requests, policies, delegations and duties as their pages show them, cut to what the actor may see."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from shared_apps.accounts.queries.people import Person, list_people
from shared_apps.api.paging import cut
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.money import Money
from tenant_apps.approvals import errors
from tenant_apps.approvals.decisions.quorum import Seat, seats_for
from tenant_apps.approvals.models import (
    ApprovalDelegation,
    ApprovalMoment,
    ApprovalRequest,
    ApprovalSeat,
    ApprovalStep,
    ApproverDuty,
)
from tenant_apps.approvals.types import Via

PAGE = 40
MOST = 200


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request in a list. `via` is set where the reader may decide on it now."""

    id: UUID
    number: str
    title: str
    state: str
    amount: Money | None
    asked_by: str
    opened_at: datetime
    deadline_at: datetime | None
    via: Via | None


@dataclass(frozen=True, slots=True)
class SeatShown:
    holder: str
    stand_in: str
    source: str
    verdict: str
    decided_by: str
    via: str
    reason: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class StepShown:
    name: str
    policy: str
    level: int
    state: str
    round: int
    needed: int
    deadline_at: datetime | None
    seats: tuple[SeatShown, ...]


@dataclass(frozen=True, slots=True)
class MomentShown:
    at: datetime
    what: str
    who: str
    step: str
    text: str
    people: tuple[str, ...]
    changes: tuple[tuple[str, Any, Any], ...]


@dataclass(frozen=True, slots=True)
class RequestShown:
    """One request with everything that happened. `via` says how the reader may decide on it now, if at all."""

    row: ApprovalRequest
    amount: Money | None
    asked_by: str
    steps: tuple[StepShown, ...]
    moments: tuple[MomentShown, ...]
    via: Via | None
    is_author: bool


@dataclass(frozen=True, slots=True)
class Page:
    rows: Sequence[RequestRow]
    next_cursor: str


def request_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[ApprovalRequest]:
    """Requests; `filters` are column values."""
    return ApprovalRequest.objects.visible_to(actor).filter(**filters)


def find_request(actor: Actor, request_id: UUID) -> ApprovalRequest:
    """The request if this actor may see it."""
    row = ApprovalRequest.objects.visible_to(actor).filter(pk=request_id).first()
    if row is None:
        raise errors.request_unknown()
    return row


def waiting_for(actor: Actor, now: datetime) -> dict[UUID, Via]:
    """Requests that the actor may decide on now, each with what lets them: the list, its count, and the buttons."""
    if actor.user_id is None or actor.company_id is None:
        return {}
    person, givers = actor.user_id, _givers(actor, now)
    rows = ApprovalSeat.objects.filter(
        Q(holder_id=person) | Q(stand_in_id=person) | Q(holder_id__in=givers),
        verdict="", step__state="open", step__request__state="waiting", step__request__company_id=actor.company_id,
    )  # fmt: skip
    steps = ApprovalStep.objects.filter(pk__in=rows.values("step_id")[:MOST]).select_related("request", "version")
    return _ways(person, givers, list(steps))


def request_page(actor: Actor, view: str, search: str, cursor: str | None, now: datetime) -> Page:
    """Requests that wait for the actor (no view), that they asked for, all that wait, or those that are over."""
    mine = waiting_for(actor, now)
    rows = ApprovalRequest.objects.visible_to(actor)
    if view == "asked":
        rows = rows.filter(authors__contains=[actor.user_id]) if actor.user_id else rows.none()
    elif view == "waiting":
        rows = rows.filter(state="waiting")
    elif view == "over":
        rows = rows.exclude(state="waiting")
    elif not view:
        rows = rows.filter(pk__in=list(mine))
    for word in search.split():
        rows = rows.filter(Q(number__icontains=word) | Q(title__icontains=word) | Q(cost_centre__icontains=word))
    found = cut(rows, "approvals", cursor=cursor, limit=PAGE)
    people = list_people({row.requested_by_id for row in found.rows if row.requested_by_id})
    opened = ApprovalStep.objects.filter(request_id__in=[row.pk for row in found.rows], state="open")
    due: dict[UUID, datetime] = {}
    for request_id, at in opened.exclude(deadline_at=None).values_list("request_id", "deadline_at"):
        if at is not None:
            due[request_id] = min(at, due.get(request_id, at))
    return Page(
        [
            RequestRow(
                row.pk, row.number, row.title, row.state, _amount(row), _name(people, row.requested_by_id),
                row.opened_at, due.get(row.pk), mine.get(row.pk),
            )
            for row in found.rows
        ],
        found.next_cursor,
    )  # fmt: skip


def request_counts(actor: Actor, now: datetime) -> dict[str, int]:
    """How many each view has."""
    rows = ApprovalRequest.objects.visible_to(actor)
    asked = Q(authors__contains=[actor.user_id]) if actor.user_id else Q(pk=None)
    found: dict[str, int] = rows.aggregate(
        waiting=Count("pk", filter=Q(state="waiting")),
        over=Count("pk", filter=~Q(state="waiting")),
        asked=Count("pk", filter=asked),
    )
    return found | {"": len(waiting_for(actor, now))}


def request_view(actor: Actor, request_id: UUID, now: datetime) -> RequestShown:
    """One request with its steps, seats and timeline."""
    row = find_request(actor, request_id)
    steps = list(
        ApprovalStep.objects.filter(request=row).select_related("request", "version__policy").order_by("level", "id")
    )
    seats = list(ApprovalSeat.objects.filter(step__request=row).order_by("id"))
    moments = list(ApprovalMoment.objects.filter(request=row).order_by("id"))
    told = {UUID(one) for moment in moments for one in moment.facts.get("people", ())}
    ids = {one for seat in seats for one in (seat.holder_id, seat.stand_in_id, seat.decided_by_id) if one}
    people = list_people({*ids, *told, *([row.requested_by_id] if row.requested_by_id else [])})
    ways: dict[UUID, Via] = {}
    if row.state == "waiting" and actor.user_id is not None and actor.company_id == row.company_id:
        ways = _ways(actor.user_id, _givers(actor, now), [step for step in steps if step.state == "open"])
    return RequestShown(
        row=row,
        amount=_amount(row),
        asked_by=_name(people, row.requested_by_id),
        steps=tuple(_step(step, seats, people) for step in steps),
        moments=tuple(_moment(one, people) for one in moments),
        via=ways.get(row.pk),
        is_author=actor.user_id in row.authors,
    )


def delegations(actor: Actor, now: datetime) -> list[tuple[ApprovalDelegation, Person | None, Person | None]]:
    """Delegations that run or are to come, with their two people."""
    rows = ApprovalDelegation.objects.visible_to(actor).filter(ended_at__isnull=True, ends_at__gt=now)
    found = list(rows.order_by("starts_at")[:MOST])
    people = list_people({one for row in found for one in (row.giver_id, row.taker_id)})
    return [(row, people.get(row.giver_id), people.get(row.taker_id)) for row in found]


def duties(actor: Actor) -> list[tuple[ApproverDuty, Person | None, Person | None]]:
    """Who answers for whom now: the duty, its holder, the person it is about."""
    found = list(
        ApproverDuty.objects.visible_to(actor).filter(until__isnull=True).order_by("kind", "code", "id")[:MOST]
    )
    people = list_people({one for row in found for one in (row.holder_id, row.of_id) if one})
    return [(row, people.get(row.holder_id), people.get(row.of_id) if row.of_id else None) for row in found]


def delegation_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[ApprovalDelegation]:
    return ApprovalDelegation.objects.visible_to(actor).filter(**filters)


def duty_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[ApproverDuty]:
    return ApproverDuty.objects.visible_to(actor).filter(until__isnull=True, **filters)


def _givers(actor: Actor, now: datetime) -> set[UUID]:
    rows = ApprovalDelegation.objects.filter(
        company_id=actor.own_company, taker_id=actor.user_id, ended_at__isnull=True, starts_at__lte=now, ends_at__gt=now
    )
    return set(rows.values_list("giver_id", flat=True))


def _ways(person: UUID, givers: set[UUID], steps: Iterable[ApprovalStep]) -> dict[UUID, Via]:
    """How a person may decide on the requests of these open steps, by request."""
    held: dict[UUID, list[ApprovalSeat]] = {}
    chosen = {step.pk: step for step in steps}
    for row in ApprovalSeat.objects.filter(step_id__in=list(chosen)).order_by("id"):
        if row.round == chosen[row.step_id].round:
            held.setdefault(row.step_id, []).append(row)
    found: dict[UUID, Via] = {}
    for pk, step in chosen.items():
        seats = [
            Seat(at, row.holder_id, row.stand_in_id, row.verdict, row.decided_by_id)
            for at, row in enumerate(held.get(pk, []))
        ]
        barred = () if step.version.content.get("own_approval") else step.request.authors
        way = seats_for(person, seats, givers, barred)
        if way is not None:
            found.setdefault(step.request_id, way[1])
    return found


def _step(step: ApprovalStep, seats: Sequence[ApprovalSeat], people: Mapping[UUID, Person]) -> StepShown:
    shown = tuple(
        SeatShown(
            _name(people, seat.holder_id), _name(people, seat.stand_in_id), seat.source, seat.verdict,
            _name(people, seat.decided_by_id), seat.via, seat.reason, seat.decided_at,
        )
        for seat in seats
        if seat.step_id == step.pk and seat.round == step.round
    )  # fmt: skip
    return StepShown(
        step.name, step.version.policy.name, step.level, step.state, step.round, step.needed, step.deadline_at, shown
    )


def _moment(row: ApprovalMoment, people: Mapping[UUID, Person]) -> MomentShown:
    named = tuple(_name(people, UUID(one)) for one in row.facts.get("people", ()))
    changed = tuple((name, *values) for name, values in row.facts.get("values", {}).items())
    return MomentShown(row.at, row.what, row.who, row.step, row.text, named, changed)


def _amount(row: ApprovalRequest) -> Money | None:
    return Money(row.amount_minor, row.currency) if row.currency else None


def _name(people: Mapping[UUID, Person], pk: UUID | None) -> str:
    person = people.get(pk) if pk is not None else None
    return (person.name or person.email) if person is not None else ""
