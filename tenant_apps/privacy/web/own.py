"""My data: what is held about whoever is signed in, for which purposes, what they agreed to, and what they ask."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import signed_in
from shared_apps.crypto import register, subject
from shared_apps.ui.acting import actor_of, attempt
from tenant_apps.privacy.commands import (
    GiveConsent,
    OfPurpose,
    WithdrawRequest,
    give_consent,
    lift_objection,
    object_to,
    open_request,
    withdraw_consent,
    withdraw_request,
)
from tenant_apps.privacy.queries.periods import text
from tenant_apps.privacy.queries.purposes import is_restricted, purposes_for
from tenant_apps.privacy.queries.requests import find_own, own_content, own_requests
from tenant_apps.privacy.web.answers import file_of, pages_of
from tenant_apps.privacy.web.forms import OpenForm

# Of each table at most so many rows are counted for the page; an answer tells all.
COUNTED = 1000
ACTS = {"withdraw": withdraw_consent, "object": object_to, "lift": lift_objection}


@signed_in
@require_http_methods(["GET"])
def own_page(request: HttpRequest) -> HttpResponse:
    """Everything at a glance."""
    user_id = _own(request)
    facts = {
        "groups": _groups(user_id),
        "purposes": purposes_for(user_id),
        "requests": own_requests(user_id),
        "restricted": is_restricted(user_id),
        "controller": text("privacy.controller"),
        "says_no": getattr(request, "says_no", False),
    }
    return render(request, "privacy/own.html", facts)


@signed_in
@require_http_methods(["GET", "POST"])
def own_request_new(request: HttpRequest) -> HttpResponse:
    """Ask for something about one's own data."""
    _own(request)
    form = OpenForm(request.POST or None, initial={"kind": request.GET.get("kind", "")})
    if request.method == "POST" and form.is_valid() and form.send(open_request, actor_of(request), form.input()):
        messages.success(request, _("Your request %(number)s has come in.") % {"number": form.result.number})
        return HttpResponseRedirect(reverse("privacy:own_request", args=[form.result.request_id]))
    return render(request, "privacy/own_request_new.html", {"form": form}, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET"])
def own_request_page(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """One request of one's own: where it stands, until when it is answered, and the answer."""
    found = find_own(_own(request), request_id)
    return render(request, "privacy/own_request.html", {"one": found, "complaint": text("privacy.complaint_route")})


@require_POST
@signed_in
def own_request_withdraw(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Take it back."""
    find_own(_own(request), request_id)
    attempt(request, withdraw_request, WithdrawRequest(request_id=request_id), _("Your request is withdrawn."))
    return HttpResponseRedirect(reverse("privacy:own_request", args=[request_id]))


@signed_in
@require_http_methods(["GET"])
def own_answer(request: HttpRequest, request_id: UUID, form: str) -> HttpResponse:
    """The answer to read, or as a file: JSON for machines, PDF for people."""
    content = own_content(_own(request), request_id)
    if form == "read":
        back = reverse("privacy:own_request", args=[request_id])
        return render(request, "privacy/answer.html", {"answer": pages_of(content), "back": back, "own": True})
    return file_of(content, form, _own(request))


@require_POST
@signed_in
def own_consent(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """Give a consent or take it back, object or take that back: one press each."""
    _own(request)
    done = _("It counts from now on.")
    if act == "give":
        data = GiveConsent(
            code=code, language=request.POST.get("language", "")[:12], digest=request.POST.get("digest", "")[:64]
        )
        attempt(request, give_consent, data, done)
    elif act in ACTS:
        attempt(request, ACTS[act], OfPurpose(code=code), done)
    else:
        raise Http404
    return HttpResponseRedirect(reverse("privacy:own") + "#purposes")


def _own(request: HttpRequest) -> UUID:
    """A person; keys and guests have no such page."""
    actor = actor_of(request)
    if actor.user_id is None:
        raise Http404
    return actor.user_id


def _groups(user_id: UUID) -> list[dict[str, Any]]:
    """What is held, by purpose: how many records in how many tables, on what basis, how long."""
    groups: dict[tuple[str, str, str], dict[str, Any]] = {}
    for one in subject.about(user_id, most=COUNTED):
        key = (one.purposes[0], one.bases[0], one.retention[0])
        group = groups.setdefault(
            key,
            {
                "purpose": register.PURPOSES[key[0]], "basis": register.BASES[key[1]],
                "retention": register.RETENTION[key[2]], "count": 0, "tables": 0,
            },
        )  # fmt: skip
        group["count"] += one.total
        group["tables"] += 1
    return sorted(groups.values(), key=lambda group: -group["count"])
