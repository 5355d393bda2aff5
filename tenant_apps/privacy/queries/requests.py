"""Requests as pages and the API show them. Names and words are for those who answer, and for whoever asked."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from shared_apps.api.paging import cut
from shared_apps.crypto.fields import warm
from shared_apps.foundation.actor import Actor
from tenant_apps.privacy import errors
from tenant_apps.privacy.decisions import course
from tenant_apps.privacy.models import RequestStep, Restriction, SubjectRequest
from tenant_apps.privacy.types import LIVE

PAGE = 40
# Who holds this reads what people wrote and what is held of them; who only sees requests reads numbers and dates.
READS = "privacy.answer_request"


@dataclass(frozen=True, slots=True)
class StepLine:
    act: str
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request. `left_days` until its time is over, negative when it is late; `used` percent of the time."""

    id: UUID
    number: str
    kind: str
    state: str
    channel: str
    subject_id: UUID | None
    name: str
    email: str
    text: str
    wish: Mapping[str, Any]
    received_at: datetime
    ack_by: datetime
    acked_at: datetime | None
    due_at: datetime
    extended_at: datetime | None
    extended_why: str
    identity_method: str
    identity_at: datetime | None
    collected_at: datetime | None
    content_rows: int
    content_digest: str
    done_at: datetime | None
    outcome: Mapping[str, Any]
    refusal: str
    answer: str
    recipients: str
    closed_at: datetime | None
    left_days: int
    used: int
    restriction_stands: bool = False

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def is_late(self) -> bool:
        return self.is_live and self.left_days < 0

    @property
    def next_step(self) -> str:
        return course.next_step(
            self.kind, self.state, collected=self.collected_at is not None, done=self.done_at is not None
        )


@dataclass(frozen=True, slots=True)
class Page:
    rows: Sequence[RequestView]
    next_cursor: str


def views_of(now: datetime) -> dict[str, Q]:
    return {
        "live": Q(state__in=LIVE),
        "late": Q(state__in=LIVE, due_at__lt=now),
        "answered": Q(state="answered"),
        "over": Q(state__in=("refused", "withdrawn")),
    }


def request_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[SubjectRequest]:
    """Rows for the API of the house; `filters` are column values."""
    return _house(actor).filter(**filters)


def _house(actor: Actor) -> QuerySet[SubjectRequest]:
    return SubjectRequest.objects.all() if actor.is_marketplace else SubjectRequest.objects.none()


def request_page(actor: Actor, filters: Mapping[str, str], cursor: str | None) -> Page:
    """The queue: live ones by deadline come first on their tab; all others newest first."""
    now = timezone.now()
    view = filters.get("view", "")
    rows = _house(actor).filter(views_of(now).get(view, Q()))
    if words := filters.get("q", "").strip():
        # Whether somebody has asked is told to those alone who may read who asks.
        by_mail = Q(email=words) if "@" in words and actor.may(READS) else Q(pk=None)
        rows = rows.filter(Q(number__icontains=words) | by_mail)
    found = cut(rows, f"privacy.requests {view}", cursor=cursor, limit=PAGE, sort=("due_at",) if view else ())
    return Page([_view(row, actor, now) for row in _warmed(found.rows)], found.next_cursor)


def request_counts(actor: Actor) -> dict[str, int]:
    counts = {code: Count("pk", filter=condition) for code, condition in views_of(timezone.now()).items()}
    return _house(actor).aggregate(all=Count("pk"), **counts)


def find_request(actor: Actor, request_id: UUID) -> RequestView:
    """One request of the queue, for the house."""
    row = _house(actor).filter(pk=request_id).first()
    if row is None:
        raise errors.unknown_request()
    return _view(row, actor, timezone.now())


def own_requests(user_id: UUID) -> Sequence[RequestView]:
    """Those that a person opened or that were linked to their account, newest first."""
    rows = SubjectRequest.objects.filter(subject_id=user_id).order_by("-id")[:50]
    return [_view(row, None, timezone.now()) for row in _warmed(list(rows))]


def find_own(user_id: UUID, request_id: UUID) -> RequestView:
    row = SubjectRequest.objects.filter(pk=request_id, subject_id=user_id).first()
    if row is None:
        raise errors.unknown_request()
    return _view(row, None, timezone.now())


def content_of(actor: Actor, request_id: UUID) -> dict[str, Any]:
    """What was put together for a request; for those who answer."""
    row = _house(actor).filter(pk=request_id).first()
    return _content(row if actor.may(READS) else None)


def own_content(user_id: UUID, request_id: UUID) -> dict[str, Any]:
    """The same for the person, once they have been answered."""
    return _content(SubjectRequest.objects.filter(pk=request_id, subject_id=user_id, state="answered").first())


def _content(row: SubjectRequest | None) -> dict[str, Any]:
    if row is None or not row.content:
        raise errors.unknown_request()
    found: dict[str, Any] = json.loads(row.content)
    return found


def steps_of(actor: Actor, request_id: UUID) -> Sequence[StepLine]:
    """The history, oldest first; words only for those who answer."""
    reads = actor.may(READS)
    rows = RequestStep.objects.filter(request_id=request_id).order_by("id")
    return [StepLine(row.act, row.text if reads else "", row.by, row.at) for row in rows]


def _warmed(rows: Sequence[Any]) -> Sequence[Any]:
    warm(rows)
    return rows


def _view(row: SubjectRequest, actor: Actor | None, now: datetime) -> RequestView:
    """`actor` None: for the person who asked."""
    reads = actor is None or actor.may(READS)
    total = max(1.0, (row.due_at - row.received_at).total_seconds())
    spent = ((row.closed_at or now) - row.received_at).total_seconds()
    standing = row.kind == "restrict" and Restriction.objects.filter(request_id=row.pk, until__isnull=True).exists()
    return RequestView(
        id=row.pk, number=row.number, kind=row.kind, state=row.state, channel=row.channel, subject_id=row.subject_id,
        name=row.name if reads else "", email=row.email if reads else "", text=row.text if reads else "",
        wish=json.loads(row.wish) if reads and row.wish else {}, received_at=row.received_at, ack_by=row.ack_by,
        acked_at=row.acked_at, due_at=row.due_at, extended_at=row.extended_at, extended_why=row.extended_why,
        identity_method=row.identity_method, identity_at=row.identity_at, collected_at=row.collected_at,
        content_rows=row.content_rows, content_digest=row.content_digest, done_at=row.done_at, outcome=row.outcome,
        refusal=row.refusal, answer=(row.answer or "") if reads else "", recipients=row.recipients,
        closed_at=row.closed_at, left_days=(row.due_at - now).days, used=max(0, min(100, int(spent * 100 / total))),
        restriction_stands=standing,
    )  # fmt: skip
