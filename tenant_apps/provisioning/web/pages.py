"""Pages of directories: the list, a new one, and one with its address, its people and what was asked over it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires, to_confirmation
from shared_apps.accounts.web.forms import refuse
from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import NotAllowed, NotFound, Refusal
from shared_apps.tenancy import addresses, scope
from tenant_apps.identity.queries import givable_roles, list_people
from tenant_apps.provisioning.commands import (
    EndDirectory,
    LinkPerson,
    RotateDirectory,
    connect_directory,
    end_directory,
    link_person,
    rotate_directory,
)
from tenant_apps.provisioning.queries import connections
from tenant_apps.provisioning.queries.resources import BASE
from tenant_apps.provisioning.web.forms import DirectoryForm, LinkForm

MANAGE, VIEW = "provisioning.manage_connection", "provisioning.view_connection"


@never_cache
@requires(VIEW)
@require_http_methods(["GET"])
def directories_page(request: HttpRequest) -> HttpResponse:
    """Which directories bring people."""
    actor = actor_of(request)
    facts = {
        "rows": connections.list_connections(actor),
        "may_manage": actor.may(MANAGE),
        "house": actor.is_marketplace,
    }
    return render(request, "provisioning/directories.html", facts)


@never_cache
@requires(MANAGE)
@require_http_methods(["GET", "POST"])
def directory_new_page(request: HttpRequest) -> HttpResponse:
    """Connect one; the answer page is the only place where its secret is ever seen."""
    actor = actor_of(request)
    if not actor.fresh_factor:
        return to_confirmation(request)
    roles = [(one.code, one.name) for one in givable_roles(actor, actor.company_id)]
    form = DirectoryForm(request.POST or None, roles=roles)
    if request.method == "POST" and form.is_valid():
        try:
            made = run(connect_directory, actor, form.asked())
        except NotAllowed:
            raise
        except Refusal as refusal:
            refuse(form, refusal, expires_at="expires_on")
        else:
            return _secret(request, made.connection_id, made.secret)
    return render(request, "provisioning/directory_new.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@requires(VIEW)
@require_http_methods(["GET"])
def directory_page(request: HttpRequest, directory_id: UUID) -> HttpResponse:
    """Its address, whom it brought, what was asked over it."""
    actor = actor_of(request)
    row = connections.find_connection(actor, directory_id)
    if row is None:
        raise Http404
    people = connections.people_of(row.id)
    facts = {
        "row": row,
        "people": people,
        "calls": connections.calls_of(row.id),
        "address": _address(),
        "may_manage": actor.may(MANAGE) and row.state in ("active", "replacing"),
        "may_end": actor.may(MANAGE) and row.state != "ended",
        "link": LinkForm(members=_linkable(actor, row, {one.user_id for one in people})),
    }
    return render(request, "provisioning/directory.html", facts)


@never_cache
@require_POST
@requires(MANAGE)
def directory_rotate(request: HttpRequest, directory_id: UUID) -> HttpResponse:
    """A new secret beside the old one."""
    try:
        made = run(rotate_directory, actor_of(request), RotateDirectory(connection_id=directory_id))
    except Refusal as refusal:
        return _back(request, refusal, directory_id)
    return _secret(request, directory_id, made.secret, is_rotated=True)


@require_POST
@requires(MANAGE)
def directory_link(request: HttpRequest, directory_id: UUID) -> HttpResponse:
    """Let it look after somebody who is here already."""
    actor = actor_of(request)
    row = connections.find_connection(actor, directory_id)
    if row is None:
        raise Http404
    form = LinkForm(request.POST, members=_linkable(actor, row, set()))
    if not form.is_valid():
        messages.error(request, _("Choose a person."))
        return HttpResponseRedirect(reverse("provisioning:directory", args=[directory_id]))
    try:
        run(link_person, actor, LinkPerson(connection_id=directory_id, membership_id=form.chosen()))
    except Refusal as refusal:
        return _back(request, refusal, directory_id)
    messages.success(request, _("The directory looks after this person now."))
    return HttpResponseRedirect(reverse("provisioning:directory", args=[directory_id]))


@require_POST
@requires(MANAGE)
def directory_end(request: HttpRequest, directory_id: UUID) -> HttpResponse:
    """End a connection."""
    try:
        run(end_directory, actor_of(request), EndDirectory(connection_id=directory_id))
    except Refusal as refusal:
        return _back(request, refusal, directory_id)
    messages.success(request, _("The directory is not connected any more. Its people keep their roles."))
    return HttpResponseRedirect(reverse("provisioning:directories"))


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    return request.actor  # type: ignore[attr-defined, no-any-return]


def _address() -> str:
    return addresses.base_url(scope.current()) + BASE


def _linkable(actor: Actor, row: connections.ConnectionLine, known: set[UUID]) -> list[tuple[str, str]]:
    members = list_people(actor, company_id=row.company_id)
    here = [one for one in members if one.company_id == row.company_id and not one.is_lent and one.user_id not in known]
    return [(str(one.membership_id), f"{one.name} · {one.role_name}") for one in here]


def _secret(request: HttpRequest, directory_id: UUID, secret: str, *, is_rotated: bool = False) -> HttpResponse:
    row = connections.find_connection(actor_of(request), directory_id)
    facts = {"row": row, "secret": secret, "address": _address(), "is_rotated": is_rotated}
    return render(request, "provisioning/directory_secret.html", facts)


def _back(request: HttpRequest, refusal: Refusal, directory_id: UUID) -> HttpResponse:
    if isinstance(refusal, NotAllowed | NotFound):
        raise refusal
    messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
    return HttpResponseRedirect(reverse("provisioning:directory", args=[directory_id]))
