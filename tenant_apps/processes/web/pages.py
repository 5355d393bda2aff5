"""Pages of processes: the list with the last check of the books, and one process as a drawing of its steps."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.audit.queries import list_for_target
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import NotFound, Refusal
from shared_apps.tenancy import scope
from shared_apps.ui import lists
from shared_apps.ui.acting import attempt
from shared_apps.ui.command_forms import id_or_none
from tenant_apps.identity.queries import list_people
from tenant_apps.processes.commands import (
    GiveProcess,
    RetryProcess,
    UndoProcess,
    give_process,
    retry_process,
    undo_process,
)
from tenant_apps.processes.queries import find_process, last_check, process_counts, steps_of
from tenant_apps.processes.queries import process_page as page_of


@requires("processes.view_process")
@require_http_methods(["GET"])
def process_list_page(request: HttpRequest) -> HttpResponse:
    """Processes by state, those that wait for a person first in the tabs."""
    actor = _actor(request)
    filters = lists.wanted(request, "view", "q")
    try:
        page = page_of(actor, filters, request.GET.get("cursor"))
    except Refusal as refusal:
        raise Http404 from refusal
    counts = process_counts(actor)
    views = [
        ("", _("All"), counts["all"]),
        ("stuck", _("Wait for a person"), counts.get("stuck", 0)),
        ("open", _("Open"), counts["open"]),
        ("done", _("Done"), counts.get("done", 0)),
        ("undone", _("Undone"), counts.get("undone", 0)),
    ]
    facts = {
        "rows": page.rows,
        "pager": lists.pager(request, filters, page.next_cursor),
        "views": lists.tabs(filters, views),
        "filters": filters,
        "keep": lists.kept(filters),
        "check": last_check(actor),
    }
    return render(request, "processes/process_list.html", facts)


@requires("processes.view_process")
@require_http_methods(["GET"])
def process_page(request: HttpRequest, process_id: UUID) -> HttpResponse:
    """One process: its steps drawn over time, with attempts and errors, and what may be done about it."""
    actor = _actor(request)
    row = _row(actor, process_id)
    steps = steps_of(row, clock.now(scope.alias()))
    facts = {
        "row": row,
        "steps": steps,
        "current": next((step for step in steps if step.state in ("owed", "waiting")), None),
        "may_retry": not row.is_over and actor.may("processes.retry_process"),
        "may_undo": row.may_undo and actor.may("processes.undo_process"),
        "may_give": not row.is_over and actor.may("processes.give_process"),
        "people": [one for one in list_people(actor) if one.company_id is None] if not row.is_over else [],
        "history": list_for_target("outbox.saga", str(process_id), 20),
    }
    return render(request, "processes/process_detail.html", facts)


@require_POST
@requires("processes.retry_process")
def process_retry(request: HttpRequest, process_id: UUID) -> HttpResponse:
    """Try again at once."""
    return _act(request, process_id, retry_process, RetryProcess(process_id=process_id), _("It tries again now."))


@require_POST
@requires("processes.undo_process")
def process_undo(request: HttpRequest, process_id: UUID) -> HttpResponse:
    """Undo it."""
    data = UndoProcess(process_id=process_id, reason=request.POST.get("reason", "")[:400])
    return _act(request, process_id, undo_process, data, _("It is being undone."))


@require_POST
@requires("processes.give_process")
def process_give(request: HttpRequest, process_id: UUID) -> HttpResponse:
    """Give it to a person."""
    _row(_actor(request), process_id)
    handler_id = id_or_none(request.POST.get("handler_id"))
    if handler_id is None:
        messages.error(request, _("Choose a person first."))
        return HttpResponseRedirect(reverse("processes:process", args=[process_id]))
    data = GiveProcess(process_id=process_id, handler_id=handler_id)
    return _act(request, process_id, give_process, data, _("It is in that person’s hands now."))


def _act(request: HttpRequest, process_id: UUID, command: Any, data: Any, done: str) -> HttpResponse:
    actor = _actor(request)
    _row(actor, process_id)
    attempt(request, command, data, done)
    return HttpResponseRedirect(reverse("processes:process", args=[process_id]))


def _row(actor: Actor, process_id: UUID) -> Any:
    try:
        return find_process(actor, process_id)
    except NotFound as refusal:
        raise Http404 from refusal


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
