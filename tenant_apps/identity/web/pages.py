"""Pages: the people of the marketplace or of one company; invite, change a role, end a membership."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import NotAllowed, NotFound, Refusal
from tenant_apps.identity.commands import (
    ChangeRole,
    EndMembership,
    InvitePerson,
    RepeatInvitation,
    change_role,
    end_membership,
    invite_person,
    repeat_invitation,
)
from tenant_apps.identity.queries import find_member, list_people, list_roles
from tenant_apps.identity.queries.requests import count_waiting
from tenant_apps.identity.queries.reviews import count_open_reviews
from tenant_apps.identity.types import MemberLine
from tenant_apps.identity.web.forms import GrantForm, InviteForm, initial_of
from tenant_apps.identity.web.requests import asked_instead
from tenant_apps.parties.queries import below, get_company


@requires("identity.view_person")
@require_http_methods(["GET"])
def people_page(request: HttpRequest) -> HttpResponse:
    """Who may act here, in which role; `?company=` narrows to one company."""
    actor = _actor(request)
    company_id = _company_id(request, actor)
    search = request.GET.get("q", "")[:80]
    facts = {
        "people": list_people(actor, company_id=company_id, search=search),
        "company": get_company(actor, company_id) if company_id else None,
        "search": search,
        "keep": {"company": str(company_id)} if company_id else {},
        "may_invite": actor.may("identity.invite_person"),
        "may_change": actor.may("identity.change_role"),
        "may_end": actor.may("identity.end_membership"),
        "is_marketplace": actor.is_marketplace,
        "may_requests": actor.may("identity.decide_grant") or actor.may("identity.ask_grant"),
        "requests": count_waiting(actor) if actor.may("identity.decide_grant") else 0,
        "may_sign_on": actor.may("federation.view_provider"),
        "may_review": actor.may("identity.review_access"),
        "reviews": count_open_reviews(actor) if actor.may("identity.review_access") else 0,
        "own_id": actor.user_id,
    }
    return render(request, "identity/person_list.html", facts)


@requires("identity.invite_person")
@require_http_methods(["GET", "POST"])
def person_invite_page(request: HttpRequest) -> HttpResponse:
    """Invite a person; `?company=` says into which company, nothing means into the marketplace's own staff."""
    actor = _actor(request)
    company_id = _company_id(request, actor)
    roles = [(role.code, role.name) for role in list_roles(in_company=company_id is not None, company_id=company_id)]
    form = InviteForm(
        request.POST or None, roles=roles, company_id=company_id, may_subtree=_may_subtree(actor, company_id),
        initial={"language": get_language()},
    )  # fmt: skip
    back = _list_address(company_id)
    if request.method == "POST" and form.is_valid():
        try:
            run(invite_person, actor, _invitation(form, company_id))
        except Refusal as refusal:
            wish = _invitation(form, company_id)
            if asked_instead(request, form, refusal, form.cleaned_data["reason"], invite=wish):
                return HttpResponseRedirect(back)
        else:
            messages.success(request, _("The invitation is on its way."))
            return HttpResponseRedirect(back)
    facts = {"form": form, "back": back, "company": get_company(actor, company_id) if company_id else None}
    return render(request, "identity/person_invite.html", facts, status=422 if form.errors else 200)


@requires("identity.change_role")
@require_http_methods(["GET", "POST"])
def role_change_page(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """Give a member another role."""
    actor = _actor(request)
    member = _member(actor, membership_id)
    given = list_roles(in_company=member.company_id is not None, company_id=member.company_id)
    roles = [(role.code, role.name) for role in given]
    form = GrantForm(
        request.POST or None, roles=roles, company_id=member.company_id,
        may_subtree=_may_subtree(actor, member.company_id), initial=initial_of(member),
    )  # fmt: skip
    back = _list_address(member.company_id)
    if request.method == "POST" and form.is_valid():
        data = ChangeRole(membership_id=membership_id, role=form.cleaned_data["role"], **form.terms())
        try:
            run(change_role, actor, data)
        except Refusal as refusal:
            if asked_instead(request, form, refusal, form.cleaned_data["reason"], change=data):
                return HttpResponseRedirect(back)
        else:
            messages.success(request, _("The role is changed."))
            return HttpResponseRedirect(back)
    facts = {"form": form, "back": back, "member": member}
    return render(request, "identity/role_change.html", facts, status=422 if form.errors else 200)


@require_POST
@requires("identity.end_membership")
def membership_end(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """Take a role away."""
    done = _("The role is taken away.")
    return _act(request, membership_id, end_membership, EndMembership(membership_id=membership_id), done)


@require_POST
@requires("identity.invite_person")
def invitation_repeat(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """Send the invitation once more."""
    done = _("The invitation is on its way once more.")
    return _act(request, membership_id, repeat_invitation, RepeatInvitation(membership_id=membership_id), done)


def _invitation(form: InviteForm, company_id: UUID | None) -> InvitePerson:
    who = {name: form.cleaned_data[name] for name in ("email", "name", "role", "language")}
    return InvitePerson(company_id=company_id, **who, **form.terms())


def _may_subtree(actor: Actor, company_id: UUID | None) -> bool:
    """Whether the company has others below it; who may give what there is for the command to say."""
    return company_id is not None and bool(below(company_id))


def _act(request: HttpRequest, membership_id: UUID, command: Any, data: Any, done: str) -> HttpResponse:
    actor = _actor(request)
    member = _member(actor, membership_id)
    try:
        run(command, actor, data)
    except NotFound as refusal:
        raise Http404 from refusal
    except Refusal as refusal:
        if isinstance(refusal, NotAllowed) and refusal.code.startswith("commands."):
            raise
        messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
    else:
        messages.success(request, done)
    return HttpResponseRedirect(_list_address(member.company_id if actor.is_marketplace else None))


def _company_id(request: HttpRequest, actor: Actor) -> UUID | None:
    """The company asked for; always the own one for people of a company. 404 for one that is not theirs to see."""
    if not actor.is_marketplace:
        return actor.company_id
    text = request.GET.get("company", "")
    if not text:
        return None
    try:
        return get_company(actor, UUID(text)).id
    except (ValueError, NotFound) as error:
        raise Http404 from error


def _member(actor: Actor, membership_id: UUID) -> MemberLine:
    try:
        return find_member(actor, membership_id)
    except NotFound as refusal:
        raise Http404 from refusal


def _list_address(company_id: UUID | None) -> str:
    return reverse("identity:people") + (f"?company={company_id}" if company_id else "")


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
