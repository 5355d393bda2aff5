"""Save a draft of an event, delete it, copy an event as a new one."""

from typing import Any
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.parties.queries import list_by_ids
from tenant_apps.trading.kernel.commands import acting_company
from tenant_apps.trading.kernel.errors import company_unknown, event_unknown, mode_not_offered
from tenant_apps.trading.kernel.models import TradingEvent
from tenant_apps.trading.kernel.types import MODES
from tenant_apps.trading.questions import errors
from tenant_apps.trading.questions.decisions.drafting import BadContent, checked_content, title_of
from tenant_apps.trading.questions.models import EventDraft
from tenant_apps.trading.questions.queries.copying import content_of_event


class SaveDraft(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A new draft. `content` has the fields of a publication without `mode` and `initiator_id`, as far as known."""

    mode: str
    content: dict[str, Any] = {}
    company_id: UUID | None = None


class ChangeDraft(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The whole content of a draft; `version` is the one that was opened."""

    draft_id: UUID
    content: dict[str, Any]
    version: int | None = None


class DraftResult(msgspec.Struct, frozen=True, kw_only=True):
    draft_id: UUID
    version: int
    state: str


class DeleteDraft(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    draft_id: UUID


class CopyEventDraft(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    event_id: UUID


@command("trading.save_draft", input=SaveDraft)
def save_draft(ctx: Context, data: SaveDraft) -> DraftResult:
    """Save a new draft of an event, complete or not."""
    company_id = acting_company(ctx, "trading.save_draft", data.company_id, field="company_id")
    if company_id not in list_by_ids([company_id]):
        raise company_unknown("company_id", company_id)
    if data.mode not in MODES or data.mode == "spot_listing":
        raise mode_not_offered("mode", data.mode)
    return _written(ctx, EventDraft(company_id=company_id, mode=data.mode, version=0), data.content)


@command("trading.change_draft", input=ChangeDraft)
def change_draft(ctx: Context, data: ChangeDraft) -> DraftResult:
    """Save the whole content of a draft anew, complete or not.

    Refuses a draft that somebody saved meanwhile, one that waits for a second person, and one that is published.
    """
    row = locked(ctx, data.draft_id, "trading.change_draft")
    if row.state == "review":
        raise errors.draft_in_review()
    if data.version is not None and data.version != row.version:
        raise errors.draft_changed(row.version)
    return _written(ctx, row, data.content)


def _written(ctx: Context, row: EventDraft, told_content: dict[str, Any]) -> DraftResult:
    try:
        content = checked_content(told_content)
    except BadContent as bad:
        raise errors.bad_content(bad.field) from bad
    row.content, row.title, row.version = content, title_of(content), row.version + 1
    row.editors = sorted({*row.editors, ctx.actor.id})
    row.saved_by, row.saved_by_name, row.saved_at = ctx.actor.id[:80], ctx.actor.display[:200], ctx.now
    row.save()
    return told(ctx, row)


@command("trading.delete_draft", input=DeleteDraft)
def delete_draft(ctx: Context, data: DeleteDraft) -> DraftResult:
    """Delete a draft that is not published."""
    row = locked(ctx, data.draft_id, "trading.delete_draft")
    result = told(ctx, row)
    row.delete()
    return result


@command("trading.copy_event_draft", input=CopyEventDraft)
def copy_event_draft(ctx: Context, data: CopyEventDraft) -> DraftResult:
    """Copy an own event as a new draft: its goods, texts, companies and rules, without its dates."""
    run = TradingEvent.objects.visible_to(ctx.actor).filter(pk=data.event_id).exclude(mode="spot_listing").first()
    if run is None or ctx.actor.company_id not in (None, run.initiator_id):
        raise event_unknown(data.event_id)
    ctx.require("trading.copy_event_draft", run.initiator_id)
    content = content_of_event(run)
    row = EventDraft.objects.create(
        company_id=run.initiator_id, mode=run.mode, content=content, title=title_of(content), editors=[ctx.actor.id],
        saved_by=ctx.actor.id[:80], saved_by_name=ctx.actor.display[:200], saved_at=ctx.now,
    )  # fmt: skip
    return told(ctx, row)


def locked(ctx: Context, draft_id: UUID, permission: str) -> EventDraft:
    """A draft of the actor's own company that is not published, under its lock."""
    row = EventDraft.objects.visible_to(ctx.actor).select_for_update().filter(pk=draft_id).first()
    if row is None:
        raise errors.draft_unknown(draft_id)
    ctx.require(permission, row.company_id)
    if row.state == "published":
        raise errors.draft_over()
    return row


def told(ctx: Context, row: EventDraft) -> DraftResult:
    facts = {"title": row.title, "version": row.version, "state": row.state}
    ctx.audit(target="questions.event_draft", target_id=row.pk, facts=facts)
    return DraftResult(draft_id=row.pk, version=row.version, state=row.state)
