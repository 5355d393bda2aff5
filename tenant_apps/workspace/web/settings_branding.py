"""Branding: colour and mark, in force at once; and the style sheet they give."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import public, requires
from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import NotAllowed, Refusal
from shared_apps.ui.contrast import BadColour, accent_of
from tenant_apps.documents.commands import StoreLogo, store_logo
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.rulesets.queries import current_version, effective_all, values
from tenant_apps.rulesets.types import REGISTRY
from tenant_apps.workspace.web.settings_forms import BrandingForm
from tenant_apps.workspace.web.settings_shared import actor_of, index_of, may_edit


@requires("rulesets.view_settings")
@require_http_methods(["GET", "POST"])
def branding_page(request: HttpRequest) -> HttpResponse:
    """Accent colour and logo."""
    actor = actor_of(request)
    may_change = may_edit(actor)
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
        "entries": index_of(actor, "branding"),
        "form": form,
        "accent": accent_of(chosen) if chosen else None,
        "is_own": {key: one.level == "tenant" for key, one in inforce.items()},
        "own_accent": inforce["branding.accent"].level == "tenant" and bool(chosen),
        "own_logo": inforce["branding.logo_document"].level == "tenant" and bool(logo),
        "logo_url": reverse("documents:logo", args=[logo]) if logo else "",
        "may_change": may_change,
        "reset_url": reverse("workspace:branding_reset"),
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


@require_POST
@requires("rulesets.change_settings")
def branding_reset(request: HttpRequest) -> HttpResponse:
    """Take the marketplace's own colour or mark away."""
    rule = REGISTRY.get(request.POST.get("key", ""))
    if rule is None or rule.group != "branding":
        raise Http404
    try:
        run(change_settings, actor_of(request), ChangeSettings(changes={rule.key: None}))
    except NotAllowed:
        raise
    except Refusal as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
    else:
        messages.success(request, _("“%(rule)s” follows its default again.") % {"rule": rule.label})
    return HttpResponseRedirect(reverse("workspace:branding"))


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
