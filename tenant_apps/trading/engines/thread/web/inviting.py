"""Pages about guests: the initiator invites and lets go, the marketplace admits."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.commands import run
from shared_apps.foundation.refusals import NotAllowed, NotFound, Refusal
from tenant_apps.trading.engines.thread.commands import (
    AdmitGuest,
    ChangeGuest,
    admit_guest,
    invite_guest,
    repeat_guest,
    withdraw_guest,
)
from tenant_apps.trading.engines.thread.queries.guests import waiting_guests
from tenant_apps.trading.engines.thread.web import pages
from tenant_apps.trading.engines.thread.web.guest_forms import InviteGuestForm
from tenant_apps.trading.kernel.web.events import find_room


@require_POST
@requires("thread.invite_guest")
def invite(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Ask a company without an account for its quote."""
    view = pages.view_of(find_room(pages.actor_of(request), event_id))
    if view.sheet is None:
        raise Http404
    form = InviteGuestForm(request.POST)
    if form.is_valid() and form.send(invite_guest, pages.actor_of(request), form.input(view.room.lot_id)):
        messages.success(request, _("The guest is invited. The link is on its way."))
        return HttpResponseRedirect(reverse("trading:event", args=[event_id]))
    return pages.page(request, view, 422, guest_form=form)


@require_POST
@requires("thread.invite_guest")
def repeat(request: HttpRequest, event_id: UUID, guest_id: UUID) -> HttpResponse:
    """Send the link once more."""
    return _act(request, event_id, guest_id, repeat_guest, _("The link is sent once more."))


@require_POST
@requires("thread.withdraw_guest")
def withdraw(request: HttpRequest, event_id: UUID, guest_id: UUID) -> HttpResponse:
    """Close the guest's link."""
    return _act(request, event_id, guest_id, withdraw_guest, _("The guest's link is closed."))


@require_GET
@requires("parties.admit_company")
def guests_page(request: HttpRequest) -> HttpResponse:
    """Guests of all requests, those first who ask to be admitted."""
    rows = waiting_guests(pages.actor_of(request))
    return render(request, "thread/guests.html", {"rows": rows})


@require_POST
@requires("parties.admit_company")
def admit(request: HttpRequest, guest_id: UUID) -> HttpResponse:
    """Make a guest a company of the marketplace."""
    try:
        run(admit_guest, pages.actor_of(request), AdmitGuest(guest_id=guest_id))
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
    else:
        messages.success(request, _("The guest is a company of the marketplace now; its person gets an invitation."))
    return HttpResponseRedirect(reverse("thread:guests"))


def _act(request: HttpRequest, event_id: UUID, guest_id: UUID, command: object, done: str) -> HttpResponse:
    view = pages.view_of(find_room(pages.actor_of(request), event_id))
    if view.sheet is None:
        raise Http404
    try:
        run(command, pages.actor_of(request), ChangeGuest(lot_id=view.room.lot_id, guest_id=guest_id))  # type: ignore[arg-type]
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
    else:
        messages.success(request, done)
    return HttpResponseRedirect(reverse("trading:event", args=[event_id]))
