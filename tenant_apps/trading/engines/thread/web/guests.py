"""Pages of a guest: the link from its mail, the code, the request with its own thread, and its answers.

Every request finds the invitation anew by the signed link, and the browser by its cookie; ids never come from the
address. What opens nothing answers 404, always alike.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from shared_apps.accounts.web.access import public
from shared_apps.accounts.web.forms import address_of
from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import Refusal
from shared_apps.tenancy import scope
from tenant_apps.trading.engines.thread.commands import (
    AcceptCounter,
    AcceptSecrecy,
    AskAdmission,
    EnterAsGuest,
    NameGuestGoods,
    SendGuestCode,
    accept_counter,
    accept_secrecy,
    ask_admission,
    decline_request,
    enter_as_guest,
    name_guest_goods,
    send_guest_code,
    send_quote,
    withdraw_quote,
)
from tenant_apps.trading.engines.thread.queries import RequestView, request_view
from tenant_apps.trading.engines.thread.queries.guests import GuestDoor, door
from tenant_apps.trading.engines.thread.web import forms, sheet_table
from tenant_apps.trading.engines.thread.web.guest_forms import EnterForm, GuestQuoteForm
from tenant_apps.trading.kernel.commands import JoinEvent, join_event
from tenant_apps.trading.kernel.queries.rooms import room

# For one path of its host, which the stricter prefix would not allow.
COOKIE = "__Secure-kontor_guest" if settings.HTTPS else "kontor_guest"
LIFE_S = 2 * 3600
LIVE = ("open", "announced", "paused", "evaluation", "closing")


@never_cache
@public
@require_GET
def guest_page(request: HttpRequest, token: str) -> HttpResponse:
    """The request, for the browser that typed the code; else the page that asks for it."""
    found = _door(request, token)
    if not found.is_open or found.is_member:
        return render(request, "thread/guest_enter.html", {"door": found, "token": token, "form": EnterForm()})
    return _shown(request, found, token)


@never_cache
@public
@require_POST
def send_code(request: HttpRequest, token: str) -> HttpResponse:
    """Send a code by mail. The answer is the same whether one was sent or not."""
    found = _door(request, token)
    run(send_guest_code, _visitor(request), SendGuestCode(link=token, ip=address_of(request)))
    messages.success(request, _("A code is on its way to %(email)s.") % {"email": found.email})
    return _back(token)


@never_cache
@public
@require_POST
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Open the request in this browser, for a right code."""
    found, form = _door(request, token), EnterForm(request.POST)
    if form.is_valid():
        data = EnterAsGuest(link=token, code=form.cleaned_data["code"], ip=address_of(request))
        entered = run(enter_as_guest, _visitor(request), data)
        if entered.browser:
            _join(found)
            answer = _back(token)
            answer.set_cookie(
                COOKIE, entered.browser, max_age=LIFE_S, path=reverse("thread:guest", args=[token]), httponly=True,
                samesite="Lax", secure=settings.SESSION_COOKIE_SECURE,
            )  # fmt: skip
            return answer
        form.add_error("code", _("This code is not right, or it has run out. Ask for a new one."))
    facts = {"door": found, "token": token, "form": form}
    return render(request, "thread/guest_enter.html", facts, status=422)


@never_cache
@public
@require_POST
def quote(request: HttpRequest, token: str) -> HttpResponse:
    """Send a quote or a new version of it; what is offered becomes an item of the guest's."""
    found = _entered(request, token)
    view = _view(found)
    form = GuestQuoteForm(request.POST, view=view, items=[])
    if form.is_valid():
        try:
            items = _items(found, view, form)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            if form.send(send_quote, found.actor, form.quoted(items)):
                messages.success(request, _("Your quote is stored as number %(seq)s.") % {"seq": form.result.seq})
                return _back(token)
    return _shown(request, found, token, 422, quote_form=form)


