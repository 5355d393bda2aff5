"""Settings: the rules of one group, edited in a draft; and the search over all of them.

Nothing here is in force until the draft is published on the review page.
"""

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import NotAllowed, Refusal
from tenant_apps.rulesets.commands import EditDraft, edit_draft
from tenant_apps.rulesets.queries import (
    DraftFacts,
    current_draft,
    current_version,
    drafted,
    effective_all,
    group_name,
    groups,
    is_read,
    last_changes,
    own_limits,
    value_text,
)
from tenant_apps.rulesets.types import REGISTRY, EffectiveValue, Rule, list_rules
from tenant_apps.workspace.web.settings_forms import SettingsForm
from tenant_apps.workspace.web.settings_rows import bound_above, closed_above, row_of
from tenant_apps.workspace.web.settings_shared import OWN_PAGE, actor_of, index_of, is_mode, may_edit, url_of

FOUND_AT_MOST = 40


@requires("rulesets.view_settings")
@require_http_methods(["GET", "POST"])
def settings_page(request: HttpRequest, group: str = "general") -> HttpResponse:
    """Rules of one group; POST lays what differs into the draft."""
    actor = actor_of(request)
    if not list_rules(group) or group in OWN_PAGE:
        raise Http404
    may_change = may_edit(actor)
    if request.method == "POST" and not may_change:
        raise Http404
    inforce = effective_all(group)
    # A company reads what is in force; the draft is the marketplace's own.
    draft = current_draft() if actor.is_marketplace else None
    planned = drafted(group) if draft else inforce
    shown = [rule for rule in list_rules(group) if _is_shown(rule, inforce[rule.key], planned)]
    form = _form(request, shown, inforce, planned, draft)
    if request.method == "POST" and form.is_valid() and _save(request, form, actor):
        return HttpResponseRedirect(request.path)
    changed = last_changes()
    facts = {
        "entries": index_of(actor, group, draft),
        "group": group,
        "title": group_name(group),
        "rows": [row_of(rule, form, inforce[rule.key], draft, changed) for rule in shown],
        "unread": len(list_rules(group)) - len(shown),
        "modes": [(group_name(one), url_of(one)) for one in groups() if is_mode(one)] if group == "trading" else [],
        "form": form,
        "draft": draft,
        "may_change": may_change,
        "version": current_version()[0],
    }
    return render(request, "workspace/settings_rules.html", facts, status=422 if form.errors else 200)


@require_POST
@requires("rulesets.change_settings")
def settings_reset(request: HttpRequest) -> HttpResponse:
    """Lay into the draft that one rule follows its default again, or take the rule out of the draft (`undo`)."""
    key, undone = request.POST.get("key", ""), request.POST.get("undo", "")
    rule = REGISTRY.get(key or undone)
    if rule is None:
        raise Http404
    data = EditDraft(undo=[rule.key]) if undone else EditDraft(changes={rule.key: None})
    try:
        run(edit_draft, actor_of(request), data)
    except NotAllowed:
        raise
    except Refusal as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
    else:
        text = _("“%(rule)s” is out of the draft.") if undone else _("“%(rule)s” follows its default once published.")
        messages.success(request, text % {"rule": rule.label})
    if request.POST.get("back") == "review":
        return HttpResponseRedirect(reverse("workspace:settings_review"))
    return HttpResponseRedirect(url_of(rule.group))


@requires("rulesets.view_settings")
@require_http_methods(["GET"])
def settings_search(request: HttpRequest) -> HttpResponse:
    """Rules whose name, help or key holds all words, in either language, whichever the page is in."""
    query = request.GET.get("q", "").strip()[:100]
    words = query.lower().split()
    found = [rule for rule in list_rules() if words and _holds(rule, words)]
    values = effective_all()
    facts = {
        "entries": index_of(actor_of(request), "search"),
        "query": query,
        "total": len(found),
        "found": [_hit(rule, values[rule.key]) for rule in found[:FOUND_AT_MOST]],
    }
    return render(request, "workspace/settings_search.html", facts)


def _hit(rule: Rule, found: EffectiveValue) -> tuple[Rule, str, str, str]:
    return rule, group_name(rule.group), url_of(rule.group), value_text(rule, found.value)


def _form(
    request: HttpRequest, shown: list[Rule], inforce: Mapping[str, EffectiveValue],
    planned: Mapping[str, EffectiveValue], draft: DraftFacts | None,
) -> SettingsForm:  # fmt: skip
    open_rules = [rule for rule in shown if closed_above(inforce[rule.key]) is None]
    limits = own_limits()
    return SettingsForm(
        request.POST or None,
        rules=open_rules,
        found=planned,
        bounds={rule.key: bound_above(inforce[rule.key]) for rule in open_rules},
        locks={key: str(limit.get("lock", "open")) for key, limit in limits.items()},
        initial={"edition": draft.edition if draft else 0},
    )


def _save(request: HttpRequest, form: SettingsForm, actor: Actor) -> bool:
    changes, limits = form.changes(), form.lock_changes(own_limits())
    if not changes and not limits:
        messages.info(request, _("Nothing differs."))
        return True
    data = EditDraft(changes=changes, limits=limits, edition=form.cleaned_data["edition"])
    if not form.send(edit_draft, actor, data):
        return False
    messages.success(request, _("Saved in the draft. Nothing is in force yet."))
    return True


def _is_shown(rule: Rule, found: EffectiveValue, planned: Mapping[str, EffectiveValue]) -> bool:
    """Rules that a level above hides are not there; rules that are not read stand with the rule they depend on."""
    closed = closed_above(found)
    return not (closed and closed.limit.lock == "hidden") and is_read(rule, planned)


def _holds(rule: Rule, words: list[str]) -> bool:
    text = rule.key
    for language in ("en", "zh-hans"):
        with override(language):
            text += f" {rule.label} {rule.help} {group_name(rule.group)}"
    return all(word in text.lower() for word in words)
