"""Pages of policies: the list, and the editor that tries a policy on the company's last orders before it is saved."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import NotAllowed, NotFound, Refusal
from tenant_apps.approvals.commands import RetirePolicy, SavePolicy, retire_policy, save_policy
from tenant_apps.approvals.commands.save_policy import check_policy, content_of
from tenant_apps.approvals.queries import tried_on
from tenant_apps.approvals.queries.needs import spec_of
from tenant_apps.approvals.queries.policies import PolicyShown, find_policy, list_policies, versions_of
from tenant_apps.approvals.types import REGISTRY
from tenant_apps.approvals.web.forms import PolicyForm
from tenant_apps.approvals.web.pages import actor_of
from tenant_apps.identity.queries import list_people, list_roles

KIND = "orders.order"


@requires("approvals.view_policy")
@require_http_methods(["GET"])
def policy_list_page(request: HttpRequest) -> HttpResponse:
    """Policies in force with what they say in a line."""
    actor = actor_of(request)
    facts = {"policies": list_policies(actor), "may_save": actor.may("approvals.save_policy") and actor.company_id}
    return render(request, "approvals/policy_list.html", facts)


@requires("approvals.save_policy")
@require_http_methods(["GET", "POST"])
def policy_new_page(request: HttpRequest) -> HttpResponse:
    """A new policy of the reader's company."""
    if actor_of(request).company_id is None:
        raise Http404
    return _editor(request, None)


@requires("approvals.view_policy")
@require_http_methods(["GET", "POST"])
def policy_page(request: HttpRequest, policy_id: UUID) -> HttpResponse:
    """One policy, its versions, and its editor for who may change it."""
    return _editor(request, _found(actor_of(request), policy_id))


@require_POST
@requires("approvals.retire_policy")
def policy_retire(request: HttpRequest, policy_id: UUID) -> HttpResponse:
    """Ask for its approvals no more."""
    actor = actor_of(request)
    _found(actor, policy_id)
    try:
        run(retire_policy, actor, RetirePolicy(policy_id=policy_id))
    except NotAllowed:
        raise
    except Refusal as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
    else:
        messages.success(request, _("The policy asks for nothing any more; what waits goes on waiting."))
    return HttpResponseRedirect(reverse("approvals:policies"))


def _editor(request: HttpRequest, policy: PolicyShown | None) -> HttpResponse:
    actor = actor_of(request)
    company_id = policy.company_id if policy else actor.company_id
    assert company_id is not None
    may_save = actor.may("approvals.save_policy") and (policy is None or policy.state == "active")
    if request.method == "POST" and not may_save:
        raise Http404
    roles = [(one.code, one.name) for one in list_roles(in_company=True, company_id=company_id)]
    people = {str(one.user_id): one.name or one.email for one in list_people(actor, company_id=company_id)}
    form = PolicyForm(request.POST or None, roles=roles, members=sorted(people.items(), key=lambda one: one[1]),
                      policy=policy)  # fmt: skip
    tried = None
    if request.method == "POST" and form.is_valid():
        data = form.input(company_id)
        if "try" in request.POST:
            tried = _tried(form, data, company_id)
        elif form.send(save_policy, actor, data):
            messages.success(request, _("The policy is saved as version %(n)s.") % {"n": form.result.version})
            return HttpResponseRedirect(reverse("approvals:policy", args=[form.result.policy_id]))
    elif policy is not None:
        tried = tried_on(company_id, policy.kind, policy.spec)
    facts = {
        "form": form,
        "policy": policy,
        "fields": REGISTRY[KIND].fields,
        "versions": versions_of(policy.id) if policy else [],
        "may_save": may_save,
        "tried": tried,
        "hits": sum(1 for one in tried if one.steps) if tried is not None else 0,
    }
    return render(request, "approvals/policy_edit.html", facts, status=422 if form.errors else 200)


def _tried(form: PolicyForm, data: SavePolicy, company_id: UUID) -> list[Any] | None:
    """What the policy as typed would have asked for; None with the faults at their fields."""
    try:
        check_policy(data, company_id)
    except Refusal as refusal:
        form.refuse(refusal)
        return None
    return tried_on(company_id, data.kind, spec_of(content_of(data)))


def _found(actor: Actor, policy_id: UUID) -> PolicyShown:
    try:
        return find_policy(actor, policy_id)
    except NotFound as refusal:
        raise Http404 from refusal
