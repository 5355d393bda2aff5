"""Pages: the identity providers of the marketplace or of a company; make, change, try, put in use, end."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts import policies, providers
from shared_apps.accounts.web.access import requires
from shared_apps.accounts.web.forms import refuse
from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import NotAllowed, NotFound, Refusal
from shared_apps.tenancy import policy
from tenant_apps.federation.commands import (
    ActivateProvider,
    ChangeProvider,
    CreateProvider,
    EndProvider,
    EndProviderKey,
    MakeProviderKey,
    activate_provider,
    change_provider,
    create_provider,
    end_provider,
    end_provider_key,
    make_provider_key,
)
from tenant_apps.federation.permissions import MANAGE_PROVIDER, VIEW_PROVIDER
from tenant_apps.federation.queries import find_provider, list_keys, list_providers
from tenant_apps.federation.web.forms import ProviderForm
from tenant_apps.federation.web.signing import origin_of
from tenant_apps.identity.queries import list_roles
from tenant_apps.parties.queries import list_companies, names_of


@requires(VIEW_PROVIDER)
@require_http_methods(["GET"])
def provider_list_page(request: HttpRequest) -> HttpResponse:
    """Every provider the actor may see."""
    actor = _actor(request)
    facts = {
        "providers": list_providers(actor),
        "may_manage": actor.may(MANAGE_PROVIDER),
        "is_on": providers.is_on(),
        "demanded_of": policy.value(policies.SSO_DEMANDED),
        "is_marketplace": actor.is_marketplace,
    }
    return render(request, "federation/provider_list.html", facts)


@never_cache
@requires(MANAGE_PROVIDER)
@sensitive_post_parameters("client_secret")
@require_http_methods(["GET", "POST"])
def provider_new_page(request: HttpRequest, kind: str) -> HttpResponse:
    """Make a provider as a draft."""
    actor = _actor(request)
    if kind not in ("oidc", "saml"):
        raise Http404
    form = ProviderForm(request.POST or None, kind=kind, companies=_companies(actor), roles=_roles(actor), is_new=True)
    if request.method == "POST" and form.is_valid():
        wanted = form.wanted()
        company = wanted.pop("company_id", "")
        try:
            data = CreateProvider(kind=kind, company_id=UUID(company) if company else None, **wanted)  # type: ignore[arg-type]
            made = run(create_provider, actor, data)
        except Refusal as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _("The draft is made. Try it, then put it in use."))
            return HttpResponseRedirect(reverse("federation:provider", args=[made.provider_id]))
    facts = {"form": form, "kind": kind, "back": reverse("federation:providers")}
    return render(request, "federation/provider_form.html", facts, status=422 if form.errors else 200)


@requires(VIEW_PROVIDER)
@require_http_methods(["GET"])
def provider_page(request: HttpRequest, provider_id: UUID) -> HttpResponse:
    """One provider: what it may do, what its administrator needs to know of us, and what can be done with it."""
    actor = _actor(request)
    row = _find(actor, provider_id)
    origin = origin_of(request)
    facts = {
        "provider": row,
        "company": names_of([row.company_id]).get(row.company_id, "") if row.company_id else "",
        "people": row.identities.count(),
        "may_manage": actor.may(MANAGE_PROVIDER) and row.state != "ended",
        "needs_marketplace": row.reach == "members" and not actor.is_marketplace,
        "origin": origin,
        "back": origin + reverse("federation:back", args=[row.pk]),
        "acs": origin + reverse("federation:acs", args=[row.pk]),
        "metadata": origin + reverse("federation:metadata", args=[row.pk]),
        "certificates": row.certificates.count("BEGIN CERTIFICATE"),
        "key_set": origin + reverse("federation:key_set", args=[row.pk]),
        "keys": list_keys(actor, row.pk),
    }
    return render(request, "federation/provider_detail.html", facts)


@never_cache
@requires(MANAGE_PROVIDER)
@sensitive_post_parameters("client_secret")
@require_http_methods(["GET", "POST"])
def provider_change_page(request: HttpRequest, provider_id: UUID) -> HttpResponse:
    """Change a provider; its secret is not shown and stays when nothing is typed."""
    actor = _actor(request)
    row = _find(actor, provider_id)
    initial = {
        "name": row.name, "client_id": row.client_id, "sso_url": row.sso_url, "certificates": row.certificates,
        "reach": row.reach, "mail_domains": ", ".join(row.mail_domains), "role": row.role,
        "factors": ", ".join(row.factors), "may_begin": row.may_begin, "must_encrypt": row.must_encrypt,
        "auth_method": row.auth_method,
    }  # fmt: skip
    roles = _roles_of(row.company_id)
    form = ProviderForm(request.POST or None, kind=row.kind, companies=[], roles=roles, is_new=False, initial=initial)
    if request.method == "POST" and form.is_valid():
        wanted = form.wanted()
        if not wanted.get("client_secret"):
            wanted.pop("client_secret", None)
        try:
            run(change_provider, actor, ChangeProvider(provider_id=row.pk, **wanted))
        except Refusal as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _("The provider is changed."))
            return HttpResponseRedirect(reverse("federation:provider", args=[row.pk]))
    facts = {"form": form, "kind": row.kind, "provider": row, "back": reverse("federation:provider", args=[row.pk])}
    return render(request, "federation/provider_form.html", facts, status=422 if form.errors else 200)


@require_POST
@requires(MANAGE_PROVIDER)
def provider_activate(request: HttpRequest, provider_id: UUID) -> HttpResponse:
    """Put a draft in use."""
    return _act(request, provider_id, activate_provider, ActivateProvider(provider_id=provider_id), _("It is in use."))


@require_POST
@requires(MANAGE_PROVIDER)
def provider_end(request: HttpRequest, provider_id: UUID) -> HttpResponse:
    """End a provider."""
    return _act(request, provider_id, end_provider, EndProvider(provider_id=provider_id), _("It has ended."))


@require_POST
@requires(MANAGE_PROVIDER)
def key_new(request: HttpRequest, provider_id: UUID) -> HttpResponse:
    """Make a key of ours for a provider."""
    data = MakeProviderKey(provider_id=provider_id)
    done = _("The new key is made. Tell the provider, then end the old one.")
    return _act(request, provider_id, make_provider_key, data, done)


@require_POST
@requires(MANAGE_PROVIDER)
def key_end(request: HttpRequest, provider_id: UUID, key_id: UUID) -> HttpResponse:
    """End a key of ours."""
    return _act(request, provider_id, end_provider_key, EndProviderKey(key_id=key_id), _("The key has ended."))


def _act(request: HttpRequest, provider_id: UUID, command: Any, data: Any, done: str) -> HttpResponse:
    actor = _actor(request)
    row = _find(actor, provider_id)
    try:
        run(command, actor, data)
    except Refusal as refusal:
        if isinstance(refusal, NotAllowed) and refusal.code.startswith("commands."):
            raise
        messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
    else:
        messages.success(request, done)
    return HttpResponseRedirect(reverse("federation:provider", args=[row.pk]))


def _find(actor: Actor, provider_id: UUID) -> Any:
    try:
        return find_provider(actor, provider_id)
    except NotFound as refusal:
        raise Http404 from refusal


def _refuse(form: ProviderForm, refusal: Refusal) -> None:
    if isinstance(refusal, NotAllowed) and refusal.code.startswith("commands."):
        raise refusal
    refuse(form, refusal)


def _companies(actor: Actor) -> list[tuple[str, str]]:
    if not actor.is_marketplace:
        return []
    return [
        ("", str(_("The marketplace"))),
        *((str(one.id), one.name) for one in list_companies(actor, limit=100).rows),
    ]


def _roles(actor: Actor) -> list[tuple[str, str]]:
    """Roles of a company's people; the marketplace also sees its own, and says whose by the company."""
    own = [] if not actor.is_marketplace else _roles_of(None)
    return [*_roles_of(actor.company_id or UUID(int=0)), *own]


def _roles_of(company_id: UUID | None) -> list[tuple[str, str]]:
    return [(one.code, one.name) for one in list_roles(in_company=company_id is not None, company_id=company_id)]


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
