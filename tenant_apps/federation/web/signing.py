"""Pages between us and a provider: there, back, and what becomes of its word.

There is by a link and not by a form, because a form may lead to this host alone. Back from OpenID is a link with the
browser's session; back from SAML is another site's form without it, so the answer is checked, noted, and taken by the
next page, which has the session again.
"""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import structlog
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts import providers
from shared_apps.accounts.web.access import public
from shared_apps.accounts.web.addresses import safe_next
from shared_apps.accounts.web.entering import Vouched, ask_factor, enter, locked_text
from shared_apps.accounts.web.forms import address_of
from shared_apps.accounts.web.passkey_answers import agent_of
from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import Refusal
from shared_apps.tenancy import scope
from tenant_apps.federation.commands import (
    Arrive,
    ConfirmAnew,
    LinkByInvitation,
    SignInByWord,
    Take,
    arrive,
    confirm_anew,
    link_by_invitation,
    sign_in_by_word,
    take,
)
from tenant_apps.federation.errors import NotSaid
from tenant_apps.federation.permissions import MANAGE_PROVIDER
from tenant_apps.federation.queries import asking, find_for_sign_in
from tenant_apps.federation.types import Said
from tenant_apps.federation.web import pending
from tenant_apps.federation.web.forms import MailForm
from tenant_apps.federation.web.words import why_text

log = structlog.get_logger(__name__)
US = Actor.system("federation")
# A row of providers, as the queries give it.
Provider = Any


@never_cache
@public
@require_http_methods(["GET"])
def start(request: HttpRequest, provider_id: UUID) -> HttpResponse:
    """Send the browser to a provider; `?for=` says why, `?next=` where to go on."""
    purpose = request.GET.get("for", "sign_in")
    provider = _provider(request, provider_id, purpose)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if purpose in ("confirm", "link") and actor.user_id is None:
        return HttpResponseRedirect(reverse("accounts:sign_in"))
    wanted = safe_next(request, request.GET.get("next", ""))
    if purpose == "sign_in" and actor.user_id is not None and not request.provider_due:  # type: ignore[attr-defined]
        return HttpResponseRedirect(wanted)
    anew = purpose == "confirm"
    try:
        question = asking.ask(provider, _places(request, provider), anew=anew)
    except NotSaid as error:
        return _refused(request, provider, error.why, purpose)
    waiting = pending.Waiting(
        provider_id=provider.pk,
        purpose=purpose,  # type: ignore[arg-type]
        wanted=wanted,
        user=str(actor.user_id or ""),
        token=request.GET.get("token", "")[:300],
        asked_at=clock.now(scope.alias()),
        kept=question.kept,
    )
    pending.put(request, question.mark, waiting)
    return HttpResponseRedirect(question.address)


@never_cache
@public
@require_http_methods(["GET"])
def back(request: HttpRequest, provider_id: UUID) -> HttpResponse:
    """An OpenID provider's answer: in the browser that asked, to the question it asked, once."""
    waiting = pending.pop(request, request.GET.get("state", ""), provider_id)
    if waiting is None:
        return _unknown(request, "not_asked")
    provider = _provider(request, provider_id, waiting.purpose)
    if provider.kind != "oidc":
        raise Http404
    answer = {name: values[0] for name, values in request.GET.lists() if len(values) == 1}
    try:
        said = asking.hear_code(provider, _places(request, provider), waiting.kept, answer, clock.now(scope.alias()))
    except NotSaid as error:
        return _refused(request, provider, error.why, waiting.purpose)
    return _go_on(request, provider, waiting, said, asking.proof_of(said))


@csrf_exempt
@never_cache
@public
@require_POST
def acs(request: HttpRequest, provider_id: UUID) -> HttpResponse:
    """A SAML answer, posted by another site. Checked and noted; the next page takes it with the session.

    No token of ours can be in it. What stands for one is that it answers a request which that session knows.
    """
    provider = asking.running_provider(provider_id)
    if provider is None or provider.kind != "saml" or not providers.is_on():
        return _unknown(request, "no_response")
    raw = request.POST.get("SAMLResponse", "")
    try:
        heard = asking.hear_post(provider, _places(request, provider), raw, clock.now(scope.alias()))
        data = Arrive(proof=heard.proof, assertion_hash=heard.assertion_hash, asked=heard.asked, expires_at=heard.until)
        arrived = run(arrive, US, data)
    except NotSaid as error:
        return _refused(request, provider, error.why)
    except Refusal as refusal:
        return _refused(request, provider, refusal.code)
    # 303: the browser asks for the next page by GET, and so brings its session.
    answer = HttpResponseRedirect(reverse("federation:arrival", args=[provider.pk, arrived.arrival_id]))
    answer.status_code = 303
    return answer


