"""What an evidence pack says of reviews of rights and of duties that are kept apart. People are pseudonyms."""

from typing import Any

import msgspec

from shared_apps.foundation.actor import Actor
from tenant_apps.identity.commands.review_access import content_of
from tenant_apps.identity.decisions import duties
from tenant_apps.identity.policies import are_separate
from tenant_apps.identity.queries.reviews import review_rows
from tenant_apps.identity.queries.separations import separation_rows, who_does_both
from tenant_apps.identity.separation import posts

MOST = 500
# So many signed reviews come with all their lines, the newest ones.
MOST_WHOLE = 50


class ReviewTold(msgspec.Struct, frozen=True, kw_only=True):
    """One review of rights. `company` is empty for the marketplace itself, times are RFC 3339 or empty.

    `digest` is the SHA-256 of the canonical JSON (RFC 8785) of `content`, which stands here for the newest signed ones.
    """

    id: str
    company: str
    state: str
    opened_at: str
    due_at: str
    overdue_at: str
    signed_at: str
    signed_by: str
    digest: str
    lines: int
    decided: int
    revoked: int
    content: dict[str, Any] | None


class RuleTold(msgspec.Struct, frozen=True, kw_only=True):
    """Two things that nobody does both: codes, patterns of codes, or `role:<code>`."""

    id: str
    name: str
    left: list[str]
    right: list[str]
    reach: str
    company: str


class ConflictTold(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody holds both sides; the rights in `codes` do not work for them."""

    rule: str
    person: str
    left_role: str
    right_role: str
    codes: list[str]


class AdministratorTold(msgspec.Struct, frozen=True, kw_only=True):
    """Which of the three administrators somebody of the house is."""

    person: str
    duties: list[str]


class SeparationTold(msgspec.Struct, frozen=True, kw_only=True):
    """Separation of duties: the rules, who meets them twice, and how the three administrators stand."""

    rules: list[RuleTold]
    conflicts: list[ConflictTold]
    three_administrators: bool
    administrators: list[AdministratorTold]
    duties_without_anybody: list[str]


def reviews_told(actor: Actor) -> list[ReviewTold]:
    """The newest reviews, open ones among them."""
    found, whole = [], 0
    rows: Any = review_rows(actor, {}).order_by("-id")[:MOST]
    for row in rows:
        content = None
        if row.state == "signed" and whole < MOST_WHOLE:
            content, whole = content_of(row, list(row.lines.order_by("id"))), whole + 1
        found.append(
            ReviewTold(
                id=str(row.pk), company=str(row.company_id or ""), state=row.state,
                opened_at=row.opened_at.isoformat(), due_at=row.due_at.isoformat(),
                overdue_at=row.overdue_at.isoformat() if row.overdue_at else "",
                signed_at=row.signed_at.isoformat() if row.signed_at else "", signed_by=str(row.signed_by_id or ""),
                digest=row.digest, lines=row.line_count, decided=row.decided_count, revoked=row.revoked_count,
                content=content,
            )
        )  # fmt: skip
    return found


def separation_told(actor: Actor) -> SeparationTold:
    """As it stands now."""
    people = posts()
    return SeparationTold(
        rules=[
            RuleTold(id=str(row.pk), name=row.name, left=row.left, right=row.right, reach=row.reach,
                     company=str(row.company_id or ""))
            for row in separation_rows(actor, {}).order_by("id")
        ],
        conflicts=[
            ConflictTold(rule=str(one.rule_id), person=str(one.left.user_id), left_role=one.left.role_code,
                         right_role=one.right.role_code, codes=list(one.codes))
            for one in who_does_both(actor)
        ],
        three_administrators=are_separate(),
        administrators=[
            AdministratorTold(person=str(who), duties=held)
            for who, mine in sorted(people.items(), key=lambda one: str(one[0]))
            if (held := sorted({str(duty) for post in mine for duty in duties.duties_of(post)}))
        ],
        duties_without_anybody=sorted(duties.missing_of(people)),
    )  # fmt: skip
