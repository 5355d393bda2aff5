"""From a right answer to a signed-in browser, whichever way the person proved who they are."""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import ngettext

from shared_apps.accounts.commands import OpenSession, SignInAnswer, open_session
from shared_apps.accounts.models import User
from shared_apps.accounts.web.addresses import safe_next, with_language
from shared_apps.accounts.web.forms import address_of
from shared_apps.commands import run
from shared_apps.foundation.actor import Actor

PENDING = "pending_sign_in"


def visitor(request: HttpRequest) -> Actor:
    return Actor.anonymous(address_of(request) or "")


def enter(request: HttpRequest, answer: SignInAnswer, *, wanted: str) -> HttpResponse:
    """Give the browser a new session and note it. Without the note the session is worth nothing."""
    user = User.objects.get(pk=answer.user_id or "")
    last_at = user.last_login
    request.session.flush()
    login(request, user)
    request.session.save()
    data = OpenSession(
        user_id=user.pk,
        session_key=request.session.session_key or "",
        with_factor=answer.with_factor,
        method=answer.method,
        last_at=last_at,
        ip=address_of(request),
        user_agent=request.headers.get("User-Agent", ""),
    )
    run(open_session, Actor.system("accounts.sign_in"), data)
    # Who owes a second factor or a new password is sent there by the page itself: it knows their seats.
    response = HttpResponseRedirect(safe_next(request, wanted))
    return with_language(response, user.language)


def why_not(answer: SignInAnswer, wrong: str) -> str:
    """What is said of an attempt that failed: nothing about whether the account exists."""
    return locked_text(answer.retry_after_s) if answer.outcome == "locked" else wrong


def locked_text(seconds: int) -> str:
    minutes = -(-seconds // 60)
    return ngettext(
        "Too many failed attempts. Try again in %(minutes)s minute.",
        "Too many failed attempts. Try again in %(minutes)s minutes.",
        minutes,
    ) % {"minutes": minutes}
