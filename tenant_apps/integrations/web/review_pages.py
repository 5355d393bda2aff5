"""Pages of what was said and where it differs: messages, differences, comparisons, files with bad rows."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.foundation.refusals import Refusal
from shared_apps.ui import lists
from shared_apps.ui.statuses import status_of
from tenant_apps.integrations.commands import (
    GiveUpMessage,
    RetryMessage,
    decide_disagreement,
    give_up_message,
    retry_message,
    settle_difference,
)
from tenant_apps.integrations.queries import pages, records
from tenant_apps.integrations.queries.words import reason
from tenant_apps.integrations.web.forms import DecideForm, ReasonForm, SettleForm
from tenant_apps.integrations.web.pages import act, actor_of


@requires("integrations.view_connection")
@require_http_methods(["GET"])
def message_list_page(request: HttpRequest, connection_id: UUID) -> HttpResponse:
    """What the system said: what is open first."""
    actor = actor_of(request)
    line, _row = pages.one_connection(actor, connection_id)
    filters = lists.wanted(request, "view", "q")
    try:
        page = pages.message_page(actor, connection_id, filters, request.GET.get("cursor"))
    except Refusal as refusal:
        raise Http404 from refusal
    counts = pages.message_counts(connection_id)
    views = [
        ("", pgettext("sync messages", "Open"), counts.get("parked", 0) + counts.get("dead", 0)),
        ("parked", pgettext("sync messages", "Waiting"), counts.get("parked", 0)),
        ("dead", pgettext("sync messages", "Dead"), counts.get("dead", 0)),
        ("applied", pgettext("sync messages", "Applied"), counts.get("applied", 0)),
        ("superseded", pgettext("sync messages", "Overtaken"), counts.get("superseded", 0)),
    ]
    facts = {
        "line": line,
        "rows": page.rows,
        "pager": lists.pager(request, filters, page.next_cursor),
        "views": lists.tabs(filters, views),
        "filters": filters,
        "keep": lists.kept(filters),
        "may_retry": actor.may("integrations.retry_message"),
        "may_give_up": actor.may("integrations.give_up_message"),
        "form": ReasonForm(),
    }
    return render(request, "integrations/message_list.html", facts)


@require_POST
@requires("integrations.retry_message")
def message_retry(request: HttpRequest, message_id: UUID) -> HttpResponse:
    return act(request, retry_message, RetryMessage(message_id=message_id), _("It was tried again."), None)


@require_POST
@requires("integrations.give_up_message")
def message_give_up(request: HttpRequest, message_id: UUID) -> HttpResponse:
    data = GiveUpMessage(message_id=message_id, reason=request.POST.get("reason", ""))
    return act(request, give_up_message, data, _("It is put aside."), None)


@requires("integrations.view_connection")
@require_http_methods(["GET"])
def difference_list_page(request: HttpRequest, connection_id: UUID) -> HttpResponse:
    """Where both sides say something else; open ones can be decided here."""
    return _differences(request, connection_id)


def _differences(
    request: HttpRequest, connection_id: UUID, refused: DecideForm | None = None, at: UUID | None = None
) -> HttpResponse:
    actor = actor_of(request)
    line, _row = pages.one_connection(actor, connection_id)
    filters = lists.wanted(request, "view")
    try:
        page = pages.disagreement_page(actor, connection_id, filters, request.GET.get("cursor"))
    except Refusal as refusal:
        raise Http404 from refusal
    views = [("", pgettext("differences", "Open"), line.waiting.conflicts), ("decided", _("Decided"), None)]
    facts = {
        "line": line,
        "rows": [(row, refused if row.pk == at else DecideForm()) for row in page.rows],
        "pager": lists.pager(request, filters, page.next_cursor),
        "views": lists.tabs(filters, views),
        "filters": filters,
        "may_decide": actor.may("integrations.decide_disagreement"),
    }
    return render(request, "integrations/difference_list.html", facts, status=422 if refused else 200)


@require_POST
@requires("integrations.decide_disagreement")
def difference_decide(request: HttpRequest, disagreement_id: UUID) -> HttpResponse:
    """Take theirs or keep ours."""
    actor = actor_of(request)
    row = records.find_disagreement(actor, disagreement_id)
    form = DecideForm(request.POST)
    if form.is_valid() and form.send(decide_disagreement, actor, form.input(disagreement_id)):
        messages.success(request, _("Decided."))
        return HttpResponseRedirect(reverse("integrations:differences", args=[row.connection_id]))
    return _differences(request, row.connection_id, form, disagreement_id)


@requires("integrations.view_connection")
@require_http_methods(["GET"])
def comparison_page(request: HttpRequest, comparison_id: UUID) -> HttpResponse:
    """Ours against theirs: what is equal, what differs by how much, since when and why."""
    return _comparison(request, comparison_id)


def _comparison(request: HttpRequest, comparison_id: UUID, refused: SettleForm | None = None) -> HttpResponse:
    actor = actor_of(request)
    row = records.find_comparison(actor, comparison_id)
    if request.GET.get("export") == "csv":
        head = [_("Thing"), _("Ours"), _("Theirs"), _("Difference"), _("Probable cause"), _("Since")]
        lines = (
            (one["thing"], one["ours"], one["theirs"], one["by"], status_of("integrations.cause", one["cause"]).label,
             one["since"])
            for one in row.rows
        )  # fmt: skip
        return lists.csv_answer("comparison", head, lines, hides={"prices": (1, 2, 3)})
    line, _row = pages.one_connection(actor, row.connection_id)
    counts = row.counts
    causes = [(name.removeprefix("cause_"), times) for name, times in counts.items() if name.startswith("cause_")]
    wanted = request.POST.get("item_id", ""), request.POST.get("warehouse_id", "")
    facts = {
        "line": line,
        "report": row,
        "equal": counts.get("stock_equal", 0) + counts.get("orders_equal", 0),
        "differs": counts.get("stock_differs", 0) + counts.get("orders_differ", 0),
        "causes": sorted(causes, key=lambda one: -one[1]),
        "most": max([times for _name, times in causes] or [1]),
        "rows": [
            (
                one | {"at": parse_datetime(one["since"]) if one["since"] else None},
                refused
                if refused is not None and (one["item_id"], one["warehouse_id"]) == wanted
                else SettleForm(initial={"item_id": one["item_id"], "warehouse_id": one["warehouse_id"]}),
            )
            for one in row.rows[:200]
        ],
        "may_settle": actor.may("integrations.settle_difference"),
        "export_url": "?export=csv",
    }
    return render(request, "integrations/comparison_detail.html", facts, status=422 if refused else 200)


@require_POST
@requires("integrations.settle_difference")
def comparison_settle(request: HttpRequest, comparison_id: UUID) -> HttpResponse:
    """Take their stock of a row, or keep ours."""
    actor = actor_of(request)
    row = records.find_comparison(actor, comparison_id)
    form = SettleForm(request.POST)
    if form.is_valid() and form.send(settle_difference, actor, form.settle(row.connection_id)):
        messages.success(request, _("Settled. The next comparison shows it."))
        return HttpResponseRedirect(reverse("integrations:comparison", args=[comparison_id]))
    return _comparison(request, comparison_id, form)


@requires("integrations.view_connection")
@require_http_methods(["GET"])
def file_errors(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """The rows of a file that were not taken, with column and reason."""
    row = records.find_file(actor_of(request), file_id)
    head = [_("Row"), _("Column"), _("Reason")]
    return lists.csv_answer("rows-not-taken", head, ((at, column, reason(why)) for at, column, why in row.bad))
