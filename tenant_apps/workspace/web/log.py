"""Pages of the log of acts: search, one act with its proof, and files that prove themselves."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.commands import run
from shared_apps.egress import flows
from shared_apps.foundation.refusals import NotAllowed, Refusal
from shared_apps.ui import lists
from shared_apps.ui.acting import actor_of
from shared_apps.ui.downloads import file_answer
from tenant_apps.workspace.commands import ExportLog, export_log
from tenant_apps.workspace.queries.log import Wanted, exported, find_act, log_page, people_in, table

LOG = flows.declare(
    "workspace.log",
    "download",
    gettext_lazy("Acts of the log as a file"),
    ("pseudonym", "personal", "business"),
    to="viewer",
    purpose="evidence",
    basis="duty",
)
OUTCOMES = ("done", "refused")
COLUMNS = (
    "number", "at", "act", "outcome", "reason", "kind", "pseudonym", "who", "object", "object_id", "address",
    "signed_in_by", "request", "id",
)  # fmt: skip


@requires("audit.view_record")
@require_http_methods(["GET"])
def log_list_page(request: HttpRequest) -> HttpResponse:
    """Who did what, when, to which thing and with what outcome, newest first."""
    actor, filters = actor_of(request), _filters(request)
    try:
        page = log_page(actor, _wanted(filters), request.GET.get("cursor"))
    except Refusal as refusal:
        raise Http404 from refusal
    facts = {
        "lines": page.lines,
        "pager": lists.pager(request, filters, page.next_cursor),
        "filters": filters,
        "outcomes": [("done", _("Done")), ("refused", _("Refused"))],
        "keep": lists.kept(filters),
        "may_export": actor.may("workspace.export_log"),
        "query": lists.address(filters),
    }
    return render(request, "workspace/log_list.html", facts)


@requires("audit.view_record")
@require_http_methods(["GET"])
def log_page_of(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """One act: everything the row keeps, and its place in the log."""
    return render(request, "workspace/log_detail.html", {"act": find_act(actor_of(request), record_id)})


@require_POST
@requires("workspace.export_log")
def log_export(request: HttpRequest) -> HttpResponse:
    """The acts of the list as a file; asks again who it is, and the log keeps that it was taken."""
    actor, filters = actor_of(request), _filters(request)
    wanted = _wanted(filters)
    data = ExportLog(text=wanted.text, who=wanted.who, outcome=wanted.outcome, since=wanted.since, until=wanted.until)
    try:
        made = run(export_log, actor, data)
    except NotAllowed:
        raise
    except Refusal as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
        return HttpResponseRedirect(reverse("workspace:log") + lists.address(filters))
    if request.POST.get("format") == "csv":
        return lists.csv_answer("log", COLUMNS, table(actor, wanted), flow=LOG, persons=people_in(actor, wanted))
    lines = "".join(f"{line}\n" for line in exported(actor, wanted, made.size))
    name, persons = f"log-{made.size}.jsonl", people_in(actor, wanted)
    return file_answer(LOG, lines, "application/jsonl; charset=utf-8", name, persons=persons)


def _filters(request: HttpRequest) -> dict[str, str]:
    return lists.wanted(request, "q", "who", "outcome", "since", "until")


def _wanted(filters: dict[str, str]) -> Wanted:
    outcome = filters.get("outcome", "")
    return Wanted(
        text=filters.get("q", ""),
        who=filters.get("who", ""),
        outcome=outcome if outcome in OUTCOMES else "",
        since=lists.wanted_date(filters, "since"),
        until=lists.wanted_date(filters, "until"),
    )
