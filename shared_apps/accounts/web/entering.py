"""From a right answer to a signed-in browser, whichever way the person proved who they are."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
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


@dataclass(frozen=True, slots=True)
class Vouched:
    """Which identity provider said who this is, and until when it stands by it."""

    provider_id: UUID
    until: datetime | None = None

    def kept(self) -> dict[str, str]:
        """As a session keeps it between the provider's word and the person's own second factor."""
        return {"provider": str(self.provider_id), "until": self.until.isoformat() if self.until else ""}

    @classmethod
    def of(cls, kept: dict[str, str]) -> "Vouched | None":
        if not kept.get("provider"):
            return None
        return cls(UUID(kept["provider"]), datetime.fromisoformat(kept["until"]) if kept.get("until") else None)


def ask_factor(request: HttpRequest, answer: SignInAnswer, *, wanted: str, by: Vouched | None = None) -> HttpResponse:
    """On to the second factor; what was proved so far waits in the session."""
    request.session.cycle_key()
    request.session[PENDING] = {"proof": answer.pending, "next": wanted, **(by.kept() if by else {})}
    return HttpResponseRedirect(reverse("accounts:code"))


def enter(request: HttpRequest, answer: SignInAnswer, *, wanted: str, by: Vouched | None = None) -> HttpResponse:
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
        provider_id=by.provider_id if by else None,
        ends_at=by.until if by else None,
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
