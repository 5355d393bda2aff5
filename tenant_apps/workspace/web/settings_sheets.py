"""Rules of categories and event templates: the list, and one of them with the rules it sets and closes.

They count for what is published from then on; unlike the rule book they need no draft, because an event names them.
"""

from dataclasses import replace
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.commands import run
from shared_apps.foundation.refusals import NotAllowed, Refusal
from tenant_apps.catalogue.queries.pages import categories
from tenant_apps.rulesets.commands import RetireSheet, SaveSheet, retire_sheet, save_sheet
from tenant_apps.rulesets.queries import (
    SheetFacts,
    effective,
    find_sheet,
    group_name,
    groups,
    limit_text,
    list_sheets,
    resolved_below,
    settable,
    value_text,
)
from tenant_apps.rulesets.types import REGISTRY, Limit, list_rules
from tenant_apps.workspace.web.settings_rows import lock_word, row_of
from tenant_apps.workspace.web.settings_shared import house_of, index_of, is_mode, may_edit
from tenant_apps.workspace.web.sheet_forms import NewSheetForm, SheetForm


@requires("rulesets.view_settings")
@require_http_methods(["GET", "POST"])
def sheet_list_page(request: HttpRequest) -> HttpResponse:
    """All sheets, and the form that begins a new one; a POST goes on to its rules."""
    actor = house_of(request)
    form = NewSheetForm(request.POST or None, modes=_modes(), categories=categories())
    if request.method == "POST":
        if not may_edit(actor):
            raise Http404
        if form.is_valid():
            return HttpResponseRedirect(_url(*form.where()) + f"?{form.told()}")
    facts = {
        "entries": index_of(actor, "sheets"),
        "sheets": [(one, _said(one), _url(one.kind, one.code, one.mode)) for one in list_sheets()],
        "form": form,
        "may_edit": may_edit(actor),
    }
    return render(request, "workspace/settings_sheets.html", facts, status=422 if form.errors else 200)


@requires("rulesets.view_settings")
@require_http_methods(["GET", "POST"])
def sheet_page(request: HttpRequest, kind: str, code: str, mode: str) -> HttpResponse:
    """The rules of one mode in a sheet; a POST writes the next edition. What follows the level above is not in it."""
    actor = house_of(request)
    if kind not in ("category", "template") or mode not in _modes():
        raise Http404
    known = find_sheet("category" if kind == "category" else "template", code)
    known = None if known is not None and known.is_retired else known
    if known is not None and kind == "template" and known.mode != mode:
        raise Http404
    if request.method == "POST" and not may_edit(actor):
        raise Http404
    name = known.name if known else request.GET.get("name", "")[:120] or code
    form = _form(request, known, mode, name)
    if request.method == "POST" and form.is_valid():
        values, limits = form.sheet(known)
        data = SaveSheet(
            kind="category" if kind == "category" else "template", code=code, name=form.cleaned_data["name"],
            mode=mode if kind == "template" else "", values=values, limits=limits,
            edition=form.cleaned_data["edition"],
        )  # fmt: skip
        if form.send(save_sheet, actor, data):
            messages.success(request, _("Saved as edition %(n)s.") % {"n": form.result.edition})
            return HttpResponseRedirect(_url(kind, code, mode))
    found = resolved_below(mode, [known] if known else [])
    facts = {
        "entries": index_of(actor, "sheets"),
        "sheet": known,
        "kind": kind,
        "code": code,
        "mode": mode,
        "title": name,
        "mode_name": group_name(mode),
        "modes": [(group_name(one), _url(kind, code, one), one == mode) for one in _modes()],
        "rows": [replace(row_of(rule, form, found[rule.key], None, {}), is_own=False) for rule in form.rules],
        "form": form,
        "may_change": may_edit(actor),
    }
    return render(request, "workspace/settings_sheet.html", facts, status=422 if form.errors else 200)


@require_POST
@requires("rulesets.change_settings")
def sheet_retire(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """End a sheet; what runs is not touched."""
    data = RetireSheet(kind="category" if kind == "category" else "template", code=code)
    try:
        run(retire_sheet, house_of(request), data)
    except NotAllowed:
        raise
    except Refusal as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
    else:
        messages.success(request, _("It sets nothing any more for what is published from its end on."))
    return HttpResponseRedirect(reverse("workspace:settings_sheets"))


def _form(request: HttpRequest, known: SheetFacts | None, mode: str, name: str) -> SheetForm:
    rules = [rule for rule in list_rules(mode) if settable(rule)]
    above = resolved_below(mode, [])
    open_rules = [rule for rule in rules if above[rule.key].lock == "open"]
    limits = known.limits if known else {}
    return SheetForm(
        request.POST or None,
        rules=open_rules,
        found=resolved_below(mode, [known] if known else []),
        above=above,
        bounds={rule.key: above[rule.key].limit for rule in open_rules},
        locks={key: str(limit.get("lock", "open")) for key, limit in limits.items()},
        initial={"edition": known.edition if known else 0, "name": name},
    )


def _modes() -> list[str]:
    """Offered modes whose events set rules."""
    offered = cast(list[str], effective("trading.modes").value)
    return [group for group in groups() if is_mode(group) and group in offered]


def _url(kind: str, code: str, mode: str) -> str:
    return reverse("workspace:settings_sheet", args=[kind, code, mode or (_modes() or ["spot_listing"])[0]])


def _said(sheet: SheetFacts) -> list[str]:
    """What the sheet sets and closes, a line each."""
    values = [(REGISTRY[key], value) for key, value in sheet.values.items() if key in REGISTRY]
    lines = [f"{rule.label}: {value_text(rule, value)}" for rule, value in values]
    for key, limit in sheet.limits.items():
        if key in REGISTRY:
            told = Limit(lock=limit.get("lock", "open"), least=limit.get("least"), most=limit.get("most"))
            words: list[Any] = [limit_text(REGISTRY[key], told)] if told.is_bound else []
            words += [lock_word(told.lock)] if told.lock != "open" else []
            lines.append(f"{REGISTRY[key].label}: {'; '.join(words)}")
    return lines
