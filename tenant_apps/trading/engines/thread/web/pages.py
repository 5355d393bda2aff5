"""Pages of a request: the comparison for its initiator, the conversation for a company, the form that publishes one."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shared_apps.accounts.web.access import requires
from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import Refusal
from shared_apps.tenancy import scope
from shared_apps.ui import lists
from tenant_apps.catalogue.queries import ItemFacts, list_items
from tenant_apps.trading.engines.thread.commands import SetBasis, set_basis
from tenant_apps.trading.engines.thread.queries import RequestView, mark_of, request_view
from tenant_apps.trading.engines.thread.queries.guests import guests_of
from tenant_apps.trading.engines.thread.web import forms, sheet_table
from tenant_apps.trading.engines.thread.web.guest_forms import InviteGuestForm
from tenant_apps.trading.engines.thread.web.publish_form import PublishRequestForm, with_more
from tenant_apps.trading.kernel.commands import publish_event
from tenant_apps.trading.kernel.queries.rooms import Room
from tenant_apps.trading.kernel.types import MODES
from tenant_apps.trading.kernel.web import events
from tenant_apps.trading.kernel.web.engine_pages import EnginePages
from tenant_apps.trading.kernel.web.event_forms import BidForm

ITEMS_MOST = 500
LIVE = ("open", "announced", "paused", "evaluation", "closing")


def room_page(request: HttpRequest, found: Room) -> HttpResponse:
    """The event's own address. Acts have addresses of their own."""
    if request.method != "GET":
        raise Http404
    return page(request, view_of(found))


def page(request: HttpRequest, view: RequestView, status: int = 200, **changed: Any) -> HttpResponse:
    """The page of a request for this viewer, with forms that came back with an error in `changed`."""
    actor, room = actor_of(request), view.room
    facts = events.room_facts(request, room, BidForm()) | {
        "view": view,
        "seen": seen(view),
        "may_act": room.state in LIVE,
        "decides": view.sheet is not None and room.state in LIVE and actor.may("thread.award_request"),
        "targets": [(line, view.state.targets.get(line.line_no)) for line in room.lines]
        if room.facts.get("targets") or view.sheet
        else [],
    }
    if view.sheet is not None:
        facts |= sheet_table.facts(view, request.GET.get("k", ""), changed.get("picked"))
        facts |= {
            "award_form": forms.AwardForm(),
            "close_form": forms.CloseForm(),
            "final_form": forms.FinalOffersForm(),
            "basis_form": forms.BasisForm(view=view),
            "waiting": sheet_table.waiting(view, mark_of(actor, room.lot_id)),
            "may_approve": room.state in LIVE and actor.may("thread.approve_award"),
            "guests": guests_of(actor, room.lot_id),
            "guest_form": InviteGuestForm(),
            "may_ask_guests": not room.final_state
            and bool(room.rules.get("guests"))
            and actor.may("thread.invite_guest"),
            "may_final": facts["decides"] and sheet_table.may_ask_final(view),
        }
        return render(request, "thread/request_compare.html", facts | changed, status=status)
    if view.own is not None:
        facts |= answer_facts(request, view)
        return render(request, "thread/request_answer.html", facts | changed, status=status)
    return render(request, "thread/request_join.html", facts | changed, status=status)


def answer_facts(request: HttpRequest, view: RequestView) -> dict[str, Any]:
    """What a company needs to answer, and why it may not where it may not."""
    actor = actor_of(request)
    own = view.own.thread if view.own else None
    return {
        "own": view.own,
        "status": own.status(view.now) if own else "opened",
        "quote_form": forms.QuoteForm(view=view, items=own_items(actor, view)),
        "accept_form": forms.AcceptForm(initial={"counter": own.pending.seq if own and own.pending else None}),
        "word_form": forms.WordForm(),
        "wait": sheet_table.why_waiting(view),
        "secrecy": sheet_table.secrecy_to_accept(view),
        "may_quote": view.room.state in LIVE and actor.may("thread.send_quote"),
        "may_leave": own is not None and not sheet_table.is_bound(view),
    }


def fragment(request: HttpRequest, found: Room) -> HttpResponse:
    """Whether something has happened since the page was opened; what was typed stays where it is."""
    now = seen(view_of(found))
    return render(
        request, "thread/_pulse.html", {"room": found, "is_news": request.GET.get("seen") != now, "seen": now}
    )


