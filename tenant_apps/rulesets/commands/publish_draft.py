"""Publish a draft: now or at a date, at once or once a second person has approved it."""

from datetime import datetime
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.rulesets import errors
from tenant_apps.rulesets.commands.drafting import (
    changes_of,
    earliest,
    house_only,
    need_draft,
    refuse_misfits,
)
from tenant_apps.rulesets.commands.write_version import actor_name, lock_versions, publish, version_at
from tenant_apps.rulesets.decisions.drafts import risky
from tenant_apps.rulesets.events import ApprovalAsked
from tenant_apps.rulesets.models import RulesetDraft, RulesetVersion
from tenant_apps.rulesets.queries.drafts import person_of
from tenant_apps.rulesets.types import REGISTRY


class PublishDraft(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`edition` is the draft that was reviewed. Without `effective_from` it takes effect at once."""

    edition: int
    note: str = ""
    effective_from: datetime | None = None


class ApproveDraft(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`edition` is the draft that was looked at."""

    edition: int


class RejectDraft(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The draft goes back to its authors with the reason."""

    edition: int
    reason: str


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """`number` is that of the version; null while a second person is waited for, and after a rejection."""

    draft_id: UUID
    state: str
    number: int | None
    effective_from: datetime | None


@command("rulesets.publish_draft", input=PublishDraft, needs_fresh_factor=True, risk="high")
def publish_draft(ctx: Context, data: PublishDraft) -> Published:
    """Publish the draft of the rules.

    Rules of high risk wait for a second person. Where the law asks for notice of changed trading rules, an earlier
    date is refused and the earliest one named.
    """
    house_only(ctx)
    current = lock_versions(ctx)
    draft = need_draft(data.edition)
    if draft.state == "submitted":
        raise errors.waits_already()
    changes = changes_of(draft)
    if data.effective_from is not None and data.effective_from <= ctx.now:
        raise errors.date_passed()
    first = earliest(ctx.now, current, changes)
    if first is not None and (data.effective_from is None or data.effective_from < first):
        raise errors.notice_needed(first)
    base = version_at(data.effective_from) if data.effective_from else current
    refuse_misfits(base.content if base else {}, changes)
    draft.note, draft.wanted_from, draft.reason = data.note[:300], data.effective_from, ""
    keys = risky(REGISTRY, changes)
    if keys:
        draft.state, draft.submitted_at, draft.submitted_by = "submitted", ctx.now, actor_name(ctx)
        person = person_of(ctx.actor)
        draft.authors = [*draft.authors, person] if person not in draft.authors else draft.authors
        draft.save()
        ctx.emit(ApprovalAsked(draft_id=str(draft.pk), edition=draft.edition, keys=keys))
        ctx.audit(target="rulesets.draft", target_id=draft.pk, facts={"edition": draft.edition, "waits_for": keys})
        return Published(draft_id=draft.pk, state=draft.state, number=None, effective_from=data.effective_from)
    return _published(ctx, draft, data.effective_from, "")


@command("rulesets.approve_draft", input=ApproveDraft, needs_fresh_factor=True, risk="high")
def approve_draft(ctx: Context, data: ApproveDraft) -> Published:
    """Approve a draft of the rules as the second pair of eyes; it is published.

    Nobody who edited or submitted it can. Notice counts from the approval: a date that has become too early moves.
    """
    house_only(ctx)
    current = lock_versions(ctx)
    draft = _awaiting(ctx, data.edition)
    changes = changes_of(draft)
    at = draft.wanted_from if draft.wanted_from is not None and draft.wanted_from > ctx.now else None
    first = earliest(ctx.now, current, changes)
    if first is not None:
        at = max(at, first) if at else first
    base = version_at(at) if at else current
    refuse_misfits(base.content if base else {}, changes)
    return _published(ctx, draft, at, actor_name(ctx))


@command("rulesets.reject_draft", input=RejectDraft, permission="rulesets.approve_draft")
def reject_draft(ctx: Context, data: RejectDraft) -> Published:
    """Send a draft of the rules back to its authors, with the reason."""
    house_only(ctx)
    lock_versions(ctx)
    reason = data.reason.strip()
    if not reason:
        raise errors.reason_missing()
    draft = _awaiting(ctx, data.edition)
    draft.state, draft.reason = "open", reason[:300]
    draft.decided_at, draft.decided_by = ctx.now, actor_name(ctx)
    draft.edition += 1
    draft.save()
    ctx.audit(target="rulesets.draft", target_id=draft.pk, facts={"edition": data.edition, "reason": draft.reason})
    return Published(draft_id=draft.pk, state="rejected", number=None, effective_from=None)


def _awaiting(ctx: Context, edition: int) -> RulesetDraft:
    """The draft that waits, if this actor may be its second pair of eyes."""
    draft = need_draft(edition)
    if draft.state != "submitted":
        raise errors.not_submitted()
    if ctx.actor.kind not in ("user", "api_key") or person_of(ctx.actor) in draft.authors:
        raise errors.own_draft()
    return draft


def _published(ctx: Context, draft: RulesetDraft, at: datetime | None, approved_by: str) -> Published:
    row: RulesetVersion = publish(ctx, changes_of(draft), at=at, note=draft.note, approved_by=approved_by)
    draft.state, draft.version = "published", row.number
    draft.decided_at, draft.decided_by = ctx.now, actor_name(ctx)
    draft.save()
    ctx.audit(
        target="rulesets.settings",
        target_id=str(row.number),
        facts={"changed": row.changes["values"], "hash": row.content_hash, "from": row.effective_from.isoformat()},
    )
    return Published(draft_id=draft.pk, state="published", number=row.number, effective_from=row.effective_from)
