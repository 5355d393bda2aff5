"""One page of budgets, limits and credit as bars, with the forms to set them and what waits for a second person."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.commands import Command, run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import NotFound, Refusal
from shared_apps.ui.acting import attempt
from shared_apps.ui.command_forms import CommandForm
from tenant_apps.identity.queries import list_people
from tenant_apps.parties.queries import get_company
from tenant_apps.rulesets.queries import effective
from tenant_apps.spending.commands import (
    CloseLimit,
    DecideLimit,
    RejectLimit,
    close_limit,
    confirm_limit,
    grant_credit,
    reject_limit,
    set_budget,
)
from tenant_apps.spending.queries.pages import list_limits, list_proposals
from tenant_apps.spending.web.forms import BudgetForm, CreditForm


@requires("spending.view_limit")
@require_http_methods(["GET"])
def limits_page(request: HttpRequest) -> HttpResponse:
    """Budgets and limits of the company, credit it has, credit it grants."""
    return _page(request)


@require_POST
@requires("spending.set_budget")
def budget_set(request: HttpRequest) -> HttpResponse:
    """Set a budget or a member's limit."""
    form = BudgetForm(request.POST, members=_members(_actor(request)))
    if form.is_valid() and form.send(set_budget, _actor(request), form.input()):
        _said(request, form, _("The limit is set."))
        return HttpResponseRedirect(reverse("spending:limits"))
    return _page(request, budget=form)


@require_POST
@requires("spending.grant_credit")
def credit_set(request: HttpRequest) -> HttpResponse:
    """Grant a buyer credit."""
    form = CreditForm(request.POST)
    if form.is_valid() and form.send(grant_credit, _actor(request), form.input()):
        _said(request, form, _("The credit is granted."))
        return HttpResponseRedirect(reverse("spending:limits"))
    return _page(request, credit=form)


@require_POST
@requires("spending.close_limit")
def limit_close(request: HttpRequest, limit_id: UUID) -> HttpResponse:
    """Close it."""
    try:
        run(close_limit, _actor(request), CloseLimit(limit_id=limit_id))
    except NotFound as refusal:
        raise Http404 from refusal
    except Refusal as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
    else:
        messages.success(request, _("The limit is closed."))
    return HttpResponseRedirect(reverse("spending:limits"))


@require_POST
@requires("spending.confirm_limit")
def proposal_confirm(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Confirm what somebody else proposed."""
    return _decided(request, confirm_limit, DecideLimit(proposal_id=proposal_id), _("The limit counts from now on."))


@require_POST
@requires("spending.reject_limit")
def proposal_reject(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Reject a proposal, or take one's own back."""
    data = RejectLimit(proposal_id=proposal_id, reason=request.POST.get("reason", ""))
    return _decided(request, reject_limit, data, _("The limit stays as it was."))


def _decided(request: HttpRequest, command: Command[Any, Any], data: Any, done: str) -> HttpResponse:
    attempt(request, command, data, done)
    return HttpResponseRedirect(reverse("spending:limits"))


def _said(request: HttpRequest, form: CommandForm, done: str) -> None:
    """What became of it: set, or waiting for a second person."""
    if form.result.proposal_id is not None:
        messages.info(request, _("It is proposed. It counts once another person has confirmed it."))
    else:
        messages.success(request, done)


def _page(request: HttpRequest, budget: BudgetForm | None = None, credit: CreditForm | None = None) -> HttpResponse:
    actor = _actor(request)
    limits = list_limits(actor)
    own = actor.company_id
    sells = own is not None and get_company(actor, own).can_sell
    usual = {"currency": effective("general.currency").value}
    granted = [one for one in limits if one.kind == "credit" and one.may_close]
    facts = {
        "budgets": [one for one in limits if one.kind != "credit"],
        "granted": granted if own is not None else [],
        "credits": [one for one in limits if one.kind == "credit" and (own is None or not one.may_close)],
        "budget_form": budget or BudgetForm(members=_members(actor), initial=usual),
        "credit_form": credit or CreditForm(initial=usual),
        "may_set": own is not None and actor.may("spending.set_budget"),
        "may_grant": sells and actor.may("spending.grant_credit"),
        "may_close": actor.may("spending.close_limit"),
        "proposals": list_proposals(actor),
        "may_confirm": actor.may("spending.confirm_limit"),
        "may_reject": actor.may("spending.reject_limit"),
    }
    bad = any(form is not None and form.errors for form in (budget, credit))
    return render(request, "spending/limits.html", facts, status=422 if bad else 200)


def _members(actor: Actor) -> list[tuple[str, str]]:
    if actor.company_id is None:
        return []
    found = {str(one.user_id): one.name or one.email for one in list_people(actor, company_id=actor.company_id)}
    return sorted(found.items(), key=lambda one: one[1])


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
