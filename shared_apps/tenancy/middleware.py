"""First in the list: what every answer says for protection, then the host, which decides the marketplace.

Streaming bodies run after the response left the middleware, so their iterator is wrapped in the same scope.
"""

from collections.abc import Callable, Iterable, Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from shared_apps.tenancy import directory, scope
from shared_apps.tenancy.answer_headers import policy_text, protective
from shared_apps.tenancy.refs import Ref, TenantRef

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# A method in a header is not looked at, and TRACE would send cookies back as text.
METHODS = SAFE | {"POST", "PUT", "PATCH", "DELETE"}
Renderer = Callable[[HttpRequest, int, str, str, str], HttpResponse]


def plain_problem(request: HttpRequest, status: int, code: str, title: str, remedy: str) -> HttpResponse:
    """Problem details (RFC 9457) without a template: no scope exists here, so nothing tenant-bound can be rendered."""
    from django.http import JsonResponse

    if request.path.startswith("/api/") or "text/html" not in request.headers.get("Accept", "text/html"):
        body = {"type": f"urn:kontor:problem:{code}", "title": title, "status": status, "code": code, "remedy": remedy}
        return JsonResponse(body, status=status, content_type="application/problem+json")
    from django.template.loader import render_to_string

    html = render_to_string("ui/host_problem.html", {"status": status, "title": title, "remedy": remedy})
    return HttpResponse(html, status=status)


def host_of(request: HttpRequest) -> str:
    """Host without port and trailing dot, lower case; empty when malformed."""
    return host_name(request.META.get("HTTP_HOST", "") or request.META.get("SERVER_NAME", ""))


def host_name(raw: str) -> str:
    """The host of a Host header."""
    host = raw.rsplit(":", 1)[0] if not raw.endswith("]") and ":" in raw else raw
    host = host.lower().rstrip(".")
    return host if host and all(c.isalnum() or c in "-._[]:" for c in host) and host.isascii() else ""


class ProtectiveMiddleware:
    """Every answer carries the protective headers and is kept by nobody, unless it says otherwise itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.headers = protective(settings.HTTPS, policy_text(settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]))

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request) if request.method in METHODS else self._no_such_method(request)
        for name, value in self.headers:
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    def _no_such_method(self, request: HttpRequest) -> HttpResponse:
        response = plain_problem(
            request, 405, "tenancy.method_not_allowed", _("This server does not know that method."),
            _("Ask with one of the methods in the Allow header."),
        )  # fmt: skip
        response["Allow"] = ", ".join(sorted(METHODS))
        return response


class TenantMiddleware:
    """Host -> scope, or 404, 421, 403, 503."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        host = host_of(request)
        if host in settings.CONTROL_HOSTS:
            if settings.KIND == "region":
                return self._misdirected(request)
            request.urlconf = "config.urls_public"  # type: ignore[attr-defined]
            return self._serve(request, scope.CONTROL)
        ref = directory.by_host(host) if host else None
        if ref is None or ref.state in ("provisioning", "provision_failed", "erased"):
            return plain_problem(
                request, 404, "tenancy.unknown_host", _("There is no marketplace at this address."),
                _("Check the spelling of the address, or ask the person who sent it to you."),
            )  # fmt: skip
        if not ref.alias:
            return self._misdirected(request)
        if ref.state in ("suspended", "closing"):
            return plain_problem(
                request, 403, "tenancy.suspended", _("This marketplace is suspended."),
                _("Its administrator can say why and when it opens again."),
            )  # fmt: skip
        if ref.state == "frozen" and request.method not in SAFE:
            response = plain_problem(
                request, 503, "tenancy.frozen", _("This marketplace is read-only for a moment."),
                _("Nothing was changed. Try again in a few minutes."),
            )  # fmt: skip
            response["Retry-After"] = "60"
            return response
        request.urlconf = "config.urls_tenant"  # type: ignore[attr-defined]
        return self._serve(request, ref)

    def _misdirected(self, request: HttpRequest) -> HttpResponse:
        return plain_problem(
            request, 421, "tenancy.wrong_region", _("This server does not serve the region of that address."),
            _("Use the address of the marketplace as it was given to you; it leads to the right region."),
        )  # fmt: skip

    def _serve(self, request: HttpRequest, ref: Ref) -> HttpResponseBase:
        request.tenant = ref if isinstance(ref, TenantRef) else None  # type: ignore[attr-defined]
        with scope.enter(ref):
            response = self.get_response(request)
            if getattr(response, "streaming", False):
                response.streaming_content = _in_scope(ref, response.streaming_content)  # type: ignore[attr-defined]
            return response


def _in_scope(ref: Ref, parts: Iterable[bytes]) -> Iterator[bytes]:
    iterator = iter(parts)
    while True:
        with scope.enter(ref):
            try:
                part = next(iterator)
            except StopIteration:
                return
        yield part
