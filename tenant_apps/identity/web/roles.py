"""Pages: the roles that can be given, making and changing own ones, and who can do what, and why."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.accounts.web.forms import refuse
from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.reach import MASKS
from shared_apps.foundation.refusals import NotAllowed, NotFound, Refusal
from shared_apps.ui.hiding import NAMES
from tenant_apps.identity.commands import (
    DefineRole,
    RedefineRole,
    RetireRole,
    define_role,
    redefine_role,
    retire_role,
)
from tenant_apps.identity.queries.catalogue import known_rights, rights_by_app
from tenant_apps.identity.queries.explained import explained, holders
from tenant_apps.identity.queries.records import RoleLine, find_role_line, role_lines
from tenant_apps.identity.web.forms import RoleForm
from tenant_apps.identity.web.requests import asked_instead
from tenant_apps.parties.queries import names_of


@requires("identity.view_person")
@require_http_methods(["GET"])
def role_list_page(request: HttpRequest) -> HttpResponse:
    """The roles that can be given, built-in ones first."""
    actor = _actor(request)
    lines = role_lines(actor)
    facts = {
        "roles": lines,
        "companies": names_of({line.company_id for line in lines if line.company_id}),
        "may_define": actor.may("identity.define_role"),
        "is_marketplace": actor.is_marketplace,
    }
    return render(request, "identity/role_list.html", facts)


@requires("identity.define_role")
@require_http_methods(["GET", "POST"])
def role_new_page(request: HttpRequest) -> HttpResponse:
    """Make a role: from nothing, or with `?copy=` as another one has it; `?side=` says where it is held."""
    actor = _actor(request)
    other = _copied(request, actor)
    side = "company"
    if actor.is_marketplace:
        side = other.side if other else request.GET.get("side", "company")
    if side not in ("company", "marketplace"):
        raise Http404
    initial = _initial(other) | {"name_en": "", "name_zh_hans": ""} if other else {}
    form = RoleForm(request.POST or None, rights=_codes(side, actor), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = run(define_role, actor, DefineRole(side=side, **form.wanted()))  # type: ignore[arg-type]
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The role is made. Give it to people on their page."))
            return HttpResponseRedirect(reverse("identity:role_detail", args=[made.role_id]))
    facts = {"form": form, "role": None, "groups": _groups(side, actor), "may_define": True, "copied": other}
    return render(request, "identity/role_form.html", facts, status=422 if form.errors else 200)


@requires("identity.view_person")
@require_http_methods(["GET", "POST"])
def role_page(request: HttpRequest, role_id: UUID) -> HttpResponse:
    """One role: what it gives; one's own can be changed here."""
    actor = _actor(request)
    role = _role(actor, role_id)
    may_change = actor.may("identity.define_role") and role.is_own_of(actor)
    if not may_change:
        if request.method == "POST":
            raise Http404
        facts = {
            "role": role,
            "groups": rights_by_app(role.permissions),
            "may_define": actor.may("identity.define_role"),
        }
        return render(request, "identity/role_detail.html", facts)
    form = RoleForm(request.POST or None, rights=_codes(role.side, actor), initial=_initial(role))
    if request.method == "POST" and form.is_valid():
        wish = RedefineRole(role_id=role_id, **form.wanted())
        try:
            run(redefine_role, actor, wish)
        except Refusal as refusal:
            if isinstance(refusal, NotAllowed) and refusal.code.startswith("commands."):
                raise
            if asked_instead(request, form, refusal, form.cleaned_data["reason"], redefine=wish):
                return HttpResponseRedirect(reverse("identity:requests"))
        else:
            messages.success(request, _what_changed(role, _role(actor, role_id)))
            return HttpResponseRedirect(reverse("identity:role_detail", args=[role_id]))
    facts = {"form": form, "role": role, "groups": _groups(role.side, actor), "may_define": True}
    return render(request, "identity/role_form.html", facts, status=422 if form.errors else 200)


