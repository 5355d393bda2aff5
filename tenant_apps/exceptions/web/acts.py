"""What people do on the pages of exceptions: each a command; a refusal comes back with its reason."""

from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.commands import Command, run
from shared_apps.foundation.refusals import NotAllowed, Refusal
from shared_apps.ui.command_forms import id_or_none
from tenant_apps.exceptions.commands import (
    AssignException,
    DoStep,
    RestException,
    TakeException,
    WriteOnException,
    assign_exception,
    dismiss_exception,
    do_step,
    rest_exception,
    solve_exception,
    take_exception,
    write_on_exception,
)
from tenant_apps.exceptions.web.pages import actor_of, shown

MOST = 100


@require_POST
@requires("exceptions.take_exception")
def take(request: HttpRequest, exception_id: UUID) -> HttpResponse:
    """It is mine from now on."""
    return _act(request, exception_id, take_exception, TakeException(exception_id=exception_id), _("It is yours now."))


@require_POST
@requires("exceptions.assign_exception")
def assign(request: HttpRequest, exception_id: UUID) -> HttpResponse:
    """Give it to a colleague."""
    data = AssignException(exception_id=exception_id, handler_id=_chosen(request))
    return _act(request, exception_id, assign_exception, data, _("It is in that person’s hands now."))


@require_POST
@requires("exceptions.do_step")
def step(request: HttpRequest, exception_id: UUID) -> HttpResponse:
    """Do a step of the playbook."""
    code, text = request.POST.get("step", "")[:40], request.POST.get("text", "")[:301]
    data = DoStep(exception_id=exception_id, step=code, text=text)
    return _act(request, exception_id, do_step, data, _("Done."), step=code, text=text)


@require_POST
@requires("exceptions.rest_exception")
def rest(request: HttpRequest, exception_id: UUID) -> HttpResponse:
    """Let it rest until the morning of a day."""
    note = request.POST.get("note", "")[:301]
    data = RestException(exception_id=exception_id, until=_morning(request.POST.get("until", "")), note=note)
    return _act(request, exception_id, rest_exception, data, _("It rests until then."), rest=note)


@require_POST
@requires("exceptions.write_on_exception")
def write(request: HttpRequest, exception_id: UUID) -> HttpResponse:
    """Write something for everybody who sees it."""
    return _write(request, exception_id, write_on_exception, _("Written."))


@require_POST
@requires("exceptions.solve_exception")
def solve(request: HttpRequest, exception_id: UUID) -> HttpResponse:
    """It is solved, and this is how."""
    return _write(request, exception_id, solve_exception, _("Solved."))


@require_POST
@requires("exceptions.dismiss_exception")
def dismiss(request: HttpRequest, exception_id: UUID) -> HttpResponse:
    """It is none, and this is why."""
    return _write(request, exception_id, dismiss_exception, _("Dismissed."))


@require_POST
@requires("exceptions.take_exception")
def take_many(request: HttpRequest) -> HttpResponse:
    """Take all that are ticked."""
    return _many(request, take_exception, lambda one: TakeException(exception_id=one))


@require_POST
@requires("exceptions.assign_exception")
def assign_many(request: HttpRequest) -> HttpResponse:
    """Give all that are ticked to one person."""
    handler = _chosen(request)
    return _many(request, assign_exception, lambda one: AssignException(exception_id=one, handler_id=handler))


def _many(request: HttpRequest, command: Command[Any, Any], data: Any) -> HttpResponse:
    done, refused = 0, ""
    for text in request.POST.getlist("id")[:MOST]:
        one = id_or_none(text)
        if one is None:
            continue
        try:
            run(command, actor_of(request), data(one))
            done += 1
        except Refusal as refusal:
            refused = refusal.message
    if done:
        messages.success(request, ngettext("%(n)d exception done.", "%(n)d exceptions done.", done) % {"n": done})
    if refused:
        messages.error(request, refused)
    back = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return HttpResponseRedirect(back if safe and back.startswith("/") else reverse("exceptions:exceptions"))


def _write(request: HttpRequest, exception_id: UUID, command: Command[Any, Any], done: str) -> HttpResponse:
    note = request.POST.get("note", "")[:301]
    data = WriteOnException(exception_id=exception_id, note=note)
    return _act(request, exception_id, command, data, done, note=note)


def _act(
    request: HttpRequest, exception_id: UUID, command: Command[Any, Any], data: Any, done: str, **again: str
) -> HttpResponse:
    try:
        run(command, actor_of(request), data)
    except NotAllowed as refusal:
        if refusal.code == "commands.fresh_factor_needed":
            raise
        return shown(request, exception_id, refusal, again)
    except Refusal as refusal:
        return shown(request, exception_id, refusal, again)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("exceptions:exception", args=[exception_id]))


def _chosen(request: HttpRequest) -> UUID:
    return id_or_none(request.POST.get("handler_id")) or UUID(int=0)


def _morning(text: str) -> datetime:
    """Eight o'clock of that day here; a moment long ago for what is no day, which the command refuses."""
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        return datetime(2000, 1, 1, tzinfo=UTC)
    return timezone.make_aware(datetime.combine(day, time(8)))
