"""Where to go next, and in which language: only addresses of this very host are followed."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from shared_apps.tenancy import scope


def home() -> str:
    """The first page of a signed-in person."""
    return "/console/" if scope.is_control() else "/"


def safe_next(request: HttpRequest, wanted: str) -> str:
    """`wanted` if it leads to this host, else the first page; host and scheme are dropped."""
    if wanted and url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        parts = urlsplit(wanted)
        path = parts.path or "/"
        if path.startswith("/") and not path.startswith("//"):
            return f"{path}?{parts.query}" if parts.query else path
    return home()


def frame() -> str:
    """The base template of pages for signed-in people."""
    return "ui/base_console.html" if scope.is_control() else "ui/base_market.html"


def with_language(response: HttpResponse, language: str) -> HttpResponse:
    """Let this browser speak the person's language from now on."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 86400,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response