@never_cache
@public
@require_http_methods(["GET"])
def arrival(request: HttpRequest, provider_id: UUID, arrival_id: UUID) -> HttpResponse:
    """Take a noted answer: in the browser that asked, once."""
    try:
        taken = run(take, US, Take(arrival_id=arrival_id, asked=pending.marks(request)))
    except Refusal:
        return _unknown(request, "not_asked")
    provider = _provider(request, provider_id, "any")
    verified = asking.read_proof(taken.proof)
    if verified.provider_id != provider.pk:
        raise Http404
    if taken.asked:
        waiting = pending.pop(request, taken.asked, provider.pk)
        if waiting is None:
            return _refused(request, provider, "not_asked")
    else:
        waiting = pending.Waiting(provider.pk, "sign_in", safe_next(request, ""), "", "", clock.now(scope.alias()), {})
    _provider(request, provider_id, waiting.purpose)
    return _go_on(request, provider, waiting, Said(verified, {}), taken.proof)


@public
@require_http_methods(["GET"])
def metadata(request: HttpRequest, provider_id: UUID) -> HttpResponse:
    """What the administrator of a SAML provider needs to know of this marketplace. Nothing of it is secret."""
    provider = _provider(request, provider_id, "any")
    if provider.kind != "saml":
        raise Http404
    return HttpResponse(
        asking.metadata(provider, _places(request, provider)), content_type="application/samlmetadata+xml"
    )


@public
@require_http_methods(["GET"])
def key_set(request: HttpRequest, provider_id: UUID) -> HttpResponse:
    """The public keys with which we sign who we are to an OpenID provider (RFC 7517); it asks here for them."""
    provider = _provider(request, provider_id, "any")
    return JsonResponse(asking.key_set(provider), content_type="application/jwk-set+json")


@never_cache
@public
@require_http_methods(["GET", "POST"])
def by_mail(request: HttpRequest) -> HttpResponse:
    """Find the provider of a company by the domain of a mail address; says nothing about accounts."""
    if not providers.ways().by_domain():
        raise Http404
    form = MailForm(request.POST or None, initial={"next": request.GET.get("next", "")})
    found: list[Provider] = []
    if request.method == "POST" and form.is_valid():
        found = list(find_for_sign_in(form.cleaned_data["email"]))
        if not found:
            form.add_error("email", _("No identity provider speaks for this mail domain here."))
    wanted = form["next"].value() or ""
    query = "?" + urlencode({"next": wanted}) if wanted else ""
    ways = [(one.name, reverse("federation:start", args=[one.pk]) + query) for one in found]
    return render(request, "federation/by_mail.html", {"form": form, "ways": ways}, status=422 if form.errors else 200)


def _provider(request: HttpRequest, provider_id: UUID, purpose: str) -> Provider:
    """The provider, if it may be used for this: those in use for all, drafts by whoever tries them; else 404."""
    if purpose not in pending.PURPOSES | {"any"} or not providers.is_on():
        raise Http404
    row = asking.running_provider(provider_id)
    if row is None:
        raise Http404
    if purpose == "try":
        actor: Actor = request.actor  # type: ignore[attr-defined]
        if not actor.may(MANAGE_PROVIDER) or actor.company_id not in (None, row.company_id):
            raise Http404
    elif row.state != "active" and purpose != "any":
        raise Http404
    return row