@never_cache
@public
@require_POST
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Accept the counter-offer that the page showed."""
    found, form = _entered(request, token), forms.AcceptForm(request.POST)

    def data() -> AcceptCounter:
        return AcceptCounter(lot_id=found.lot_id, counter=form.cleaned_data["counter"])

    return _said(
        request, token, form, lambda: form.send(accept_counter, found.actor, data()),
        _("You have accepted. The initiator decides now."),
    )  # fmt: skip


@never_cache
@public
@require_POST
def swear(request: HttpRequest, token: str) -> HttpResponse:
    """Accept the words about confidentiality that the page showed."""
    found, form = _entered(request, token), forms.SecrecyForm(request.POST)

    def data() -> AcceptSecrecy:
        return AcceptSecrecy(lot_id=found.lot_id, digest=form.cleaned_data["digest"])

    done = _("You have accepted. The lines are open to you.")
    return _said(request, token, form, lambda: form.send(accept_secrecy, found.actor, data()), done)


@never_cache
@public
@require_POST
def decline(request: HttpRequest, token: str) -> HttpResponse:
    """Say that the guest does not quote."""
    found, form = _entered(request, token), forms.WordForm(request.POST)
    return _said(
        request, token, form, lambda: form.send(decline_request, found.actor, form.decline(found.lot_id)),
        _("You have declined."),
    )  # fmt: skip


@never_cache
@public
@require_POST
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Take the quote back."""
    found, form = _entered(request, token), forms.WordForm(request.POST)
    return _said(
        request, token, form, lambda: form.send(withdraw_quote, found.actor, form.withdraw(found.lot_id)),
        _("Your quote is withdrawn."),
    )  # fmt: skip


@never_cache
@public
@require_POST
def admission(request: HttpRequest, token: str) -> HttpResponse:
    """Ask the marketplace for an account."""
    found = _entered(request, token)
    run(ask_admission, found.actor, AskAdmission())
    messages.success(request, _("The marketplace knows that you want to be admitted. You will get a mail."))
    return _back(token)


def _shown(request: HttpRequest, found: GuestDoor, token: str, status: int = 200, **changed: Any) -> HttpResponse:
    """The request as this guest may read it: what is asked for, and its own thread."""
    view = _view(found)
    own = view.own.thread if view.own else None
    facts = {
        "door": found,
        "token": token,
        "room": view.room,
        "facts": view.room.facts,
        "view": view,
        "own": view.own,
        "status": own.status(view.now) if own else "opened",
        "may_act": view.room.state in LIVE and own is not None,
        "secrecy": sheet_table.secrecy_to_accept(view),
        "may_leave": own is not None and not sheet_table.is_bound(view),
        "wait": sheet_table.why_waiting(view),
        "quote_form": GuestQuoteForm(view=view, items=[]),
        "accept_form": forms.AcceptForm(initial={"counter": own.pending.seq if own and own.pending else None}),
        "word_form": forms.WordForm(),
        "has_won": bool(view.room.deals),
    }
    return render(request, "thread/guest_request.html", facts | changed, status=status)


def _items(found: GuestDoor, view: RequestView, form: GuestQuoteForm) -> dict[int, Any]:
    """The guest's goods for the lines it quotes; none where it buys."""
    if view.room.side == "sell" or not form.sent:
        return {}
    data = NameGuestGoods(lot_id=found.lot_id, lines=form.sent, tax_percent=form.cleaned_data["tax_percent"] or "0")
    return {int(line): item for line, item in run(name_guest_goods, found.actor, data).items.items()}


def _said(
    request: HttpRequest, token: str, form: Any, send: Callable[[], bool], done: str
) -> HttpResponse:  # fmt: skip
    """A short form: done, or what is wrong with it as a message on the page it came from."""
    if form.is_valid() and send():
        messages.success(request, done)
    else:
        for problems in form.errors.values():
            for problem in problems:
                messages.error(request, str(problem))
    return _back(token)


def _door(request: HttpRequest, token: str) -> GuestDoor:
    found = door(token, request.COOKIES.get(COOKIE, ""), clock.now(scope.alias()))
    if found is None:
        raise Http404
    return found


def _entered(request: HttpRequest, token: str) -> GuestDoor:
    """The door, for a browser that is open; to every other the request does not exist."""
    found = _door(request, token)
    if not found.is_open or found.is_member:
        raise Http404
    return found


def _join(found: GuestDoor) -> None:
    """Take part, so that the guest has a number and a thread. Where the request is over it may still read."""
    try:
        run(join_event, found.actor, JoinEvent(event_id=found.event_id))
    except Refusal:
        return


def _view(found: GuestDoor) -> RequestView:
    now = clock.now(scope.alias())
    seen = room(found.actor, found.event_id, now)
    if seen is None:
        raise Http404
    return request_view(seen, now)


def _visitor(request: HttpRequest) -> Actor:
    return Actor.anonymous(address_of(request) or "")


def _back(token: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("thread:guest", args=[token]))
