"""The queue of requests, one request with what comes next, and its answer."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.foundation.refusals import Refusal
from shared_apps.ui import lists
from shared_apps.ui.acting import attempt
from shared_apps.ui.command_forms import CommandForm
from tenant_apps.privacy.commands import (
    LiftRestriction,
    OneRequest,
    acknowledge_request,
    answer_request,
    ask_identity,
    carry_out_request,
    collect_answer,
    confirm_identity,
    extend_request,
    lift_restriction,
    record_request,
    refuse_request,
)
from tenant_apps.privacy.decisions import course
from tenant_apps.privacy.queries import requests as queries
from tenant_apps.privacy.queries.periods import codes
from tenant_apps.privacy.queries.requests import READS, RequestView
from tenant_apps.privacy.web.answers import file_of, pages_of
from tenant_apps.privacy.web.forms import AnswerForm, AskForm, ExtendForm, IdentityForm, RecordForm, RefuseForm
from tenant_apps.privacy.web.shared import house_of, places

PRESSED: dict[str, Any] = {
    "acknowledge": acknowledge_request, "collect": collect_answer, "carry_out": carry_out_request,
}  # fmt: skip
FILLED: dict[str, tuple[type[CommandForm], Any]] = {
    "confirm_identity": (IdentityForm, confirm_identity),
    "ask_identity": (AskForm, ask_identity),
    "extend": (ExtendForm, extend_request),
    "answer": (AnswerForm, answer_request),
    "refuse": (RefuseForm, refuse_request),
}
STEPS = {**{code: command.permission for code, command in PRESSED.items()},
         **{code: command.permission for code, (_form, command) in FILLED.items()}}  # fmt: skip


@requires("privacy.view_request")
@require_http_methods(["GET"])
def request_list_page(request: HttpRequest) -> HttpResponse:
    """Who asks for what, and until when they are answered."""
    actor = house_of(request)
    filters = lists.wanted(request, "view", "q")
    try:
        page = queries.request_page(actor, filters, request.GET.get("cursor"))
    except Refusal as refusal:
        raise Http404 from refusal
    counts = queries.request_counts(actor)
    names = (
        ("", _("All")), ("live", _("To answer")), ("late", _("Late")), ("answered", _("Answered")),
        ("over", _("Refused or withdrawn")),
    )  # fmt: skip
    facts = {
        **places(actor, "requests"),
        "rows": page.rows,
        "pager": lists.pager(request, filters, page.next_cursor),
        "views": lists.tabs(filters, [(code, name, counts[code or "all"]) for code, name in names]),
        "filters": filters,
        "keep": lists.kept(filters),
        "reads": actor.may(READS),
        "may_record": actor.may("privacy.record_request"),
    }
    return render(request, "privacy/request_list.html", facts)


@requires("privacy.record_request")
@require_http_methods(["GET", "POST"])
def request_new_page(request: HttpRequest) -> HttpResponse:
    """Record a request of somebody who wrote or called."""
    actor = house_of(request)
    form = RecordForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and form.send(record_request, actor, form.input()):
        messages.success(request, _("Request %(number)s is in the queue.") % {"number": form.result.number})
        return HttpResponseRedirect(reverse("privacy:request", args=[form.result.request_id]))
    return render(request, "privacy/request_new.html", {"form": form}, status=422 if form.errors else 200)


@requires("privacy.view_request")
@require_http_methods(["GET"])
def request_page(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """One request with what comes next."""
    return _page(request, request_id)


@require_POST
@requires(*sorted(set(STEPS.values())))
def request_step(request: HttpRequest, request_id: UUID, step: str) -> HttpResponse:
    """Make a step: a press, or what was filled in for it."""
    actor = house_of(request)
    queries.find_request(actor, request_id)
    back = HttpResponseRedirect(reverse("privacy:request", args=[request_id]))
    if step in PRESSED:
        attempt(request, PRESSED[step], OneRequest(request_id=request_id), _("Done. What comes next is below."))
        return back
    if step == "lift":
        attempt(request, lift_restriction, LiftRestriction(request_id=request_id), _("The data may be used again."))
        return back
    if step not in FILLED:
        raise Http404
    kind, command = FILLED[step]
    form: Any = kind(request.POST)
    if form.is_valid() and form.send(command, actor, form.input(request_id)):
        messages.success(request, _("Done. The person is told where the law says so."))
        return back
    return _page(request, request_id, step, form)


@requires("privacy.answer_request")
@require_http_methods(["GET"])
def request_answer(request: HttpRequest, request_id: UUID, form: str) -> HttpResponse:
    """What was put together, to read or as a file."""
    actor = house_of(request)
    content = queries.content_of(actor, request_id)
    if form == "read":
        back = reverse("privacy:request", args=[request_id])
        return render(request, "privacy/answer.html", {"answer": pages_of(content), "back": back, "own": False})
    return file_of(content, form, queries.find_request(actor, request_id).subject_id)


def _page(request: HttpRequest, request_id: UUID, step: str = "", bound: Any = None) -> HttpResponse:
    actor = house_of(request)
    one = queries.find_request(actor, request_id)
    own = one.subject_id is not None and one.subject_id == actor.user_id
    can = {code: course.may(code, one.state) and actor.may(right) and not own for code, right in STEPS.items()}
    forms = {code: bound if code == step else kind(initial=_initial(code, one)) for code, (kind, _c) in FILLED.items()}
    wants_recipients = one.kind in ("correct", "erase", "restrict")
    forms["answer"].fields["recipients"].required = wants_recipients and "notify_recipients" in codes("privacy.rights")
    facts = {
        **places(actor, "requests"),
        "one": one,
        "own": own,
        "steps": queries.steps_of(actor, request_id),
        "can": can,
        "forms": forms,
        "failed": step,
        "reads": actor.may(READS),
        "may_lift": one.restriction_stands and actor.may("privacy.lift_restriction"),
        "wants_recipients": wants_recipients,
    }
    return render(request, "privacy/request_detail.html", facts, status=422 if bound is not None else 200)


def _initial(code: str, one: RequestView) -> dict[str, Any]:
    return {"account": one.email} if code == "confirm_identity" else {}
