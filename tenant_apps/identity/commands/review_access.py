"""Rights are looked at again: a review begins by itself, somebody keeps or takes away each grant, and signs for it."""

from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

import msgspec
from django.db.models import Max, Min

from shared_apps.accounts.queries.people import list_people as users_by_id
from shared_apps.audit.queries import last_acts
from shared_apps.commands import Context, command
from shared_apps.commands.registry import REGISTRY
from shared_apps.foundation import canonical
from shared_apps.tenancy import policy
from tenant_apps.identity import errors
from tenant_apps.identity.bounds import REASON_MAX, bounds_facts, reach_of
from tenant_apps.identity.commands.end_membership import EndMembership, end_membership
from tenant_apps.identity.decisions.built_in_roles import OWNER
from tenant_apps.identity.decisions.reviewing import is_due, used_and_unused
from tenant_apps.identity.events import ReviewBegun, ReviewOverdue, ReviewSigned
from tenant_apps.identity.giving import given_within, risky
from tenant_apps.identity.models import AccessReview, Membership, ReviewLine
from tenant_apps.identity.policies import REVIEW_DAYS, REVIEW_DUE, REVIEW_OVERDUE

LINES_AT_ONCE = 500


class BeginReviews(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """No input: what is due is read inside."""


class ReviewsMoved(msgspec.Struct, frozen=True, kw_only=True):
    begun: int
    overdue: int


class DecideReviewLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`membership_id` is the grant; taking it away needs a reason."""

    review_id: UUID
    membership_id: UUID
    decision: Literal["keep", "revoke"]
    reason: str = ""


class SignReview(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`statement` is what the signer says, in their own words."""

    review_id: UUID
    statement: str


class ReviewState(msgspec.Struct, frozen=True, kw_only=True):
    """`open_lines` still need a word; `digest` stands once it is signed."""

    review_id: UUID
    state: str
    open_lines: int
    digest: str


@command("identity.begin_reviews", input=BeginReviews, system_only=True)
def begin_reviews(ctx: Context, data: BeginReviews) -> ReviewsMoved:
    """Begins the reviews that are due, and notes those that nobody signed in time."""
    overdue = _note_overdue(ctx)
    days, begun = policy.value(REVIEW_DAYS), []
    signed = dict(
        AccessReview.objects.filter(state="signed").values_list("company_id").annotate(last=Max("signed_at")).order_by()
    )
    open_now = set(AccessReview.objects.filter(state="open").values_list("company_id", flat=True))
    seats = Membership.objects.running().values_list("company_id").annotate(first=Min("since")).order_by("company_id")
    for company_id, first in seats:
        if company_id not in open_now and is_due(ctx.now, signed.get(company_id), first, days):
            begun.append(_begin(ctx, company_id))
    facts = {"begun": [str(one) for one in begun], "overdue": [str(one) for one in overdue]}
    ctx.audit(target="identity.access_review", target_id="", facts=facts)
    return ReviewsMoved(begun=len(begun), overdue=len(overdue))


@command("identity.decide_review_line", input=DecideReviewLine, permission="identity.review_access")
def decide_review_line(ctx: Context, data: DecideReviewLine) -> ReviewState:
    """Keeps a grant, or says that it is to be taken away; done when the review is signed.

    Nobody decides on their own grants. One that rests works again as soon as it is kept.
    """
    review = _open(ctx, data.review_id)
    line = (
        ReviewLine.objects.select_for_update(of=("self",))
        .select_related("membership")
        .filter(review=review, membership_id=data.membership_id)
        .first()
    )
    if line is None:
        raise errors.membership_unknown(data.membership_id)
    if ctx.actor.user_id is None or line.membership.user_id == ctx.actor.user_id:
        raise errors.own_grant()
    reason = " ".join(data.reason.split())
    if len(reason) > REASON_MAX or (data.decision == "revoke" and not reason):
        raise errors.reason_needed()
    line.decision, line.reason = data.decision, reason
    line.decided_by_id, line.decided_at = ctx.actor.user_id, ctx.now
    line.save(update_fields=["decision", "reason", "decided_by_id", "decided_at"])
    if data.decision == "keep":
        Membership.objects.filter(pk=data.membership_id).update(suspended_at=None)
    facts = {"membership_id": str(data.membership_id), "decision": data.decision}
    ctx.audit(target="identity.access_review", target_id=review.id, facts=facts)
    return _state(review)


@command("identity.sign_review", input=SignReview, permission="identity.review_access", needs_fresh_factor=True,
    risk="high")  # fmt: skip
def sign_review(ctx: Context, data: SignReview) -> ReviewState:
    """Signs a review: grants that are not kept end, and a digest of all that was shown and decided is kept."""
    review = _open(ctx, data.review_id)
    statement = " ".join(data.statement.split())
    if not 1 <= len(statement) <= 500:
        raise errors.statement_needed()
    if ctx.actor.user_id is None:
        raise errors.person_needed()
    if left := _open_lines(review):
        raise errors.lines_open(left)
    lines = list(review.lines.select_related("membership").order_by("id"))
    revoked = [line for line in lines if line.decision == "revoke" and line.membership.until is None]
    for line in revoked:
        ctx.call(end_membership, EndMembership(membership_id=line.membership_id))
    review.state, review.statement = "signed", statement
    review.signed_at, review.signed_by_id = ctx.now, ctx.actor.user_id
    review.digest = canonical.digest(content_of(review, lines))
    review.save()
    ctx.emit(ReviewSigned(review_id=review.id, company_id=review.company_id, digest=review.digest))
    facts = {"digest": review.digest, "kept": len(lines) - len(revoked), "revoked": len(revoked)}
    ctx.audit(target="identity.access_review", target_id=review.id, facts=facts)
    return _state(review)


def content_of(review: AccessReview, lines: list[ReviewLine]) -> dict[str, Any]:
    """What is signed: every line as it was shown and decided. No names; people are ids."""
    return {
        "review": str(review.id),
        "company": str(review.company_id or ""),
        "opened_at": _when(review.opened_at),
        "signed_at": _when(review.signed_at),
        "signed_by": str(review.signed_by_id or ""),
        "statement": review.statement,
        "lines": [
            {
                "membership": str(line.membership_id),
                "shown": line.shown,
                "decision": line.decision,
                "reason": line.reason,
                "decided_by": str(line.decided_by_id or ""),
                "decided_at": _when(line.decided_at),
            }
            for line in lines
        ],
    }


def _when(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def _begin(ctx: Context, company_id: UUID | None) -> UUID:
    due_at = ctx.now + timedelta(days=policy.value(REVIEW_DUE))
    review = AccessReview.objects.create(company_id=company_id, opened_at=ctx.now, due_at=due_at)
    here = {"company_id": company_id} if company_id else {"company__isnull": True}
    rows = list(Membership.objects.running().filter(**here).select_related("role").order_by("id"))
    acts = last_acts({str(row.user_id) for row in rows}, company_id)
    people = users_by_id({row.user_id for row in rows})
    ReviewLine.objects.bulk_create(
        [
            ReviewLine(review=review, membership=row, shown=_shown(row, acts.get(str(row.user_id), {}), people))
            for row in rows
        ],
        batch_size=LINES_AT_ONCE,
    )
    ctx.emit(ReviewBegun(review_id=review.id, company_id=company_id, lines=len(rows)))
    return review.id


def _shown(row: Membership, acts: dict[str, datetime], people: Any) -> dict[str, Any]:
    """What is told of a grant: how far it reaches, and when what it gives was last used."""
    by_permission: dict[str, datetime] = {}
    for action, at in acts.items():
        known = REGISTRY.get(action)
        code = known.permission if known else action
        by_permission[code] = max(at, by_permission.get(code, at))
    codes = given_within(row.role, reach_of(row))
    used, unused = used_and_unused(sorted(codes), sorted(risky(codes)), by_permission)
    who = people.get(row.user_id)
    return {
        "user": str(row.user_id),
        "role": row.role.code,
        "role_version": row.role.version,
        "permissions": len(codes),
        "bounds": bounds_facts(row),
        "since": row.since.isoformat(),
        "last_sign_in": who.last_sign_in_at.isoformat() if who and who.last_sign_in_at else "",
        "used": used,
        "risky_unused": unused,
    }


def _note_overdue(ctx: Context) -> list[UUID]:
    rows = AccessReview.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        state="open", overdue_at__isnull=True, due_at__lte=ctx.now
    )
    found = list(rows.order_by("id"))
    rest = policy.value(REVIEW_OVERDUE) == "suspend"
    for review in found:
        review.overdue_at = ctx.now
        review.save(update_fields=["overdue_at"])
        resting = 0
        if rest:
            open_lines = review.lines.filter(decision="", membership__until__isnull=True)
            ids = list(open_lines.exclude(membership__role__code=OWNER).values_list("membership_id", flat=True))
            resting = Membership.objects.filter(pk__in=ids).update(suspended_at=ctx.now)
        ctx.emit(ReviewOverdue(review_id=review.id, company_id=review.company_id, suspended=resting))
    return [review.id for review in found]


def _open(ctx: Context, review_id: UUID) -> AccessReview:
    rows = AccessReview.objects.all() if ctx.actor.kind == "system" else AccessReview.objects.visible_to(ctx.actor)
    row: AccessReview | None = rows.select_for_update(of=("self",)).filter(pk=review_id, state="open").first()
    if row is None:
        raise errors.no_such_review(review_id)
    return row


def _open_lines(review: AccessReview) -> int:
    return review.lines.filter(decision="", membership__in=Membership.objects.running()).count()


def _state(review: AccessReview) -> ReviewState:
    return ReviewState(review_id=review.id, state=review.state, open_lines=_open_lines(review), digest=review.digest)
