"""Where to go next: only addresses of this very host are followed."""

from urllib.parse import urlsplit

from django.http import HttpRequest
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
