"""What is pressed on the pages of a request: each is one command; what is refused comes back with the form as typed."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.ui.command_forms import CommandForm
from tenant_apps.trading.engines.thread.commands import (
    AcceptCounter,
    AcceptSecrecy,
    ApproveAward,
    RejectAward,
    accept_counter,
    accept_secrecy,
    approve_award,
    ask_final_offers,
    award_request,
    close_request,
    decline_request,
    reject_award,
    send_counter,
    send_quote,
    set_basis,
    withdraw_quote,
)
from tenant_apps.trading.engines.thread.queries import RequestView
from tenant_apps.trading.engines.thread.web import forms, pages
from tenant_apps.trading.kernel.web.events import find_room


@require_POST
@requires("thread.send_quote")
def quote(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Send a quote or a new version of it."""
    view = _answering(request, event_id)
    form = forms.QuoteForm(request.POST, view=view, items=pages.own_items(pages.actor_of(request), view))
    if form.is_valid() and form.send(send_quote, pages.actor_of(request), form.input()):
        messages.success(request, _("Your quote is stored as number %(seq)s.") % {"seq": form.result.seq})
        return _back(event_id)
    return pages.page(request, _again(request, event_id), 422, quote_form=form)


@require_POST
@requires("thread.accept_counter")
def accept(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Accept the counter-offer that the page showed."""
    view = _answering(request, event_id)
    form = forms.AcceptForm(request.POST)

    def data() -> AcceptCounter:
        return AcceptCounter(lot_id=view.room.lot_id, counter=form.cleaned_data["counter"])

    return _said(request, form, accept_counter, data, event_id, _("You have accepted. The initiator decides now."))


@require_POST
@requires("thread.accept_secrecy")
def swear(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Accept the words about confidentiality that the page showed."""
    view, form = _answering(request, event_id), forms.SecrecyForm(request.POST)

    def data() -> AcceptSecrecy:
        return AcceptSecrecy(lot_id=view.room.lot_id, digest=form.cleaned_data["digest"])

    return _said(request, form, accept_secrecy, data, event_id, _("You have accepted. The lines are open to you."))


@require_POST
@requires("thread.decline_request")
def decline(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Say that the company does not quote."""
    view, form = _answering(request, event_id), forms.WordForm(request.POST)
    return _said(
        request, form, decline_request, lambda: form.decline(view.room.lot_id), event_id, _("You have declined.")
    )


@require_POST
@requires("thread.withdraw_quote")
def withdraw(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Take the quote back."""
    view, form = _answering(request, event_id), forms.WordForm(request.POST)
    return _said(
        request, form, withdraw_quote, lambda: form.withdraw(view.room.lot_id), event_id, _("Your quote is withdrawn.")
    )


@require_POST
@requires("thread.send_counter")
def counter(request: HttpRequest, event_id: UUID, number: int) -> HttpResponse:
    """Send a counter-offer to one company."""
    view = _deciding(request, event_id)
    if view.thread(number) is None:
        raise Http404
    form = forms.CounterForm(request.POST, view=view, number=number)
    if form.is_valid() and form.send(send_counter, pages.actor_of(request), form.input()):
        messages.success(request, _("The counter-offer is sent."))
        return HttpResponseRedirect(reverse("thread:thread", args=[event_id, number]))
    return pages.one_thread(request, _again(request, event_id), number, form)


@require_POST
@requires("thread.ask_final_offers")
def final_offers(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Ask for best and final offers."""
    view, form = _deciding(request, event_id), forms.FinalOffersForm(request.POST)
    return _said(
        request, form, ask_final_offers, lambda: form.input(view.room.lot_id), event_id,
        _("Best and final offers are asked for."),
    )  # fmt: skip


@require_POST
@requires("thread.set_basis")
def basis(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """State target prices and rates."""
    view = _deciding(request, event_id)
    form = forms.BasisForm(request.POST, view=view)
    return _said(request, form, set_basis, form.input, event_id, _("The comparison uses them now."))


@require_POST
@requires("thread.award_request")
def award(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Award what is marked in the comparison."""
    view, form = _deciding(request, event_id), forms.AwardForm(request.POST)
    if form.is_valid() and form.send(award_request, pages.actor_of(request), form.input(view)):
        if form.result.closed:
            messages.success(request, _("The request is awarded. Each winner has a deal now."))
        else:
            messages.success(request, _("The award waits: a second person has to approve it."))
        return _back(event_id)
    return pages.page(request, _again(request, event_id), 422, award_form=form, picked=dict(request.POST.items()))


@require_POST
@requires("thread.approve_award")
def approve(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Approve the award that waits."""
    view, form = _deciding(request, event_id), forms.ApprovalForm(request.POST)

    def data() -> ApproveAward:
        return ApproveAward(lot_id=view.room.lot_id, award=form.cleaned_data["award"])

    done = _("The request is awarded. Each winner has a deal now.")
    return _said(request, form, approve_award, data, event_id, done)


@require_POST
@requires("thread.reject_award")
def reject(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Give the award up that waits."""
    view, form = _deciding(request, event_id), forms.ApprovalForm(request.POST)

    def data() -> RejectAward:
        return RejectAward(lot_id=view.room.lot_id, award=form.cleaned_data["award"], text=form.cleaned_data["text"])

    return _said(request, form, reject_award, data, event_id, _("The award is given up; the request goes on."))


@require_POST
@requires("thread.close_request")
def close(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """End the request without an award."""
    view, form = _deciding(request, event_id), forms.CloseForm(request.POST)
    return _said(
        request, form, close_request, lambda: form.input(view.room.lot_id), event_id,
        _("The request is closed without an award."),
    )  # fmt: skip


def _said(
    request: HttpRequest, form: CommandForm, command: Any, data: Callable[[], Any], event_id: UUID, done: str
) -> HttpResponse:
    """A short form: done, or what is wrong with it as a message on the page it came from."""
    if form.is_valid() and form.send(command, pages.actor_of(request), data()):
        messages.success(request, done)
    else:
        for problems in form.errors.values():
            for problem in problems:
                messages.error(request, str(problem))
    return _back(event_id)


def _answering(request: HttpRequest, event_id: UUID) -> RequestView:
    view = _again(request, event_id)
    if view.own is None:
        raise Http404
    return view


def _deciding(request: HttpRequest, event_id: UUID) -> RequestView:
    view = _again(request, event_id)
    if view.sheet is None:
        raise Http404
    return view


def _again(request: HttpRequest, event_id: UUID) -> RequestView:
    return pages.view_of(find_room(pages.actor_of(request), event_id))


def _back(event_id: UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse("trading:event", args=[event_id]))
