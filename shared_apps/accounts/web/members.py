"""The sign-ins of others: who is signed in how often, whose account is closed; and what can be done about it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.commands import EndMemberSessions, ReopenAccount, end_member_sessions, reopen_account
from shared_apps.accounts.queries import people
from shared_apps.accounts.web.access import requires
from shared_apps.accounts.web.addresses import frame
from shared_apps.ui.acting import attempt


@never_cache
@requires("accounts.end_member_sessions", "accounts.reopen_account")
@require_http_methods(["GET"])
def members_page(request: HttpRequest) -> HttpResponse:
    """Everybody who can sign in."""
    actor = request.actor  # type: ignore[attr-defined]
    facts = {
        "members": people.list_members(actor),
        "own_id": actor.user_id,
        "may_end": actor.may("accounts.end_member_sessions"),
        "may_reopen": actor.may("accounts.reopen_account"),
        "frame": frame(),
    }
    return render(request, "accounts/members.html", facts)


@require_POST
@requires("accounts.end_member_sessions")
def member_end(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Sign somebody out everywhere."""
    attempt(request, end_member_sessions, EndMemberSessions(user_id=user_id), _("All their browsers are signed out."))
    return HttpResponseRedirect(reverse("accounts:members"))


@require_POST
@requires("accounts.reopen_account")
def member_reopen(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Open a closed account."""
    attempt(request, reopen_account, ReopenAccount(user_id=user_id), _("The account is open again."))
    return HttpResponseRedirect(reverse("accounts:members"))
