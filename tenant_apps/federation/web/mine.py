"""Pages: the connections of the own account with providers."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts import providers
from shared_apps.accounts.web.access import signed_in
from shared_apps.commands import run
from shared_apps.foundation.refusals import NotAllowed, Refusal
from tenant_apps.federation.commands import Disconnect, LinkIdentity, disconnect, link_identity
from tenant_apps.federation.queries import asking, connections_of
from tenant_apps.federation.web import pending


@never_cache
@signed_in
@require_http_methods(["GET"])
def mine_page(request: HttpRequest) -> HttpResponse:
    """Which providers know me, and which I may connect."""
    there, user_id = providers.ways(), request.actor.user_id  # type: ignore[attr-defined]
    known = {way.provider_id for way in there.of_person(user_id)}
    seats = request.standing.seats  # type: ignore[attr-defined]
    facts = {
        "connections": connections_of(user_id),
        "ways": [way for way in there.may_link(seats) if way.provider_id not in known],
    }
    return render(request, "federation/mine.html", facts)


@never_cache
@signed_in(before_enrolment=True)
@require_http_methods(["GET", "POST"])
def link_page(request: HttpRequest) -> HttpResponse:
    """Show what the provider said, and connect it when its owner says so."""
    proof = request.session.get(pending.PROOF, "")
    due = request.provider_due  # type: ignore[attr-defined]
    after = reverse("accounts:by_provider") if due else reverse("federation:mine")
    try:
        said = asking.read_proof(proof)
        name = providers.ways().names([said.provider_id]).get(said.provider_id, "")
        if request.method == "POST":
            run(link_identity, request.actor, LinkIdentity(proof=proof))  # type: ignore[attr-defined]
            request.session.pop(pending.PROOF, None)
            messages.success(request, _("Connected. From now on it signs you in."))
            return HttpResponseRedirect(after)
    except Refusal as refusal:
        if isinstance(refusal, NotAllowed) and refusal.code.startswith("commands."):
            raise
        request.session.pop(pending.PROOF, None)
        messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
        return HttpResponseRedirect(after)
    facts = {"said": said, "name": name, "email": request.user.email, "after": after}  # type: ignore[union-attr]
    return render(request, "federation/link.html", facts)


@require_POST
@signed_in
def connection_end(request: HttpRequest, identity_id: UUID) -> HttpResponse:
    """End one of the own connections."""
    try:
        run(disconnect, request.actor, Disconnect(identity_id=identity_id))  # type: ignore[attr-defined]
    except Refusal as refusal:
        if isinstance(refusal, NotAllowed) and refusal.code.startswith("commands."):
            raise
        messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
    else:
        messages.success(request, _("The connection is ended."))
    return HttpResponseRedirect(reverse("federation:mine"))
