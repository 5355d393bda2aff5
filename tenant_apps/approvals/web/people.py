"""One page for who decides in whose place: delegations for a time, managers, owners of cost centres."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.commands import Command, run
from shared_apps.foundation.refusals import NotFound, Refusal
from shared_apps.ui.command_forms import CommandForm
from tenant_apps.approvals.commands import (
    EndDelegation,
    EndDuty,
    assign_duty,
    delegate,
    end_delegation,
    end_duty,
)
from tenant_apps.approvals.queries import pages
from tenant_apps.approvals.web.forms import DelegationForm, DutyForm
from tenant_apps.approvals.web.pages import actor_of
from tenant_apps.identity.queries import list_people


@requires("approvals.view_request")
@require_http_methods(["GET"])
def people_page(request: HttpRequest) -> HttpResponse:
    """Delegations that run or come, and who answers for whom."""
    return _page(request)


@require_POST
@requires("approvals.delegate")
def delegation_new(request: HttpRequest) -> HttpResponse:
    """Name who decides instead."""
    form = _delegation_form(request, request.POST)
    if form.is_valid() and form.send(delegate, actor_of(request), form.input()):
        messages.success(request, _("The delegation is entered."))
        return HttpResponseRedirect(reverse("approvals:people"))
    return _page(request, delegation=form)


@require_POST
@requires("approvals.end_delegation")
def delegation_end(request: HttpRequest, delegation_id: UUID) -> HttpResponse:
    """End it before its time."""
    return _end(request, end_delegation, EndDelegation(delegation_id=delegation_id), _("The delegation has ended."))


@require_POST
@requires("approvals.assign_duty")
def duty_new(request: HttpRequest) -> HttpResponse:
    """Name a manager or the owner of a cost centre."""
    form = DutyForm(request.POST, members=_members(request))
    if form.is_valid() and form.send(assign_duty, actor_of(request), form.input()):
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("approvals:people"))
    return _page(request, duty=form)


@require_POST
@requires("approvals.end_duty")
def duty_end(request: HttpRequest, duty_id: UUID) -> HttpResponse:
    """Let nobody answer for it."""
    return _end(request, end_duty, EndDuty(duty_id=duty_id), _("Nobody answers for it any more."))


def _end(request: HttpRequest, command: Command, data: object, done: str) -> HttpResponse:  # type: ignore[type-arg]
    try:
        run(command, actor_of(request), data)
    except NotFound as refusal:
        raise Http404 from refusal
    except Refusal as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
    else:
        messages.success(request, done)
    return HttpResponseRedirect(reverse("approvals:people"))


def _page(request: HttpRequest, delegation: CommandForm | None = None, duty: CommandForm | None = None) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    has_seat = actor.company_id is not None
    facts = {
        "delegations": pages.delegations(actor, now),
        "duties": pages.duties(actor),
        "delegation_form": delegation or _delegation_form(request),
        "duty_form": duty or DutyForm(members=_members(request)),
        "may_delegate": has_seat and actor.may("approvals.delegate"),
        "may_for_others": actor.may("approvals.delegate_for_others"),
        "may_assign": has_seat and actor.may("approvals.assign_duty"),
        "may_lend": actor.may("identity.lend_rights"),
        "user_id": actor.user_id,
    }
    bad = any(form is not None and form.errors for form in (delegation, duty))
    return render(request, "approvals/people.html", facts, status=422 if bad else 200)


def _delegation_form(request: HttpRequest, sent: object = None) -> DelegationForm:
    for_others = actor_of(request).may("approvals.delegate_for_others")
    return DelegationForm(sent, members=_members(request), for_others=for_others, initial={"starts_at": timezone.now()})


def _members(request: HttpRequest) -> list[tuple[str, str]]:
    actor = actor_of(request)
    if actor.company_id is None:
        return []
    found = {str(one.user_id): one.name or one.email for one in list_people(actor, company_id=actor.company_id)}
    return sorted(found.items(), key=lambda one: one[1])
