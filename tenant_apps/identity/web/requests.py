"""Page: what waits for a second person, deciding on it, and asking where an act could not be done alone."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.accounts.web.forms import refuse
from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import NotAllowed, NotFound, Refusal
from tenant_apps.identity.commands import (
    ApproveGrant,
    AskGrant,
    RejectGrant,
    WithdrawGrant,
    approve_grant,
    ask_grant,
    reject_grant,
    withdraw_grant,
)
from tenant_apps.identity.queries.requests import list_requests


@requires("identity.decide_grant", "identity.ask_grant")
@require_http_methods(["GET"])
def request_list_page(request: HttpRequest) -> HttpResponse:
    """What waits, who may decide on it, and what was decided."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    may_decide = actor.may("identity.decide_grant")
    waiting = [
        (one, may_decide and one.is_for(actor), one.is_own_of(actor)) for one in list_requests(actor, waiting=True)
    ]
    facts = {"waiting": waiting, "decided": list_requests(actor, waiting=False), "is_marketplace": actor.is_marketplace}
    return render(request, "identity/request_list.html", facts)


@require_POST
@requires("identity.decide_grant")
def request_approve(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Give what was asked for."""
    return _act(request, approve_grant, ApproveGrant(request_id=request_id), _("It is given."))


@require_POST
@requires("identity.decide_grant")
def request_reject(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Reject it, with a reason."""
    data = RejectGrant(request_id=request_id, reason=request.POST.get("reason", "")[:300])
    return _act(request, reject_grant, data, _("It is rejected."))


@require_POST
@requires("identity.ask_grant")
def request_withdraw(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Take it back."""
    return _act(request, withdraw_grant, WithdrawGrant(request_id=request_id), _("You took it back."))


def asked_instead(request: HttpRequest, form: forms.Form, refusal: Refusal, reason: str, **wish: Any) -> bool:
    """Ask for what nobody gives alone, where that is why it was refused; else, or if it fails, show why at the form."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if refusal.code != "identity.second_person_needed" or not actor.may("identity.ask_grant"):
        refuse(form, refusal)
        return False
    if not reason.strip():
        field = "reason" if "reason" in form.fields else None
        form.add_error(field, _("This gives risky rights and needs a second person. Say why it is needed."))
        return False
    try:
        run(ask_grant, actor, AskGrant(reason=reason, **wish))
    except Refusal as other:
        refuse(form, other)
        return False
    messages.success(request, _("It waits for a second person now."))
    return True


def _act(request: HttpRequest, command: Any, data: Any, done: str) -> HttpResponse:
    try:
        run(command, request.actor, data)  # type: ignore[attr-defined]
    except NotFound as refusal:
        raise Http404 from refusal
    except Refusal as refusal:
        if isinstance(refusal, NotAllowed) and refusal.code.startswith("commands."):
            raise
        messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
    else:
        messages.success(request, done)
    return HttpResponseRedirect(reverse("identity:requests"))
