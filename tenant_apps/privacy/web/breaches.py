"""The register of breaches: list, one with its clocks, a new one, its report as a file."""

from typing import Any
from uuid import UUID

import msgspec
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.egress import flows
from shared_apps.foundation.refusals import Refusal
from shared_apps.ui import lists
from shared_apps.ui.acting import attempt
from shared_apps.ui.downloads import file_answer
from tenant_apps.privacy.commands import CloseBreach, add_to_breach, close_breach, register_breach, tell_of_breach
from tenant_apps.privacy.queries import breaches as queries
from tenant_apps.privacy.queries.words import BREACH_KINDS, CONTENT
from tenant_apps.privacy.types import DUTIES
from tenant_apps.privacy.web.forms import BreachForm, MoreForm, TellForm
from tenant_apps.privacy.web.shared import house_of, places

REPORT = flows.declare(
    "privacy.breach_report",
    "download",
    gettext_lazy("Reports of breaches"),
    ("business", "free_text"),
    to="viewer",
    purpose="evidence",
    basis="duty",
)

MORE = ("risk", "is_major", "what", "kinds", "persons", "records", "consequences", "measures", "contact_point")


@requires("privacy.view_breach")
@require_http_methods(["GET"])
def breach_list_page(request: HttpRequest) -> HttpResponse:
    """All breaches, with whoever must be told next."""
    actor = house_of(request)
    filters = lists.wanted(request, "view")
    try:
        page = queries.breach_page(actor, filters, request.GET.get("cursor"))
    except Refusal as refusal:
        raise Http404 from refusal
    counts = queries.breach_counts(actor)
    names = (("", _("All")), ("open", _("Open")), ("late", _("Late")), ("closed", _("Closed")))
    facts = {
        **places(actor, "breaches"),
        "rows": page.rows,
        "pager": lists.pager(request, filters, page.next_cursor),
        "views": lists.tabs(filters, [(code, name, counts[code or "all"]) for code, name in names]),
        "filters": filters,
        "may_register": actor.may("privacy.register_breach"),
    }
    return render(request, "privacy/breach_list.html", facts)


@requires("privacy.register_breach")
@require_http_methods(["GET", "POST"])
def breach_new_page(request: HttpRequest) -> HttpResponse:
    """Register a breach; what is not known yet follows."""
    actor = house_of(request)
    form = BreachForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and form.send(register_breach, actor, form.input()):
        done = _("Breach %(number)s is registered; its clocks run.") % {"number": form.result.number}
        messages.success(request, done)
        return HttpResponseRedirect(reverse("privacy:breach", args=[form.result.breach_id]))
    return render(request, "privacy/breach_new.html", {"form": form}, status=422 if form.errors else 200)


@requires("privacy.view_breach")
@require_http_methods(["GET"])
def breach_page(request: HttpRequest, breach_id: UUID) -> HttpResponse:
    """One breach with its clocks and the content of a report."""
    return _page(request, breach_id)


@requires("privacy.add_to_breach")
@require_http_methods(["GET", "POST"])
def breach_more_page(request: HttpRequest, breach_id: UUID) -> HttpResponse:
    """Add what became known since; a higher risk starts its clocks."""
    actor = house_of(request)
    row = queries.find_breach(actor, breach_id).row
    if row.closed_at is not None:
        raise Http404
    known = {name: getattr(row, name) for name in MORE}
    form = MoreForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid() and form.send(add_to_breach, actor, form.input(breach_id)):
        messages.success(request, _("It stands in the register."))
        return HttpResponseRedirect(reverse("privacy:breach", args=[breach_id]))
    facts = {"form": form, "row": row}
    return render(request, "privacy/breach_more.html", facts, status=422 if form.errors else 200)


@require_POST
@requires("privacy.tell_of_breach")
def breach_tell(request: HttpRequest, breach_id: UUID, duty: str) -> HttpResponse:
    """Record that somebody was told."""
    actor = house_of(request)
    queries.find_breach(actor, breach_id)
    if duty not in DUTIES:
        raise Http404
    form = TellForm(request.POST, auto_id=f"id_{duty}_%s")
    if form.is_valid() and form.send(tell_of_breach, actor, form.input(breach_id, duty)):
        messages.success(request, _("It stands in the register."))
        return HttpResponseRedirect(reverse("privacy:breach", args=[breach_id]))
    return _page(request, breach_id, duty, form)


@require_POST
@requires("privacy.close_breach")
def breach_close(request: HttpRequest, breach_id: UUID) -> HttpResponse:
    """Close it, with what was learnt."""
    queries.find_breach(house_of(request), breach_id)
    data = CloseBreach(breach_id=breach_id, lessons=request.POST.get("lessons", "")[:4001])
    attempt(request, close_breach, data, _("The breach is closed."))
    return HttpResponseRedirect(reverse("privacy:breach", args=[breach_id]))


@requires("privacy.view_breach")
@require_http_methods(["GET"])
def breach_export(request: HttpRequest, breach_id: UUID) -> HttpResponse:
    """The report for the authority as a file."""
    view = queries.find_breach(house_of(request), breach_id)
    text = msgspec.json.format(msgspec.json.encode(queries.report_of(view)), indent=2)
    return file_answer(REPORT, text, "application/json", f"{view.row.number}.json")


def _page(request: HttpRequest, breach_id: UUID, duty: str = "", bound: Any = None) -> HttpResponse:
    actor = house_of(request)
    view = queries.find_breach(actor, breach_id)
    may_tell = actor.may("privacy.tell_of_breach") and view.row.closed_at is None
    duties = [
        (one, (bound if one.kind == duty else TellForm(auto_id=f"id_{one.kind}_%s"))
         if may_tell and one.done_at is None else None)
        for one in view.duties
    ]  # fmt: skip
    facts = {
        **places(actor, "breaches"),
        "view": view,
        "row": view.row,
        "duties": duties,
        "failed": duty,
        "kinds": [BREACH_KINDS[code] for code in view.row.kinds],
        "lacks": [CONTENT[name] for name in view.lacks],
        "may_add": actor.may("privacy.add_to_breach") and view.row.closed_at is None,
        "may_close": actor.may("privacy.close_breach") and view.row.closed_at is None,
        "is_ready": all(one.done_at is not None for one in view.duties),
    }
    return render(request, "privacy/breach_detail.html", facts, status=422 if bound is not None else 200)
