"""Keeps the drafts of the forms that publish events."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import NotAllowed, Refusal
from tenant_apps.trading.kernel.web.event_forms import PublishEventForm
from tenant_apps.trading.questions.commands import (
    ChangeDraft,
    SaveDraft,
    UseDraft,
    change_draft,
    save_draft,
    use_draft,
)
from tenant_apps.trading.questions.queries.drafts import find_draft


class Desk:
    """What `DraftDesk` asks for."""

    def load(self, actor: Actor, draft_id: UUID, mode: str) -> tuple[Mapping[str, Any], int] | None:
        try:
            found = find_draft(actor, draft_id)
        except Refusal:
            return None
        return (found.content, found.version) if found.mode == mode and found.state == "draft" else None

    def save(self, request: HttpRequest, form: PublishEventForm, content: Mapping[str, Any]) -> HttpResponse:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        if not actor.may("trading.save_draft"):
            raise Http404
        draft_id, version = form.cleaned_data.get("draft"), form.cleaned_data.get("draft_version")
        new = SaveDraft(mode=form.mode.code, content=dict(content))
        try:
            if draft_id is None:
                made = run(save_draft, actor, new)
            else:
                told = ChangeDraft(draft_id=draft_id, version=version, content=dict(content))
                made = run(change_draft, actor, told)
            messages.success(request, _("The draft is saved."))
        except NotAllowed:
            raise
        except Refusal as refusal:
            if draft_id is None:
                messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
                return HttpResponseRedirect(reverse("questions:drafts"))
            made = run(save_draft, actor, new)
            messages.warning(request, f"{refusal.message} " + _("What you typed is kept as a draft of its own."))
        return HttpResponseRedirect(reverse("questions:draft", args=[made.draft_id]))

    def used(self, actor: Actor, draft_id: UUID, event_id: UUID) -> None:
        """The event is out; a draft that somebody has deleted meanwhile needs no more."""
        try:
            run(use_draft, actor, UseDraft(draft_id=draft_id, event_id=event_id))
        except Refusal:
            return


DESK = Desk()