@requires("trading.view_event")
@require_http_methods(["GET"])
def thread_page(request: HttpRequest, event_id: Any, number: int) -> HttpResponse:
    """One company's thread, for the initiator."""
    return one_thread(request, view_of(events.find_room(actor_of(request), event_id)), number)


def one_thread(
    request: HttpRequest, view: RequestView, number: int, form: forms.CounterForm | None = None
) -> HttpResponse:
    found = view.thread(number)
    if view.sheet is None or found is None:
        raise Http404
    facts = {
        "room": view.room,
        "view": view,
        "one": found,
        "status": found.thread.status(view.now),
        "form": form or forms.CounterForm(view=view, number=number),
        "wait": sheet_table.why_no_counter(view, found),
        "may_counter": view.room.state in LIVE and actor_of(request).may("thread.send_counter"),
    }
    return render(request, "thread/thread.html", facts, status=422 if form is not None else 200)


@requires("trading.view_event")
@require_http_methods(["GET"])
def comparison_file(request: HttpRequest, event_id: Any) -> HttpResponse:
    """The comparison as a file for a spreadsheet; only for those who may read every thread."""
    view = view_of(events.find_room(actor_of(request), event_id))
    if view.sheet is None:
        raise Http404
    head, rows = sheet_table.as_rows(view)
    return lists.csv_answer(f"{view.room.number}-comparison", head, rows, hides=sheet_table.HIDES)


def publish_page(request: HttpRequest, mode: str) -> HttpResponse:
    """A new request with many lines. Buttons that change rows show the form again and publish nothing."""
    actor = actor_of(request)
    if request.method == "POST" and {"more", "drop", "take"} & set(request.POST):
        return _publish_shown(request, actor, mode, again=True)
    form = cast(PublishRequestForm | None, events.publish_form(request, actor, MODES[mode], PublishRequestForm))
    if form is None or request.method != "POST":
        return _publish_shown(request, actor, mode)
    if form.is_valid() and form.send(publish_event, actor, form.input()):
        _set_targets(request, actor, form)
        messages.success(request, _("%(number)s is published.") % {"number": form.result.number})
        return HttpResponseRedirect(reverse("trading:event", args=[form.result.event_id]))
    return render(request, "thread/request_publish.html", {"mode": mode, "form": form}, status=422)


def _publish_shown(request: HttpRequest, actor: Actor, mode: str, *, again: bool = False) -> HttpResponse:
    form = cast(PublishRequestForm | None, events.publish_form(request, actor, MODES[mode], PublishRequestForm))
    if form is not None and again:
        data = with_more(request.POST, form.items)
        request.POST = data  # type: ignore[assignment]
        form = cast(PublishRequestForm, events.publish_form(request, actor, MODES[mode], PublishRequestForm))
        form._errors = {}  # type: ignore[attr-defined]
    elif form is not None and request.GET.get("side") in dict(form.fields["side"].choices):  # type: ignore[attr-defined]
        form = cast(PublishRequestForm, events.publish_form(request, actor, MODES[mode], _on_side(request.GET["side"])))
    return render(request, "thread/request_publish.html", {"mode": mode, "form": form})


def _on_side(side: str) -> type[PublishRequestForm]:
    class OnSide(PublishRequestForm):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs | {"initial": kwargs.get("initial", {}) | {"side": side}})

    return OnSide


def _set_targets(request: HttpRequest, actor: Actor, form: PublishRequestForm) -> None:
    """Target prices are the request's first act; it is out even where one of them cannot be taken."""
    targets = form.targets()
    if not targets:
        return
    try:
        run(set_basis, actor, SetBasis(lot_id=form.result.lot_id, targets=targets))
    except Refusal as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}".strip())


def own_items(actor: Actor, view: RequestView) -> list[ItemFacts]:
    """Active items of the company that fit one of the lines."""
    if actor.company_id is None or view.room.side == "sell":
        return []
    units = {line.unit for line in view.room.lines}
    items = list_items(actor, supplier_id=actor.company_id, limit=ITEMS_MOST)
    return [item for item in items if item.state == "active" and item.unit in units]


def view_of(found: Room) -> RequestView:
    if found.mode != "rfq":
        raise Http404
    return request_view(found, clock.now(scope.alias()))


def seen(view: RequestView) -> str:
    """A mark of the last thing this viewer may know of; its own counts alone where it may read no other."""
    marks = [message.seq for one in view.threads for message in one.messages]
    return f"{view.room.state}-{max(marks, default=0)}"


def actor_of(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


PAGES = EnginePages(room=room_page, fragment=fragment, publish=publish_page)
