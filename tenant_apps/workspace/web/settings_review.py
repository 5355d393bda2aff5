"""The review of the draft: what would change, what it touches, who must agree, and from when on."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.commands import run
from shared_apps.foundation.refusals import NotAllowed, Refusal
from tenant_apps.rulesets.commands import (
    ApproveDraft,
    DiscardDraft,
    PublishDraft,
    RejectDraft,
    approve_draft,
    discard_draft,
    publish_draft,
    reject_draft,
)
from tenant_apps.rulesets.queries import (
    DraftLine,
    current_draft,
    current_version,
    group_name,
    limit_text,
    list_to_come,
    value_text,
)
from tenant_apps.rulesets.types import Limit, Rule
from tenant_apps.trading.kernel.queries.impact import count_running
from tenant_apps.trading.kernel.queries.simulations import modes_to_simulate
from tenant_apps.workspace.web.settings_forms import DecideForm, PublishForm
from tenant_apps.workspace.web.settings_rows import lock_word
from tenant_apps.workspace.web.settings_shared import house_of, index_of, may_edit, url_of


@requires("rulesets.view_settings")
@require_http_methods(["GET"])
def review_page(request: HttpRequest) -> HttpResponse:
    """The open draft, or that there is none."""
    return _page(request)


@require_POST
@requires("rulesets.publish_draft")
def review_publish(request: HttpRequest) -> HttpResponse:
    """Publish the draft that was reviewed, or ask for its second pair of eyes."""
    actor = house_of(request)
    form = PublishForm(request.POST)
    if not form.is_valid():
        return _page(request, publish=form)
    data = PublishDraft(
        edition=form.cleaned_data["edition"],
        note=form.cleaned_data["note"],
        effective_from=form.cleaned_data["effective_from"],
    )
    if not form.send(publish_draft, actor, data):
        return _page(request, publish=form)
    return _told(request, form.result)


@require_POST
@requires("rulesets.approve_draft")
def review_decide(request: HttpRequest) -> HttpResponse:
    """Approve, or reject with the reason."""
    actor = house_of(request)
    form = DecideForm(request.POST)
    if not form.is_valid():
        return _page(request, decide=form)
    edition = form.cleaned_data["edition"]
    if "reject" in request.POST:
        done = form.send(reject_draft, actor, RejectDraft(edition=edition, reason=form.cleaned_data["reason"]))
    else:
        done = form.send(approve_draft, actor, ApproveDraft(edition=edition))
    if not done:
        return _page(request, decide=form)
    return _told(request, form.result)


@require_POST
@requires("rulesets.change_settings")
def review_discard(request: HttpRequest) -> HttpResponse:
    """Throw the draft away."""
    try:
        run(discard_draft, house_of(request), DiscardDraft())
    except NotAllowed:
        raise
    except Refusal as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
    else:
        messages.success(request, _("The draft is discarded."))
    return HttpResponseRedirect(reverse("workspace:settings"))


def _simulate(keys: list[str]) -> list[tuple[str, str]]:
    """Where the changed modes can be simulated."""
    touched = modes_to_simulate(list(dict.fromkeys(key.split(".", 1)[0] for key in keys)))
    return [(reverse("workspace:settings_simulation", args=[mode]), group_name(mode)) for mode in touched]


def _page(request: HttpRequest, publish: PublishForm | None = None, decide: DecideForm | None = None) -> HttpResponse:
    actor = house_of(request)
    draft = current_draft()
    edition = {"edition": draft.edition if draft else 0}
    first = draft.earliest if draft else None
    facts: dict[str, Any] = {
        "entries": index_of(actor, "review", draft),
        "draft": draft,
        "lines": [_line(one) for one in draft.lines] if draft else [],
        "running": [(group_name(mode), count) for mode, count in count_running().items()],
        "to_come": list_to_come(),
        "simulate": _simulate(draft.keys if draft else []),
        "version": current_version()[0],
        "publish": publish or PublishForm(initial=edition | {"effective_from": first}),
        "decide": decide or DecideForm(initial=edition),
        "may_edit": may_edit(actor),
        "may_publish": actor.may("rulesets.publish_draft"),
        "may_approve": actor.may("rulesets.approve_draft"),
        "is_mine": draft is not None and draft.is_by(actor),
    }
    failed = (publish is not None and publish.errors) or (decide is not None and decide.errors)
    return render(request, "workspace/settings_review.html", facts, status=422 if failed else 200)


def _line(one: DraftLine) -> dict[str, Any]:
    before, after = value_text(one.rule, one.before), value_text(one.rule, one.after)
    return {
        "rule": one.rule,
        "group": group_name(one.rule.group),
        "url": url_of(one.rule.group),
        "before": before,
        "after": after,
        "same": before == after,
        "resets": one.resets,
        "limit": _limits(one.rule, one.limit_before, one.limit_after),
        "is_risky": one.is_risky,
        "problem": one.problem,
    }


def _limits(rule: Rule, before: Limit | None, after: Limit | None) -> tuple[str, str] | None:
    if before is None and after is None:
        return None
    return _limit(rule, before or Limit()), _limit(rule, after or Limit())


def _limit(rule: Rule, limit: Limit) -> str:
    return "; ".join(part for part in (lock_word(limit.lock), limit_text(rule, limit)) if part)


def _told(request: HttpRequest, result: Any) -> HttpResponse:
    """Say what became of the draft, on the page where it is seen."""
    if result.state == "submitted":
        messages.info(request, _("The draft waits for a second person."))
    elif result.state == "rejected":
        messages.success(request, _("The draft went back to its authors."))
    else:
        messages.success(request, _("Version %(n)s is published.") % {"n": result.number})
    return HttpResponseRedirect(reverse("workspace:settings_history" if result.number else "workspace:settings_review"))
