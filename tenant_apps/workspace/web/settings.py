"""Settings: rules by group, branding, history; and the style sheet the branding gives.

An edit is reviewed before it is published: the first press shows the difference, the second publishes it as one new
version. Nothing is stored in between, so a review left open changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import public, requires
from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import NotAllowed, Refusal
from shared_apps.ui.contrast import BadColour, accent_of
from shared_apps.ui.shapes import IndexEntry
from tenant_apps.documents.commands import StoreLogo, store_logo
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.rulesets.queries import current_version, effective_all, list_versions, values
from tenant_apps.rulesets.types import REGISTRY, EffectiveValue, Rule, list_rules
from tenant_apps.workspace.web.settings_forms import BrandingForm, SettingsForm, name_of, shown

HIDDEN = frozenset({"branding"})
TONES = {"platform": "mute", "profile": "info", "preset": "mute", "tenant": "accent"}


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule on the page: its control, the value in force, who set it, the way back."""

    rule: Rule
    field: Any
    level: str
    tone: str
    value: str
    default: str
    is_own: bool
    range: str


@requires("rulesets.view_settings")
@require_http_methods(["GET", "POST"])
def settings_page(request: HttpRequest, group: str = "general") -> HttpResponse:
    """Rules of one group; POST reviews or publishes."""
    actor = _actor(request)
    rules = list(list_rules(group))
    if not rules or group in HIDDEN:
        raise Http404
    may_change = actor.may("rulesets.change_settings") and actor.is_marketplace
    inforce = effective_all(group)
    form = SettingsForm(request.POST or None, rules=rules, inforce=inforce, initial={"based_on": current_version()[0]})
    review = None
    if request.method == "POST":
        if not may_change:
            raise Http404
        if form.is_valid():
            changes = form.changes()
            if "publish" in request.POST and _publish(form, actor, changes):
                messages.success(request, _("Version %(n)s is in force.") % {"n": form.result.number})
                return HttpResponseRedirect(request.path)
            review = changes if not form.errors else None
            if not changes:
                messages.info(request, _("Nothing differs from what is in force."))
                return HttpResponseRedirect(request.path)
    facts = {
        "entries": _index(group),
        "title": _groups()[group],
        "rows": [_row(rule, form, inforce[rule.key]) for rule in rules],
        "form": form,
        "review": review,
        "may_change": may_change,
        "version": current_version()[0],
        "reset_url": reverse("workspace:settings_reset"),
    }
    return render(request, "workspace/settings_rules.html", facts, status=422 if form.errors else 200)


def _publish(form: SettingsForm, actor: Actor, changes: list[Any]) -> bool:
    data = ChangeSettings(
        changes={one.rule.key: one.value for one in changes},
        note=form.cleaned_data["note"],
        based_on=form.cleaned_data["based_on"],
    )
    return form.send(change_settings, actor, data)


@require_POST
@requires("rulesets.change_settings")
def settings_reset(request: HttpRequest) -> HttpResponse:
    """Take the marketplace's own value of one rule away."""
    key = request.POST.get("key", "")
    rule = REGISTRY.get(key)
    if rule is None:
        raise Http404
    page = "workspace:branding" if rule.group in HIDDEN else "workspace:settings_group"
    back = reverse(page) if rule.group in HIDDEN else reverse(page, args=[rule.group])
    try:
        run(change_settings, _actor(request), ChangeSettings(changes={key: None}))
    except NotAllowed:
        raise
    except Refusal as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
    else:
        messages.success(request, _("“%(rule)s” follows its default again.") % {"rule": rule.label})
    return HttpResponseRedirect(back)


@requires("rulesets.view_settings")
@require_http_methods(["GET", "POST"])
def branding_page(request: HttpRequest) -> HttpResponse:
    """Accent colour and logo."""
    actor = _actor(request)
    may_change = actor.may("rulesets.change_settings") and actor.is_marketplace
    if request.method == "POST" and not may_change:
        raise Http404
    inforce = effective_all("branding")
    number = current_version()[0]
    chosen = str(inforce["branding.accent"].value)
    form = BrandingForm(request.POST or None, request.FILES or None, initial={"accent": chosen, "based_on": number})
    if request.method == "POST" and form.is_valid() and _save_branding(form, actor, chosen):
        messages.success(request, _("The new look is in force."))
        return HttpResponseRedirect(reverse("workspace:branding"))
    logo = str(inforce["branding.logo_document"].value)
    facts = {
        "entries": _index("branding"),
        "form": form,
        "accent": accent_of(chosen) if chosen else None,
        "is_own": {key: one.level == "tenant" for key, one in inforce.items()},
        "own_accent": inforce["branding.accent"].level == "tenant" and bool(chosen),
        "own_logo": inforce["branding.logo_document"].level == "tenant" and bool(logo),
        "logo_url": reverse("documents:logo", args=[logo]) if logo else "",
        "may_change": may_change,
        "reset_url": reverse("workspace:settings_reset"),
    }
    return render(request, "workspace/settings_branding.html", facts, status=422 if form.errors else 200)


