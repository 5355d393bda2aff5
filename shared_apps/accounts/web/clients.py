"""Pages of the clients of OAuth 2.0: beside API keys, for systems that fetch a token for minutes at a time."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.actors import SELF
from shared_apps.accounts.commands import (
    CreateClient,
    EndClient,
    RotateClient,
    create_client,
    end_client,
    rotate_client,
)
from shared_apps.accounts.queries.clients import find_client_line, list_clients
from shared_apps.accounts.web.access import requires, to_confirmation
from shared_apps.accounts.web.addresses import frame
from shared_apps.accounts.web.forms import ClientForm, ClientKeysForm, refuse
from shared_apps.commands import run
from shared_apps.foundation.refusals import NotAllowed, Refusal
from shared_apps.tenancy import addresses, scope


@never_cache
@requires("accounts.view_api_key")
@require_http_methods(["GET"])
def clients_page(request: HttpRequest) -> HttpResponse:
    """The clients of the company."""
    actor = request.actor  # type: ignore[attr-defined]
    facts = {
        "clients": list_clients(actor),
        "may_create": actor.may("accounts.create_api_key"),
        "may_rotate": actor.may("accounts.rotate_api_key"),
        "may_end": actor.may("accounts.revoke_api_key"),
        **_where(),
    }
    return render(request, "accounts/clients.html", facts)


@never_cache
@requires("accounts.create_api_key")
@require_http_methods(["GET", "POST"])
def client_new_page(request: HttpRequest) -> HttpResponse:
    """Make a client; the answer page is the only place where its secret is ever seen."""
    actor = request.actor  # type: ignore[attr-defined]
    if not actor.fresh_factor:
        return to_confirmation(request)
    form = ClientForm(request.POST or None, permissions=sorted(actor.permissions - {SELF}))
    if request.method == "POST" and form.is_valid():
        try:
            made = run(create_client, actor, CreateClient(**form.asked()))
        except NotAllowed:
            raise
        except Refusal as refusal:
            refuse(form, refusal, expires_at="expires_on")
        else:
            facts = {"made": made, "name": form.cleaned_data["name"], **_where()}
            return render(request, "accounts/client_created.html", facts)
    return render(
        request, "accounts/client_new.html", {"form": form, "frame": frame()}, status=422 if form.errors else 200
    )


@never_cache
@require_POST
@requires("accounts.rotate_api_key")
def client_rotate(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Put a new secret in the place of the old; the answer page is the only place where it is ever seen."""
    try:
        made = run(rotate_client, request.actor, RotateClient(client_id=client_id))  # type: ignore[attr-defined]
    except Refusal as refusal:
        return _back(request, refusal)
    facts = {"made": made, "name": _("New secret"), "is_rotated": True, **_where()}
    return render(request, "accounts/client_created.html", facts)


@never_cache
@requires("accounts.rotate_api_key")
@require_http_methods(["GET", "POST"])
def client_keys_page(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Public keys for a client, in the place of its old ones or of its secret."""
    actor = request.actor  # type: ignore[attr-defined]
    line = find_client_line(actor, client_id)
    if line is None or line.is_ended or line.is_over:
        raise Http404
    if not actor.fresh_factor:
        return to_confirmation(request)
    form = ClientKeysForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = RotateClient(client_id=client_id, jwks=form.cleaned_data["jwks"])
        try:
            run(rotate_client, actor, data)
        except NotAllowed:
            raise
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The keys count. The old ones, or the old secret, do for 24 more hours."))
            return HttpResponseRedirect(reverse("accounts:clients"))
    facts = {"form": form, "client": line, **_where()}
    return render(request, "accounts/client_keys.html", facts, status=422 if form.errors else 200)


@require_POST
@requires("accounts.revoke_api_key")
def client_end(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """End a client."""
    try:
        run(end_client, request.actor, EndClient(client_id=client_id))  # type: ignore[attr-defined]
    except Refusal as refusal:
        return _back(request, refusal)
    messages.success(request, _("The client has ended, and its tokens with it."))
    return HttpResponseRedirect(reverse("accounts:clients"))


def _where() -> dict[str, Any]:
    """Where tokens are got; nowhere on the control host, which has no API."""
    here = addresses.base_url(scope.current())
    try:
        return {"frame": frame(), "token_url": here + reverse("oauth:token"), "issuer": here}
    except NoReverseMatch:
        return {"frame": frame(), "token_url": "", "issuer": ""}


def _back(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    if isinstance(refusal, NotAllowed):
        raise refusal
    messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
    return HttpResponseRedirect(reverse("accounts:clients"))
