"""Versions of the rules: what each changed, which is in force, which are to come; back to one, and two compared."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.commands import run
from shared_apps.foundation.refusals import NotAllowed, NotFound, Refusal
from tenant_apps.rulesets.commands import CancelVersion, RestoreVersion, cancel_version, restore_version
from tenant_apps.rulesets.queries import compare_versions, current_version, list_versions, value_text
from tenant_apps.rulesets.types import REGISTRY
from tenant_apps.workspace.web.settings_shared import house_of, index_of, may_edit


@requires("rulesets.view_settings")
@require_http_methods(["GET"])
def history_page(request: HttpRequest) -> HttpResponse:
    """Versions, newest first, each with what it changed. `?before=1&after=3` compares two of them."""
    actor = house_of(request)
    versions = list_versions(30)
    before, after = request.GET.get("before", ""), request.GET.get("after", "")
    compared = None
    if before.isdecimal() and after.isdecimal() and len(before + after) < 16:
        try:
            compared = [texts(one.key, one.before, one.after) for one in compare_versions(int(before), int(after))]
        except NotFound as refusal:
            messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
    facts = {
        "entries": index_of(actor, "history"),
        "lines": [(one, [texts(*change) for change in one.changed]) for one in versions],
        "numbers": [one.number for one in versions],
        "version": current_version()[0],
        "before": int(before) if compared is not None else None,
        "after": int(after) if compared is not None else None,
        "compared": compared,
        "may_edit": may_edit(actor),
        "may_publish": actor.may("rulesets.publish_draft"),
    }
    return render(request, "workspace/settings_history.html", facts)


@require_POST
@requires("rulesets.change_settings")
def history_restore(request: HttpRequest) -> HttpResponse:
    """Make a draft that brings an older version back."""
    number = _number(request)
    try:
        filled = run(restore_version, house_of(request), RestoreVersion(number=number))
    except NotAllowed:
        raise
    except Refusal as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
        return HttpResponseRedirect(reverse("workspace:settings_history"))
    if filled.draft_id is None:
        messages.info(request, _("Nothing differs from what is in force."))
        return HttpResponseRedirect(reverse("workspace:settings_history"))
    for one in filled.left_out:
        messages.warning(request, one["why"])
    return HttpResponseRedirect(reverse("workspace:settings_review"))


@require_POST
@requires("rulesets.publish_draft")
def history_cancel(request: HttpRequest) -> HttpResponse:
    """Cancel a version before it takes effect."""
    try:
        done = run(cancel_version, house_of(request), CancelVersion(number=_number(request)))
    except NotAllowed:
        raise
    except Refusal as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
    else:
        messages.success(request, _("Version %(n)s will not take effect.") % {"n": done.number})
    return HttpResponseRedirect(reverse("workspace:settings_history"))


def texts(key: str, before: Any, after: Any) -> tuple[str, str, str]:
    """A difference as people read it; a rule that is declared no more keeps its key."""
    rule = REGISTRY.get(key)
    return str(rule.label) if rule else key, _text(key, before), _text(key, after)


def _text(key: str, value: Any) -> str:
    if value is None:
        return _("default")
    rule = REGISTRY.get(key)
    return value_text(rule, value) if rule else str(value)


def _number(request: HttpRequest) -> int:
    text = request.POST.get("number", "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0
