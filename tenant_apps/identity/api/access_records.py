"""Rules that keep duties apart and grants that wait for a second person, as the API shows them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.foundation.actor import Actor
from tenant_apps.identity.queries.requests import RequestLine, find_request, request_lines
from tenant_apps.identity.queries.reviews import ReviewHead, evidence_of, review_heads
from tenant_apps.identity.queries.separations import find_separation


class SeparationRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What nobody does both: `left` and `right` are permissions, patterns, or `role:<code>`.

    `reach`: in one `company` (each of them, and the marketplace itself), or anywhere in the `marketplace`. With
    `company_id` it is that company's own.
    """

    id: UUID
    name: str
    why: str
    left: list[str]
    right: list[str]
    reach: str
    company_id: UUID | None
    made_at: datetime


class GrantRequestRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A grant, or a change of a role, that waits for a second person, or waited.

    `kind`: `invite`, `change` (another role for a member) or `redefine` (of a role, `added` and `removed` patterns).
    `permissions` are the risky ones that made it wait. `state`: `waiting`, `approved`, `rejected`, `withdrawn` or
    `expired`.
    """

    id: UUID
    kind: str
    company_id: UUID | None
    user_id: UUID | None
    role: str
    permissions: list[str]
    added: list[str]
    removed: list[str]
    reason: str
    asked_by_id: UUID
    asked_at: datetime
    expires_at: datetime
    state: str
    decided_at: datetime | None
    decided_reason: str


def _separation(row: Any) -> SeparationRecord:
    return SeparationRecord(
        id=row.id,
        name=row.name,
        why=row.why,
        left=list(row.left),
        right=list(row.right),
        reach=row.reach,
        company_id=row.company_id,
        made_at=row.made_at,
    )


def separation_records(rows: Sequence[Any]) -> list[SeparationRecord]:
    return [_separation(row) for row in rows]


def separation_record(actor: Actor, separation_id: UUID) -> SeparationRecord:
    """One rule in force; NotFound when the actor may not see it."""
    return _separation(find_separation(actor, separation_id))


_SAME = (
    "id", "kind", "company_id", "user_id", "reason", "asked_by_id", "asked_at", "expires_at", "state", "decided_at",
    "decided_reason",
)  # fmt: skip


def _request(line: RequestLine) -> GrantRequestRecord:
    same = {name: getattr(line, name) for name in _SAME}
    return GrantRequestRecord(
        role=line.role_code,
        permissions=list(line.permissions),
        added=list(line.added),
        removed=list(line.removed),
        **same,
    )


def request_records(rows: Sequence[Any]) -> list[GrantRequestRecord]:
    return [_request(line) for line in request_lines(list(rows))]


def request_record(actor: Actor, request_id: UUID) -> GrantRequestRecord:
    """One request; NotFound when the actor may not see it."""
    return request_records([find_request(actor, request_id)])[0]


class ReviewRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One look at all grants of a company, or (null) of the marketplace itself.

    `decided` of its `lines` have a word.
    """

    id: UUID
    company_id: UUID | None
    state: str
    opened_at: datetime
    due_at: datetime
    is_overdue: bool
    signed_at: datetime | None
    lines: int
    decided: int
    revoked: int
    digest: str


class ReviewEvidence(msgspec.Struct, frozen=True, kw_only=True):
    """A review and what was signed: `digest` is the SHA-256 of `content` as canonical JSON (RFC 8785).

    It is empty until somebody signs.

    Each line has the grant, what was `shown` of it (role, bounds, when what it gives was last used, risky rights that
    were never used), the `decision` (`keep`, `revoke`, empty) and who took it. People are ids.
    """

    review: ReviewRecord
    digest: str
    content: dict[str, Any]


def review_records(rows: Sequence[Any]) -> list[ReviewRecord]:
    return [_review(head) for head in review_heads(list(rows))]


def review_evidence(actor: Actor, review_id: UUID) -> ReviewEvidence:
    """One review with its lines; NotFound when the actor may not see it."""
    head, content = evidence_of(actor, review_id)
    return ReviewEvidence(review=_review(head), digest=head.digest, content=content)


def _review(head: ReviewHead) -> ReviewRecord:
    return ReviewRecord(**{name: getattr(head, name) for name in ReviewRecord.__struct_fields__})
