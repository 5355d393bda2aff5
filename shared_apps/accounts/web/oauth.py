"""Where clients of OAuth 2.0 get tokens, end them and ask about them; and where they read how.

Answers are those of the standards, not ours: errors of RFC 6749, 5.2, in its words and its form. What a client may do
with its token is asked by the API like the rights of a key.
"""

import time
from base64 import b64decode
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from shared_apps.accounts import assertions, throttling
from shared_apps.accounts.commands.clients import CountClientFailure, count_client_failure, failure_keys
from shared_apps.accounts.web.access import public
from shared_apps.api.throttling import count
from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.tenancy import scope

FORM = "application/x-www-form-urlencoded"
# A token holds for minutes; nobody needs more of them from one place than this.
ASKS_A_MINUTE = 300
BODY_MOST = 20_000
CHALLENGE = 'Basic realm="Kontor API", charset="UTF-8"'


@csrf_exempt
@public
def token(request: HttpRequest) -> HttpResponse:
    """A token for client credentials."""
    return _answer(request, ("grant_type",), lambda server: server.create_token_response(request))


@csrf_exempt
@public
def revoke(request: HttpRequest) -> HttpResponse:
    """End a token of one's own."""
    return _answer(request, ("token",), lambda server: server.create_endpoint_response("revocation", request))


@csrf_exempt
@public
def introspect(request: HttpRequest) -> HttpResponse:
    """What a token of one's own is good for."""
    return _answer(request, ("token",), lambda server: server.create_endpoint_response("introspection", request))


@public
@require_safe
@cache_control(max_age=300)
def metadata(request: HttpRequest) -> HttpResponse:
    """How to get a token here (RFC 8414)."""
    from shared_apps.accounts.web import oauth_server

    here = oauth_server.issuer()
    signed = list(assertions.ALGORITHMS)
    told = {
        "issuer": here,
        "token_endpoint": here + reverse("oauth:token"),
        "token_endpoint_auth_methods_supported": oauth_server.METHODS,
        "token_endpoint_auth_signing_alg_values_supported": signed,
        "grant_types_supported": ["client_credentials"],
        "response_types_supported": [],
        "revocation_endpoint": here + reverse("oauth:revoke"),
        "revocation_endpoint_auth_methods_supported": oauth_server.METHODS,
        "revocation_endpoint_auth_signing_alg_values_supported": signed,
        "introspection_endpoint": here + reverse("oauth:introspect"),
        "introspection_endpoint_auth_methods_supported": oauth_server.METHODS,
        "introspection_endpoint_auth_signing_alg_values_supported": signed,
        "service_documentation": here + reverse("api:reference"),
    }
    return JsonResponse(told)


def _answer(request: HttpRequest, needed: tuple[str, ...], serve: Callable[..., HttpResponse]) -> HttpResponse:
    if request.method != "POST":
        response = _error(405, "invalid_request", "Use POST.")
        response["Allow"] = "POST"
        return response
    ip = request.META.get("REMOTE_ADDR")
    if wait := _wait_s(ip):
        response = _error(429, "temporarily_unavailable", "Too many requests. Wait as Retry-After says.")
        response["Retry-After"] = str(wait)
        return response
    if problem := _malformed(request, needed):
        return _error(400, "invalid_request", problem)
    if not _is_readable(request.headers.get("Authorization", "")):
        response = _error(401, "invalid_client", "The Authorization header cannot be read.")
        response["WWW-Authenticate"] = CHALLENGE
        return response
    # Here, because the library is large and few processes are ever asked.
    from shared_apps.accounts.web import oauth_server

    response = serve(oauth_server.SERVER)
    if response.status_code == 401:
        response["WWW-Authenticate"] = CHALLENGE
        run(count_client_failure, Actor.anonymous(), CountClientFailure(ip=ip))
    return _unkept(response)


def _wait_s(ip: str | None) -> int:
    now = clock.now(scope.alias())
    shut = throttling.locked_for_s([*failure_keys(ip), *throttling.shut_key(ip)], now)
    quota = count(f"oauth:{throttling.network_of(ip)}" if ip else "oauth", ASKS_A_MINUTE, time.time())
    return max(shut, quota.reset_s if quota.left < 0 else 0)


def _malformed(request: HttpRequest, needed: tuple[str, ...]) -> str:
    """What is wrong with the request before anybody is asked who they are; empty for nothing."""
    if request.content_type != FORM:
        return f"The body must be {FORM}."
    if int(request.META.get("CONTENT_LENGTH") or 0) > BODY_MOST:
        return "The body is too large."
    given = request.POST
    if any("\x00" in value for name in given for value in (name, *given.getlist(name))):
        return "A parameter holds a null character."
    if any(len(given.getlist(name)) > 1 for name in given):
        return "A parameter stands there twice."
    missing = [name for name in needed if not given.get(name)]
    if missing:
        return f"The parameter {missing[0]} is missing."
    ways = ("client_secret" in given, "client_assertion" in given, bool(request.headers.get("Authorization")))
    if sum(ways) > 1:
        return "The client authenticates in two ways."
    return ""


def _is_readable(header: str) -> bool:
    """Whether an Authorization header is one that the library can take apart, or none."""
    kind, _space, text = header.partition(" ")
    if not header:
        return True
    try:
        return kind.lower() == "basic" and b64decode(text, validate=True).decode().isprintable()
    except ValueError:
        return False


def _error(status: int, code: str, description: str) -> HttpResponse:
    return _unkept(JsonResponse({"error": code, "error_description": description}, status=status))


def _unkept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["Pragma"] = "no-cache"
    return response