def _go_on(request: HttpRequest, provider: Provider, waiting: pending.Waiting, said: Said, proof: str) -> HttpResponse:
    """What the word was asked for. Somebody else's browser session in between makes it worth nothing."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if waiting.user and waiting.user != str(actor.user_id or ""):
        return _refused(request, provider, "not_asked")
    try:
        if waiting.purpose == "try":
            shown = said.claims or {
                "sub": said.verified.subject,
                "email": said.verified.mail,
                "name": said.verified.name,
            }
            facts = {"provider": provider, "said": said.verified, "claims": _shown(shown), "provider_id": provider.pk}
            return render(request, "federation/tried.html", facts)
        if waiting.purpose == "link":
            request.session[pending.PROOF] = proof
            return HttpResponseRedirect(reverse("federation:link"))
        if waiting.purpose == "confirm":
            return _confirmed(request, provider, waiting, proof)
        if waiting.purpose == "invitation":
            run(
                link_by_invitation,
                Actor.anonymous(address_of(request) or ""),
                LinkByInvitation(proof=proof, token=waiting.token),
            )
        return _sign_in(request, provider, waiting, proof)
    except Refusal as refusal:
        text = f"{refusal.message} {refusal.remedy}".strip()
        return _refused(request, provider, refusal.code, waiting.purpose, text=text)


def _sign_in(request: HttpRequest, provider: Provider, waiting: pending.Waiting, proof: str) -> HttpResponse:
    data = SignInByWord(
        proof=proof, language=get_language() or "en", ip=address_of(request), user_agent=agent_of(request)
    )
    answer = run(sign_in_by_word, US, data)
    by = Vouched(provider.pk, answer.ends_at)
    if answer.signing.outcome == "signed_in":
        return enter(request, answer.signing, wanted=waiting.wanted, by=by)
    if answer.signing.outcome == "factor_needed":
        return ask_factor(request, answer.signing, wanted=waiting.wanted, by=by)
    if answer.signing.outcome == "locked":
        return _refused(request, provider, "locked", text=locked_text(answer.signing.retry_after_s))
    return _refused(request, provider, answer.why or "unknown", waiting.purpose)


def _confirmed(request: HttpRequest, provider: Provider, waiting: pending.Waiting, proof: str) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.user_id is None:
        return _refused(request, provider, "not_asked")
    data = ConfirmAnew(
        proof=proof, user_id=actor.user_id, session_key=request.session.session_key or "", asked_at=waiting.asked_at
    )
    if not run(confirm_anew, US, data).is_fresh:
        return _refused(request, provider, "not_fresh", waiting.purpose)
    messages.success(request, _("Confirmed. Go on where you were."))
    return HttpResponseRedirect(waiting.wanted)


def _refused(request: HttpRequest, provider: Provider, why: str, purpose: str = "", *, text: str = "") -> HttpResponse:
    """Say that nobody was let in, and why. A company's provider is named to who was on the way to it alone."""
    log.info("federation.refused", provider=str(provider.pk), why=why)
    name = provider.name if purpose or provider.company_id is None else ""
    facts = {"name": name, "text": text or why_text(why), "why": why if purpose == "try" else ""}
    return render(request, "federation/refused.html", facts, status=403)


def _unknown(request: HttpRequest, why: str) -> HttpResponse:
    """The answer to whom nobody sent here, the same whether there is such a provider or not."""
    if not providers.is_on():
        raise Http404
    log.info("federation.refused", provider="", why=why)
    facts = {"name": "", "text": why_text(why), "why": ""}
    return render(request, "federation/refused.html", facts, status=403)


def _shown(claims: dict[str, object]) -> list[tuple[str, str]]:
    """What was said, for people to read: without what only ties the answer to the question."""
    told = sorted((name, value) for name, value in claims.items() if name not in ("nonce", "at_hash", "jti", "sid"))
    return [(name[:80], ", ".join(map(str, value)) if isinstance(value, list) else str(value)) for name, value in told][
        :60
    ]


def origin_of(request: HttpRequest) -> str:
    """How the marketplace's host is written in a browser."""
    # Behind a proxy that ends TLS the request itself is plain; the setting says what the browser sees.
    is_https = settings.SESSION_COOKIE_SECURE or request.is_secure()
    return f"{'https' if is_https else 'http'}://{request.get_host()}"


def _places(request: HttpRequest, provider: Provider) -> asking.Places:
    """Where a provider answers: an address of its own for each, so that none can answer for another."""
    origin = origin_of(request)
    back, acs = (reverse(f"federation:{name}", args=[provider.pk]) for name in ("back", "acs"))
    return asking.Places(origin, origin + back, origin + acs)
