"""Pages of counts: plan one, count on a phone, decide on differences."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.api.paging import cut
from shared_apps.commands import run
from shared_apps.foundation.refusals import Refusal
from shared_apps.ui import lists
from tenant_apps.inventory.commands import CancelCount, cancel_count, decide_count, plan_count, record_count
from tenant_apps.inventory.queries import list_warehouses
from tenant_apps.inventory.queries.counts import accuracy_by_warehouse, count_rows, find_count, sheet_of
from tenant_apps.inventory.web.stock_pages import actor_of, first_error
from tenant_apps.inventory.web.work_forms import CountForm, DecideForm, PlanForm

PAGE = 40


@requires("inventory.view_stock")
@require_http_methods(["GET"])
def count_list_page(request: HttpRequest) -> HttpResponse:
    """Counts, newest first, and how right the books of each warehouse were."""
    actor = actor_of(request)
    filters = lists.wanted(request, "view")
    every: dict[str, dict[str, Any]] = {"open": {"state": "open"}, "over": {"state__in": ["closed", "cancelled"]}}
    chosen = every.get(filters.get("view", ""), {})
    try:
        page = cut(
            count_rows(actor, chosen), f"counts {filters.get('view', '')}", cursor=request.GET.get("cursor"), limit=PAGE
        )  # fmt: skip
    except Refusal as refusal:
        raise Http404 from refusal
    facts = {
        "rows": page.rows,
        "pager": lists.pager(request, filters, page.next_cursor),
        "views": lists.tabs(filters, [("", _("All"), None), ("open", _("Open"), None), ("over", _("Over"), None)]),
        "filters": filters,
        "accuracy": accuracy_by_warehouse(actor),
        "may_plan": actor.may("inventory.plan_count"),
    }
    return render(request, "inventory/count_list.html", facts)


@requires("inventory.plan_count")
@require_http_methods(["GET", "POST"])
def count_new_page(request: HttpRequest) -> HttpResponse:
    """Plan a count."""
    actor = actor_of(request)
    warehouses = list_warehouses(actor)
    form = PlanForm(request.POST or None, warehouses=warehouses)
    if request.method == "POST" and form.is_valid() and form.send(plan_count, actor, form.input()):
        return HttpResponseRedirect(reverse("inventory:count", args=[form.result.count_id]))
    facts = {"form": form, "has_warehouses": bool(warehouses)}
    return render(request, "inventory/count_new.html", facts, status=422 if form.errors else 200)


@requires("inventory.view_stock")
@require_http_methods(["GET"])
def count_page(request: HttpRequest, count_id: UUID) -> HttpResponse:
    """The sheet: what is still to be counted, what waits for a decision, what is done."""
    return _shown(request, find_count(actor_of(request), count_id))


def _shown(request: HttpRequest, count: Any, wrong: dict[str, str] | None = None) -> HttpResponse:
    """`wrong` names a line, what was typed of it and what is the matter with that."""
    actor = actor_of(request)
    by_state: dict[str, list[Any]] = {"open": [], "review": [], "done": []}
    for line in sheet_of(count):
        by_state["open" if line.state == "recount" else line.state].append(line)
    facts = {
        "count": count,
        "todo": by_state["open"],
        "review": by_state["review"],
        "done": by_state["done"],
        "total": sum(len(lines) for lines in by_state.values()),
        "key": uuid4(),
        "wrong": wrong,
        "may_count": count.state == "open" and actor.may("inventory.record_count"),
        "may_decide": count.state == "open" and actor.may("inventory.decide_count"),
        "may_cancel": count.state == "open" and actor.may("inventory.cancel_count"),
    }
    return render(request, "inventory/count_detail.html", facts, status=422 if wrong else 200)


@requires("inventory.record_count")
@require_POST
def count_line_page(request: HttpRequest, count_id: UUID, line_id: UUID) -> HttpResponse:
    """Write down what was counted of one line."""
    actor = actor_of(request)
    count = find_count(actor, count_id)
    form = CountForm(request.POST)
    if form.is_valid() and form.send(record_count, actor, form.input(line_id)):
        told = {
            "done": _("Written down."), "recount": _("Please count this line once more."),
            "review": _("Written down; another person looks at it."),
        }  # fmt: skip
        level = messages.WARNING if form.result.state == "recount" else messages.SUCCESS
        messages.add_message(request, level, told[form.result.state])
    elif "found" in form.errors:
        typed = request.POST.get("found", "")[:30]
        return _shown(request, count, {"line": str(line_id), "typed": typed, "text": first_error(form)})
    else:
        messages.error(request, first_error(form))
    return HttpResponseRedirect(reverse("inventory:count", args=[count_id]) + "#sheet")


@requires("inventory.decide_count")
@require_POST
def count_decide_page(request: HttpRequest, count_id: UUID, line_id: UUID) -> HttpResponse:
    """Book a difference, or have it counted anew."""
    actor = actor_of(request)
    find_count(actor, count_id)
    form = DecideForm(request.POST)
    if form.is_valid() and form.send(decide_count, actor, form.input(line_id)):
        done = form.result.state == "done"
        messages.success(request, _("The difference is booked.") if done else _("The line is to be counted anew."))
    else:
        messages.error(request, first_error(form))
    return HttpResponseRedirect(reverse("inventory:count", args=[count_id]))


@requires("inventory.cancel_count")
@require_POST
def count_cancel_page(request: HttpRequest, count_id: UUID) -> HttpResponse:
    """Cancel a count; what was booked stays booked."""
    actor = actor_of(request)
    find_count(actor, count_id)
    try:
        run(cancel_count, actor, CancelCount(count_id=count_id))
        messages.success(request, _("The count is cancelled."))
    except Refusal as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
    return HttpResponseRedirect(reverse("inventory:count", args=[count_id]))
