"""Language, appearance, the pages for what went wrong and whom to tell of a hole; the same on every host.

Both switches are plain form posts that come back to where the person was, so they work without scripts.
"""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shared_apps.ui.context import THEME_COOKIE, THEMES

YEAR_S = 365 * 24 * 3600
# Well below the year that RFC 9116 2.5.5 recommends as the longest.
CONTACT_HOLDS = timedelta(days=90)


def safe_next(request: HttpRequest) -> str:
    """Where to go back to: only ever a page of this host."""
    target = request.POST.get("next", "/")
    allowed = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    # Two slashes alone name no host and pass; a browser still would not stay here.
    return target if allowed and not target.startswith("//") else "/"


def _remember(response: HttpResponse, name: str, value: str) -> HttpResponse:
    response.set_cookie(name, value, max_age=YEAR_S, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return response


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the language in a cookie. One we do not speak changes nothing."""
    response: HttpResponse = HttpResponseRedirect(safe_next(request))
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        _remember(response, settings.LANGUAGE_COOKIE_NAME, language)
    return response


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or auto, so that the server draws the page right at once."""
    response: HttpResponse = HttpResponseRedirect(safe_next(request))
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        _remember(response, THEME_COOKIE, theme)
    return response


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a weakness (RFC 9116). Times are those of the process: nothing depends on the last second."""
    until = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + CONTACT_HOLDS
    scheme = "https" if settings.HTTPS else "http"
    lines = (
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {until.isoformat().replace('+00:00', 'Z')}",
        "Preferred-Languages: en, zh",
        f"Canonical: {scheme}://{request.get_host()}/.well-known/security.txt",
    )
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


# Read by the generated authorisation test; the decorators for it live a floor above.
set_language.kontor_access = "public"  # type: ignore[attr-defined]
set_theme.kontor_access = "public"  # type: ignore[attr-defined]
security_txt.kontor_access = "public"  # type: ignore[attr-defined]


def problem_page(
    request: HttpRequest, status: int, title: str, why: str, remedy: str, *, action_url: str = "", action: str = ""
) -> HttpResponse:
    """A refusal as a page: what happened, why, what to do. For views that cannot go on."""
    facts = {
        "status": status,
        "problem_title": title,
        "why": why,
        "remedy": remedy,
        "action_url": action_url,
        "action": action,
    }
    return render(request, "ui/problem.html", facts, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form came without its proof of origin: usually a page left open over a sign-out."""
    return problem_page(
        request,
        403,
        _("This form is no longer valid"),
        _("It was opened before you signed in or out, or your browser does not accept our cookies."),
        _("Go back, load the page again and send the form once more. Nothing was changed."),
        action_url="/",
        action=_("To the start page"),
    )
