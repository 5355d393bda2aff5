"""Change an event, see first what that does, read what was changed, confirm it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import Refusal
from tenant_apps.rulesets.queries import resolved_below
from tenant_apps.rulesets.types import list_rules
from tenant_apps.trading.kernel.queries.rooms import Room
from tenant_apps.trading.kernel.web.events import do, find_room
from tenant_apps.trading.questions.commands import ConfirmAmendment, amend_event, confirm_amendment
from tenant_apps.trading.questions.queries.changes import changes_of
from tenant_apps.trading.questions.queries.previews import Preview, preview_of
from tenant_apps.trading.questions.web.forms import ChangeEventForm
from tenant_apps.trading.questions.web.wording import changes_shown

RUNS = ("initiator", "house")


@requires("trading.amend_event")
@require_http_methods(["GET", "POST"])
def change_page(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """The form of a change; what it would do is shown before anything is changed."""
    actor = _actor(request)
    room = find_room(actor, event_id)
    if room.viewer.audience not in RUNS:
        raise Http404
    if room.state not in ("announced", "open"):
        messages.error(request, _("The event can no longer be changed."))
        return HttpResponseRedirect(reverse("trading:event", args=[event_id]))
    form = ChangeEventForm(request.POST or None, room=room, rules=_rules(room))
    preview = None
    if request.method == "POST" and form.is_valid():
        if "apply" in request.POST:
            if form.send(amend_event, actor, form.input()):
                messages.success(request, _("The event is changed; everybody who takes part is told by mail."))
                return HttpResponseRedirect(reverse("trading:event", args=[event_id]))
        else:
            preview = _preview(form, actor)
    facts = {
        "room": room,
        "form": form,
        "preview": preview,
        "shown": changes_shown(room, [one.record() for one in preview.plan.changes]) if preview else [],
    }
    return render(request, "questions/change.html", facts, status=422 if form.errors else 200)


@requires("trading.view_event")
@require_http_methods(["GET"])
def changes_page(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Every change of an event with its reason: the history of its versions."""
    actor = _actor(request)
    room = find_room(actor, event_id)
    changes = changes_of(actor, room)
    facts: dict[str, Any] = {
        "room": room,
        "changes": changes,
        "rows": [(one, changes_shown(room, one.changes)) for one in changes.lines],
        "may_confirm": bool(changes.to_confirm) and actor.may("trading.confirm_amendment"),
    }
    return render(request, "questions/changes.html", facts)


@require_POST
@requires("trading.confirm_amendment")
def confirm(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """The company goes on under the changed terms."""
    actor = _actor(request)
    find_room(actor, event_id)
    number = request.POST.get("number", "")
    if not number.isdecimal():
        raise Http404
    if do(request, confirm_amendment, actor, ConfirmAmendment(event_id=event_id, number=int(number[:6]))):
        messages.success(request, _("Confirmed. What your company has handed in counts."))
    return HttpResponseRedirect(reverse("trading:event", args=[event_id]))


def _preview(form: ChangeEventForm, actor: Actor) -> Preview | None:
    try:
        return preview_of(actor, form.input())
    except Refusal as refusal:
        form.refuse(refusal)
        return None


def _rules(room: Room) -> list[Any]:
    """Rules that may be changed: none once the event has opened."""
    if room.state != "announced":
        return []
    found = resolved_below(room.mode, [])
    return [(rule, found[rule.key]) for rule in list_rules(room.mode) if rule.at_event]


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
