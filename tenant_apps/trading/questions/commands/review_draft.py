"""From draft to event: hand it over to a second person, give it back, publish it."""

from typing import Any
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.trading.kernel.commands import EventResult, PublishEvent, publish_event
from tenant_apps.trading.kernel.events import DraftPublished
from tenant_apps.trading.kernel.models import TradingEvent
from tenant_apps.trading.questions import errors
from tenant_apps.trading.questions.commands.keep_draft import DraftResult, locked, told
from tenant_apps.trading.questions.decisions.drafting import may_publish, to_publish
from tenant_apps.trading.questions.gates import REVIEWED
from tenant_apps.trading.questions.models import EventDraft


class SubmitDraft(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`version` is the one that was looked at."""

    draft_id: UUID
    version: int


class ReturnDraft(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`note` says what is missing, or why it was taken back."""

    draft_id: UUID
    note: str = ""


class PublishDraft(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`version` is the one that was looked at: nothing else is published."""

    draft_id: UUID
    version: int


class UseDraft(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`event_id` is the event that the form opened from the draft has published."""

    draft_id: UUID
    event_id: UUID


@command("trading.submit_draft", input=SubmitDraft)
def submit_draft(ctx: Context, data: SubmitDraft) -> DraftResult:
    """Hand a complete draft over to a second person of the company."""
    row = _at(ctx, data.draft_id, "trading.submit_draft", data.version)
    if row.state == "review":
        raise errors.draft_in_review()
    _complete(row)
    row.state, row.note = "review", ""
    row.save(update_fields=["state", "note"])
    return told(ctx, row)


@command("trading.return_draft", input=ReturnDraft)
def return_draft(ctx: Context, data: ReturnDraft) -> DraftResult:
    """Give a draft back to be worked on, or take it back."""
    row = locked(ctx, data.draft_id, "trading.return_draft")
    if row.state != "review":
        raise errors.draft_not_in_review()
    row.state, row.note = "draft", data.note.strip()[:500]
    row.save(update_fields=["state", "note"])
    return told(ctx, row)


@command("trading.publish_draft", input=PublishDraft)
def publish_draft(ctx: Context, data: PublishDraft) -> EventResult:
    """Publish a draft as it stands. One that waits for a second person is published by nobody who has worked on it.

    Refuses drafts that are not complete, and, where the rules ask for a second person, those nobody was asked about.
    """
    row = _at(ctx, data.draft_id, "trading.publish_draft", data.version)
    if row.state == "review" and not may_publish(row.state, row.editors, ctx.actor.id):
        raise errors.own_draft()
    wish = _complete(row)
    token = REVIEWED.set(row.state == "review")
    try:
        made = ctx.call(publish_event, wish)
    finally:
        REVIEWED.reset(token)
    _close(ctx, row, made.event_id)
    targets = {str(line): str(price) for line, price in row.content.get("targets", {}).items()}
    ctx.emit(DraftPublished(trading_event_id=made.event_id, targets=targets))
    return made


@command("trading.use_draft", input=UseDraft)
def use_draft(ctx: Context, data: UseDraft) -> DraftResult:
    """Put a draft away whose form has published an event of the same company."""
    row = locked(ctx, data.draft_id, "trading.use_draft")
    if not TradingEvent.objects.filter(pk=data.event_id, initiator_id=row.company_id, mode=row.mode).exists():
        raise errors.draft_unknown(data.draft_id)
    if row.state == "review":
        raise errors.draft_in_review()
    _close(ctx, row, data.event_id)
    return told(ctx, row)


def _at(ctx: Context, draft_id: UUID, permission: str, version: int) -> EventDraft:
    row = locked(ctx, draft_id, permission)
    if row.version != version:
        raise errors.draft_changed(row.version)
    return row


def _complete(row: EventDraft) -> PublishEvent:
    """The publication that the draft stands for; refused with what is missing."""
    told: dict[str, Any] = {**to_publish(row.mode, row.content), "initiator_id": str(row.company_id)}
    try:
        return msgspec.convert(told, PublishEvent)
    except msgspec.ValidationError as error:
        raise errors.draft_incomplete(str(error)) from error


def _close(ctx: Context, row: EventDraft, event_id: UUID) -> None:
    row.state, row.trading_event_id, row.published_by = "published", event_id, ctx.actor.id[:80]
    row.save(update_fields=["state", "trading_event", "published_by"])
    told(ctx, row)
