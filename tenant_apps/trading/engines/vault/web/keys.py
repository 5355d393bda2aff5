"""Keys, requests and openings of a person who opens bids. The private part of a key never leaves the browser."""

import json
from typing import Any
from uuid import UUID

import msgspec
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.commands import run
from shared_apps.foundation.refusals import NotAllowed, NotFound, Refusal
from tenant_apps.trading.engines.vault.commands import (
    AnswerOpenerRequest,
    OpenBids,
    RegisterKey,
    RetireKey,
    answer_opener_request,
    open_bids,
    register_key,
    retire_key,
)
from tenant_apps.trading.engines.vault.queries import keys_to_choose, openings_of, own_key, requests_to
from tenant_apps.trading.engines.vault.queries.tenders import to_unlock


@requires("vault.register_key")
@require_http_methods(["GET", "POST"])
def key_page(request: HttpRequest) -> HttpResponse:
    """One's own opener key, and those that can be named in a tender."""
    actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        try:
            run(register_key, actor, RegisterKey(public_key=request.POST.get("public_key", "")))
            messages.success(request, _("The key is registered. Keep the file and the passphrase in two places."))
        except NotAllowed:
            raise
        except Refusal as refusal:
            messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
        return HttpResponseRedirect(reverse("vault:keys"))
    told = {"own": own_key(actor), "keys": keys_to_choose(actor)}
    return render(request, "vault/keys.html", told | {"requests": requests_to(actor), "openings": openings_of(actor)})


@require_POST
@requires("vault.answer_opener_request")
def answer_request(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Lend oneself as an opener to another company's tender, or decline."""
    accept = request.POST.get("accept") == "yes"
    try:
        data = AnswerOpenerRequest(request_id=request_id, accept=accept)
        run(answer_opener_request, request.actor, data)  # type: ignore[attr-defined]
        messages.success(request, _("You are offered as an opener.") if accept else _("You have declined."))
    except NotAllowed:
        raise
    except NotFound as refusal:
        raise Http404 from refusal
    except Refusal as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
    return HttpResponseRedirect(reverse("vault:keys"))


@requires("vault.open_bids")
@require_http_methods(["GET", "POST"])
def opening_page(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """The opening of one tender for somebody who opens it and sees nothing else of it."""
    actor = request.actor  # type: ignore[attr-defined]
    line = next((one for one in openings_of(actor) if one.lot_id == lot_id), None)
    if line is None:
        raise Http404
    if request.method == "POST":
        try:
            told: dict[str, Any] = {"lot_id": str(lot_id), "envelope": request.POST.get("envelope", "")}
            told["secrets"] = json.loads(request.POST.get("secrets") or "{}")
            run(open_bids, actor, msgspec.convert(told, OpenBids))
            messages.success(request, _("Your part of the opening is done."))
        except NotAllowed:
            raise
        except Refusal as refusal:
            messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
        except (msgspec.ValidationError, json.JSONDecodeError):
            messages.error(request, _("Fill in the form and send it again."))
        return HttpResponseRedirect(reverse("vault:keys"))
    work = to_unlock(actor, lot_id)
    return render(request, "vault/opening.html", {"line": line, "unlock": json.dumps(work) if work else ""})


@require_POST
@requires("vault.retire_key")
def retire(request: HttpRequest, key_id: UUID) -> HttpResponse:
    """Retire a key."""
    try:
        run(retire_key, request.actor, RetireKey(key_id=key_id))  # type: ignore[attr-defined]
        messages.success(request, _("The key is retired."))
    except NotAllowed:
        raise
    except NotFound as refusal:
        raise Http404 from refusal
    except Refusal as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
    return HttpResponseRedirect(reverse("vault:keys"))
