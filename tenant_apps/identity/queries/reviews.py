"""Reviews of who holds what, with their lines, cut to what the actor may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.dateparse import parse_datetime

from shared_apps.accounts.queries.people import list_people as users_by_id
from shared_apps.foundation.actor import Actor
from tenant_apps.identity import errors
from tenant_apps.identity.commands.review_access import content_of
from tenant_apps.identity.models import AccessReview, ReviewLine
from tenant_apps.identity.queries.people import lines_of
from tenant_apps.identity.types import MemberLine
from tenant_apps.parties.queries import names_of

MOST = 2000


@dataclass(frozen=True, slots=True)
class ReviewHead:
    """One review as lists show it."""

    id: UUID
    company_id: UUID | None
    company_name: str
    state: str
    opened_at: datetime
    due_at: datetime
    is_overdue: bool
    signed_at: datetime | None
    signed_by: str
    statement: str
    digest: str
    lines: int
    decided: int
    revoked: int

    @property
    def share(self) -> int:
        """How much of it is decided, in percent."""
        return 100 * self.decided // self.lines if self.lines else 100


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One grant in a review: as it was shown, and as it is now."""

    grant: MemberLine
    shown: Mapping[str, Any]
    decision: str
    reason: str
    decided_by: str
    is_own: bool
    runs: bool
    is_suspended: bool

    @property
    def last_used_at(self) -> datetime | None:
        """When anything of it was last used."""
        times = [parse_datetime(one) for one in self.shown["used"].values()]
        return max((one for one in times if one), default=None)


def review_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[AccessReview]:
    """Reviews; a company sees its own, the marketplace's own people all."""
    rows: QuerySet[AccessReview] = AccessReview.objects.visible_to(actor).select_related("signed_by")
    counted = rows.annotate(
        line_count=Count("lines"),
        decided_count=Count("lines", filter=~Q(lines__decision="") | Q(lines__membership__until__isnull=False)),
        revoked_count=Count("lines", filter=Q(lines__decision="revoke")),
    )
    return counted.filter(**filters)


def review_heads(rows: Sequence[Any]) -> list[ReviewHead]:
    """The rows with names of companies and signers."""
    companies = names_of({row.company_id for row in rows if row.company_id})
    return [
        ReviewHead(
            id=row.id,
            company_id=row.company_id,
            company_name=companies.get(row.company_id, "") if row.company_id else "",
            state=row.state,
            opened_at=row.opened_at,
            due_at=row.due_at,
            is_overdue=row.overdue_at is not None,
            signed_at=row.signed_at,
            signed_by=row.signed_by.name if row.signed_by else "",
            statement=row.statement,
            digest=row.digest,
            lines=row.line_count,
            decided=row.decided_count,
            revoked=row.revoked_count,
        )
        for row in rows
    ]


def list_reviews(actor: Actor) -> Sequence[ReviewHead]:
    """Open ones first, then the newest."""
    return review_heads(list(review_rows(actor, {}).order_by("state", "-id")[:200]))


def find_review(actor: Actor, review_id: UUID) -> ReviewHead:
    """One of them; NotFound when there is none or it is not for this actor."""
    rows = list(review_rows(actor, {"pk": review_id}))
    if not rows:
        raise errors.no_such_review(review_id)
    return review_heads(rows)[0]


def lines_of_review(actor: Actor, review_id: UUID) -> Sequence[ShownLine]:
    """Its lines, those without a word first."""
    head = find_review(actor, review_id)
    rows = list(
        ReviewLine.objects.filter(review_id=head.id)
        .select_related("membership__role", "membership__granted_by")
        .order_by("decision", "id")[:MOST]
    )
    grants = lines_of([row.membership for row in rows], actor)
    deciders = users_by_id({row.decided_by_id for row in rows if row.decided_by_id})
    return [
        ShownLine(
            grant=grant,
            shown=row.shown,
            decision=row.decision,
            reason=row.reason,
            decided_by=deciders[row.decided_by_id].name if row.decided_by_id else "",
            is_own=row.membership.user_id == actor.user_id,
            runs=row.membership.until is None,
            is_suspended=row.membership.suspended_at is not None,
        )
        for row, grant in zip(rows, grants, strict=True)
    ]


def evidence_of(actor: Actor, review_id: UUID) -> tuple[ReviewHead, dict[str, Any]]:
    """A review with exactly what its digest is of: sha256 over the canonical JSON of the second part."""
    head = find_review(actor, review_id)
    review = AccessReview.objects.get(pk=head.id)
    return head, content_of(review, list(review.lines.order_by("id")))


def count_open_reviews(actor: Actor) -> int:
    """How many wait for a signature."""
    return AccessReview.objects.visible_to(actor).filter(state="open").count()