@require_POST
@requires("identity.define_role")
def role_retire(request: HttpRequest, role_id: UUID) -> HttpResponse:
    """Retire a role that nobody holds."""
    actor = _actor(request)
    _role(actor, role_id)
    try:
        run(retire_role, actor, RetireRole(role_id=role_id))
    except Refusal as refusal:
        if isinstance(refusal, NotAllowed) and refusal.code.startswith("commands."):
            raise
        messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
        return HttpResponseRedirect(reverse("identity:role_detail", args=[role_id]))
    messages.success(request, _("The role is retired."))
    return HttpResponseRedirect(reverse("identity:roles"))


@requires("identity.view_person")
@require_http_methods(["GET"])
def rights_page(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """What one person can do, and why: pick a permission and see the chain of each grant."""
    actor = _actor(request)
    permission = request.GET.get("permission", "orders.view_order")[:120]
    try:
        found = explained(actor, membership_id, permission)
    except NotFound as refusal:
        raise Http404 from refusal
    facts = {"found": found, "permission": permission, "groups": known_rights(_side(found.person.company_id))}
    return render(request, "identity/rights.html", facts)


@requires("identity.view_person")
@require_http_methods(["GET"])
def holders_page(request: HttpRequest) -> HttpResponse:
    """Who can do something: all grants that give a permission, of people the reader may see."""
    actor = _actor(request)
    permission = request.GET.get("permission", "orders.view_order")[:120]
    try:
        found = holders(actor, permission)
    except NotFound as refusal:
        raise Http404 from refusal
    side = "marketplace" if actor.is_marketplace else "company"
    facts = {"reasons": found, "permission": permission, "groups": known_rights(side)}
    return render(request, "identity/holders.html", facts)


def _what_changed(before: RoleLine, after: RoleLine) -> str:
    """What the change of a role does to who holds it, in one line."""
    was, now = set(before.permissions), set(after.permissions)
    said = [_("The role is changed. It works from the next click of who holds it.")]
    if more := len(now - was):
        said.append(ngettext("It gives %(n)s right more.", "It gives %(n)s rights more.", more) % {"n": more})
    if less := len(was - now):
        said.append(ngettext("It gives %(n)s right less.", "It gives %(n)s rights less.", less) % {"n": less})
    said += [
        _("Now hidden: %(what)s.") % {"what": NAMES[one]}
        for one in MASKS
        if one in set(after.hidden) - set(before.hidden)
    ]
    said += [
        _("Shown again: %(what)s.") % {"what": NAMES[one]}
        for one in MASKS
        if one in set(before.hidden) - set(after.hidden)
    ]
    return " ".join(said)


def _side(company_id: UUID | None) -> str:
    return "company" if company_id else "marketplace"


def _copied(request: HttpRequest, actor: Actor) -> RoleLine | None:
    text = request.GET.get("copy", "")
    if not text:
        return None
    try:
        return _role(actor, UUID(text))
    except ValueError as error:
        raise Http404 from error


def _initial(role: RoleLine) -> dict[str, Any]:
    plain = [one for one in role.patterns if "*" not in one and not one.startswith("-")]
    return {
        "name_en": role.name_en,
        "name_zh_hans": role.name_zh_hans,
        "description": role.description,
        "permissions": plain,
        "patterns": "\n".join(one for one in role.patterns if one not in plain),
        "hidden": list(role.hidden),
    }


def _codes(side: str, actor: Actor) -> list[str]:
    return [right.code for _app, rights in _groups(side, actor) for right in rights]


def _groups(side: str, actor: Actor) -> list[tuple[str, list[Any]]]:
    """What the actor may put into a role: what they hold whole; the marketplace's people, all of a company's."""
    found = []
    for app, rights in known_rights(side):
        mine = [
            one for one in rights if (side == "company" and actor.is_marketplace) or actor.reaches(one.code) is None
        ]
        if mine:
            found.append((app, mine))
    return found


def _role(actor: Actor, role_id: UUID) -> RoleLine:
    try:
        return find_role_line(actor, role_id)
    except NotFound as refusal:
        raise Http404 from refusal


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