def _save_branding(form: BrandingForm, actor: Actor, chosen: str) -> bool:
    changes: dict[str, Any] = {}
    wanted = form.cleaned_data["accent"].strip().lower()
    if wanted != chosen:
        try:
            accent = accent_of(wanted) if wanted else None
        except BadColour:
            form.add_error("accent", _("Write a colour such as #0c5a60."))
            return False
        if accent is not None and not all(pair.holds for pair in accent.pairs()):
            form.add_error("accent", _("No readable shade of this colour was found. Choose a stronger one."))
            return False
        changes["branding.accent"] = wanted or None
    if form.cleaned_data["logo"]:
        upload = form.cleaned_data["logo"]
        try:
            stored = run(store_logo, actor, StoreLogo(content=upload.read(600 * 1024)))
        except NotAllowed:
            raise
        except Refusal as refusal:
            form.refuse(refusal)
            return False
        changes["branding.logo_document"] = str(stored.document_id)
    if not changes:
        return True
    return form.send(change_settings, actor, ChangeSettings(changes=changes, based_on=form.cleaned_data["based_on"]))


@requires("rulesets.view_settings")
@require_http_methods(["GET"])
def history_page(request: HttpRequest) -> HttpResponse:
    """Versions of the rules, newest first, each with what it changed."""
    lines = []
    for one in list_versions(30):
        changed = [
            (rule.label if (rule := REGISTRY.get(key)) else key, _text(rule, before), _text(rule, after))
            for key, before, after in one.changed
        ]
        lines.append((one, changed))
    facts = {"entries": _index("history"), "lines": lines, "version": current_version()[0]}
    return render(request, "workspace/settings_history.html", facts)


@public
@require_http_methods(["GET"])
def branding_css(request: HttpRequest) -> HttpResponse:
    """The accent tokens of this marketplace; cacheable, and asked for by version."""
    number, content_hash = current_version()
    tag = f'"{number}-{content_hash[:16]}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    colour = str(values()["branding.accent"] or "")
    try:
        text = accent_of(colour).css() if colour else ""
    except BadColour:
        text = ""
    response = HttpResponse(text, content_type="text/css; charset=utf-8")
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "public, max-age=300" if "v" not in request.GET else "public, max-age=86400"
    response.headers["Vary"] = "Host"
    return response


def _text(rule: Rule | None, value: Any) -> str:
    if value is None:
        return _("default")
    return shown(rule, value) if rule else str(value)


def _row(rule: Rule, form: SettingsForm, found: EffectiveValue) -> RuleRow:
    below = [value for level, value in found.chain if level != "tenant"]
    span = ""
    if rule.low is not None and rule.high is not None:
        span = _("%(low)s to %(high)s") % {"low": rule.low, "high": rule.high}
    return RuleRow(
        rule=rule,
        field=form[name_of(rule.key)],
        level=_levels()[found.level],
        tone=TONES[found.level],
        value=shown(rule, found.value),
        default=shown(rule, below[-1]) if below else "",
        is_own=found.level == "tenant",
        range=span,
    )


def _levels() -> Mapping[str, str]:
    return {
        "platform": pgettext("rule level", "Kontor’s default"),
        "profile": pgettext("rule level", "Compliance profile"),
        "preset": pgettext("rule level", "Preset"),
        "tenant": pgettext("rule level", "This marketplace"),
    }


def _groups() -> Mapping[str, str]:
    words = {
        "general": _("General"),
        "branding": _("Branding"),
        "trading": _("Markets and modes"),
        "fulfilment": _("Fulfilment"),
        "invoicing": _("Invoicing"),
    }
    return {rule.group: words.get(rule.group, rule.group.capitalize()) for rule in list_rules()}


def _index(current: str) -> list[IndexEntry]:
    entries = []
    for group, title in _groups().items():
        page = "workspace:branding" if group in HIDDEN else "workspace:settings_group"
        url = reverse(page) if group in HIDDEN else reverse(page, args=[group])
        entries.append(IndexEntry(title, url, current=group == current))
    entries.append(IndexEntry(_("People and roles"), reverse("identity:people")))
    entries.append(IndexEntry(_("Companies"), reverse("parties:companies")))
    entries.append(IndexEntry(_("History"), reverse("workspace:settings_history"), current=current == "history"))
    return entries


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
