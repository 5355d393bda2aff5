"""Pages of drafts: the list, one draft with what may be done about it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import Refusal
from shared_apps.ui.command_forms import CommandForm
from tenant_apps.catalogue.queries import get_items
from tenant_apps.parties.queries import names_of
from tenant_apps.rulesets.queries import effective_all
from tenant_apps.rulesets.types import list_rules
from tenant_apps.trading.kernel.web.events import do, rule_text
from tenant_apps.trading.questions import commands
from tenant_apps.trading.questions.queries.drafts import DraftLine, find_draft, list_drafts


class ReturnForm(CommandForm):
    note = forms.CharField(
        label=gettext_lazy("What is missing"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


@requires("trading.save_draft")
@require_http_methods(["GET"])
def draft_list_page(request: HttpRequest) -> HttpResponse:
    """Drafts of the company that are not published; of all companies for the marketplace."""
    return render(request, "questions/drafts.html", {"rows": list_drafts(_actor(request))})


@requires("trading.save_draft")
@require_http_methods(["GET"])
def draft_page(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """One draft as it would be published, and what may be done about it."""
    actor = _actor(request)
    draft = _draft(actor, draft_id)
    if draft.event_id is not None:
        return HttpResponseRedirect(reverse("trading:event", args=[draft.event_id]))
    asked = str(effective_all(draft.mode)[f"{draft.mode}.review_before_publish"].value)
    return render(
        request,
        "questions/draft.html",
        {
            "draft": draft,
            "facts": _facts(draft),
            "lines": _lines(draft.content),
            "rules": _rules(draft),
            "needs_second": asked != "never",
            "always_second": asked == "always",
            "may_publish": actor.may("trading.publish_draft") and actor.may("trading.publish_event"),
            "return_form": ReturnForm(),
        },
    )


@require_POST
@requires("trading.delete_draft")
def delete(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Delete a draft."""
    _draft(_actor(request), draft_id)
    if do(request, commands.delete_draft, _actor(request), commands.DeleteDraft(draft_id=draft_id)):
        messages.success(request, _("The draft is deleted."))
    return HttpResponseRedirect(reverse("questions:drafts"))


@require_POST
@requires("trading.submit_draft")
def submit(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Hand it over to a second person."""
    actor = _actor(request)
    _draft(actor, draft_id)
    if do(request, commands.submit_draft, actor, commands.SubmitDraft(draft_id=draft_id, version=_version(request))):
        messages.success(request, _("The draft waits for a second person of your company."))
    return HttpResponseRedirect(reverse("questions:draft", args=[draft_id]))


@require_POST
@requires("trading.return_draft")
def give_back(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Give it back, or take it back, to be worked on."""
    actor = _actor(request)
    _draft(actor, draft_id)
    told = commands.ReturnDraft(draft_id=draft_id, note=request.POST.get("note", ""))
    if do(request, commands.return_draft, actor, told):
        messages.success(request, _("The draft can be worked on again."))
    return HttpResponseRedirect(reverse("questions:draft", args=[draft_id]))


@require_POST
@requires("trading.publish_draft")
def publish(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Publish it as it stands."""
    actor = _actor(request)
    _draft(actor, draft_id)
    try:
        made = run(commands.publish_draft, actor, commands.PublishDraft(draft_id=draft_id, version=_version(request)))
    except Refusal as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
        return HttpResponseRedirect(reverse("questions:draft", args=[draft_id]))
    messages.success(request, _("%(number)s is published.") % {"number": made.number})
    return HttpResponseRedirect(reverse("trading:event", args=[made.event_id]))


@require_POST
@requires("trading.copy_event_draft")
def copy(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Copy an own event as a new draft."""
    try:
        made = run(commands.copy_event_draft, _actor(request), commands.CopyEventDraft(event_id=event_id))
    except Refusal as refusal:
        raise Http404 from refusal
    messages.success(request, _("Copied as a draft. Give it dates, then publish it."))
    return HttpResponseRedirect(reverse("questions:draft", args=[made.draft_id]))


def _facts(draft: DraftLine) -> list[tuple[str, Any, bool]]:
    """What is not a line and not a rule: label, value, whether it is a time."""
    content = draft.content
    companies = names_of({UUID(one) for one in content.get("invite", []) if _is_id(one)})
    invited = [*companies.values(), *content.get("invite_codes", [])]
    sides = {"sell": _("We sell"), "buy": _("We buy")}
    audiences = {"all": _("Every company"), "named": _("Only named companies")}
    found = [
        (_("Direction"), sides.get(content.get("side", ""), ""), False),
        (_("Currency"), content.get("currency", ""), False),
        (_("Opens"), _moment(content.get("opens_at")) or _("at once"), bool(_moment(content.get("opens_at")))),
        (_("Ends"), _moment(content.get("ends_at")) or _("after the usual duration"),
         bool(_moment(content.get("ends_at")))),
        (_("Who may join"), audiences.get(content.get("audience", "all"), ""), False),
        (_("Named companies"), ", ".join(invited), False),
        (_("Template"), content.get("template", ""), False),
    ]  # fmt: skip
    return [row for row in found if row[1]]


def _lines(content: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
    """What, how much, unit, target price."""
    rows = content.get("lines") or [content]
    items = get_items([UUID(row["item_id"]) for row in rows if _is_id(row.get("item_id"))])
    targets = content.get("targets") or {}
    found = []
    for number, row in enumerate(rows, 1):
        item = items.get(UUID(row["item_id"])) if _is_id(row.get("item_id")) else None
        told = row.get("quantity") if isinstance(row.get("quantity"), Mapping) else {}
        what = item.name if item else str(row.get("need") or "")
        found.append(
            (what, str(told.get("value") or ""), str(told.get("unit") or ""), str(targets.get(str(number), "")))
        )
    return found


def _rules(draft: DraftLine) -> list[tuple[Any, str, Any]]:
    own = draft.content.get("rules", {})
    return [
        (rule.label, rule_text(rule, own[rule.name]), rule.unit) for rule in list_rules(draft.mode) if rule.name in own
    ]


def _moment(text: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text)) if text else None
    except ValueError:
        return None


def _is_id(text: Any) -> bool:
    try:
        UUID(str(text))
    except ValueError:
        return False
    return True


def _version(request: HttpRequest) -> int:
    told = request.POST.get("version", "")
    if not told.isdecimal():
        raise Http404
    return int(told[:9])


def _draft(actor: Actor, draft_id: UUID) -> DraftLine:
    try:
        return find_draft(actor, draft_id)
    except Refusal as refusal:
        raise Http404 from refusal


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
