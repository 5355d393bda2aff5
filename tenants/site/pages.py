"""The public site: what Kontor is, and opening a marketplace by oneself."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from shared_apps.accounts.web.access import public
from shared_apps.accounts.web.forms import address_of, refuse
from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import Refusal
from shared_apps.profiles import catalogue, modes
from tenants.commands import ConfirmSignUp, RequestSignUp, confirm_sign_up, request_sign_up
from tenants.jobs import unsign
from tenants.places import region_name
from tenants.queries import SignUpFacts, get_progress, get_sign_up
from tenants.web.forms import MarketplaceForm
from tenants.web.job import job_of


@public
@require_http_methods(["GET"])
def home_page(request: HttpRequest) -> HttpResponse:
    """What Kontor is."""
    facts = {"modes": modes.MODES, "presets": catalogue.list_presets(), "profiles": catalogue.list_profiles()}
    return render(request, "site/home.html", facts)


@public
@require_http_methods(["GET", "POST"])
def sign_up_page(request: HttpRequest) -> HttpResponse:
    """One form; the marketplace opens once its mail is confirmed."""
    form = MarketplaceForm(request.POST or None, initial={"locale": get_language() or "en"})
    if request.method == "POST" and form.is_valid():
        wish: dict[str, Any] = form.cleaned_data | {"modes": tuple(form.cleaned_data["modes"])}
        try:
            run(
                request_sign_up, Actor.anonymous(address_of(request) or ""),
                RequestSignUp(**wish, address=address_of(request) or ""),
            )  # fmt: skip
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return render(request, "site/sign_up_sent.html", {"email": wish["admin_email"]})
    facts = {"form": form, "presets": catalogue.list_presets()}
    return render(request, "site/sign_up.html", facts, status=422 if form.errors else 200)


@public
@require_http_methods(["GET", "POST"])
def confirm_page(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail. Looking opens nothing: mail scanners look too; the button does."""
    sign_up_id = unsign(token)
    sign_up = get_sign_up(sign_up_id) if sign_up_id else None
    if sign_up is None:
        return _gone(request)
    if request.method == "POST" and sign_up.run_id is None:
        try:
            run(confirm_sign_up, Actor.anonymous(sign_up.admin_email), ConfirmSignUp(sign_up_id=sign_up.id))
        except Refusal as refusal:
            return render(request, "site/confirm.html", {"sign_up": sign_up, "refusal": refusal}, status=refusal.status)
        return HttpResponseRedirect(reverse("site:confirm", args=[token]))
    if sign_up.run_id is not None:
        return _progress(request, sign_up, sign_up.run_id)
    return render(request, "site/confirm.html", {"sign_up": sign_up, "region": region_name(sign_up.region)})


def _progress(request: HttpRequest, sign_up: SignUpFacts, run_id: UUID) -> HttpResponse:
    progress = get_progress(run_id)
    if progress is None:
        return _gone(request)
    facts: dict[str, Any] = {"progress": progress, "job": job_of(progress), "sign_up": sign_up}
    if not progress.is_over:
        facts["refresh_s"] = 2
    return render(request, "tenants/_run.html" if request.headers.get("HX-Request") else "site/opening.html", facts)


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "site/link_gone.html", status=404)
