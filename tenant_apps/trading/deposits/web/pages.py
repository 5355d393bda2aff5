"""Pages of deposits: what we give and hold, one deposit, and what can be done with it now."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.commands import Command
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import NotFound, Refusal
from shared_apps.ui import lists
from shared_apps.ui.acting import attempt
from shared_apps.ui.statuses import status_of
from tenant_apps.trading.deposits.commands import (
    ConfirmDeposit,
    ReleaseDeposit,
    ReturnDeposit,
    confirm_deposit,
    forfeit_deposit,
    release_deposit,
    report_deposit,
    return_deposit,
)
from tenant_apps.trading.deposits.queries import (
    DepositRow,
    deposit_counts,
    deposit_export,
    find_deposit,
)
from tenant_apps.trading.deposits.queries import deposit_page as page_of
from tenant_apps.trading.deposits.web.acts import acts_of
from tenant_apps.trading.deposits.web.forms import ForfeitForm, ReportForm

_VIEWS = (("", gettext_lazy("All")), ("open", gettext_lazy("Open")), ("owed", gettext_lazy("To be paid")))


@requires("deposits.view_deposit")
@require_http_methods(["GET"])
def deposit_list_page(request: HttpRequest) -> HttpResponse:
    """Deposits given and held, those that still want something first in view."""
    actor = _actor(request)
    filters = lists.wanted(request, "view", "q", "sort")
    if request.GET.get("export") == "csv":
        return _export(actor, filters)
    try:
        page = page_of(actor, filters, request.GET.get("cursor"))
    except Refusal as refusal:
        raise Http404 from refusal
    counts = deposit_counts(actor)
    views = [(code, str(label), counts[code or "all"]) for code, label in _VIEWS]
    if actor.company_id:
        views += [("given", _("Given by us"), counts["given"]), ("held", _("Held by us"), counts["held"])]
    facts = {
        "rows": [(row, row.partner_of(actor.company_id)) for row in page.rows],
        "pager": lists.pager(request, filters, page.next_cursor),
        "views": lists.tabs(filters, views),
        "filters": filters,
        "keep": {name: value for name, value in filters.items() if name != "q"},
        "export_url": lists.address(filters, export="csv"),
        "company_id": actor.company_id,
    }
    return render(request, "deposits/deposit_list.html", facts)


@requires("deposits.view_deposit")
@require_http_methods(["GET"])
def deposit_page(request: HttpRequest, deposit_id: UUID) -> HttpResponse:
    """One deposit: what became of it, and what this person can do with it now."""
    return _page(request, _found(_actor(request), deposit_id))


@require_POST
@requires("deposits.report_deposit")
def deposit_report(request: HttpRequest, deposit_id: UUID) -> HttpResponse:
    """Say that it was paid."""
    actor = _actor(request)
    row = _found(actor, deposit_id)
    form = ReportForm(request.POST)
    if form.is_valid() and form.send(report_deposit, actor, form.input(deposit_id)):
        messages.success(request, _("Deposit %(number)s waits for its confirmation.") % {"number": row.number})
        return HttpResponseRedirect(_back(request, row))
    return _page(request, row, report_form=form)


@require_POST
@requires("deposits.confirm_deposit")
def deposit_confirm(request: HttpRequest, deposit_id: UUID) -> HttpResponse:
    """Confirm that it has arrived."""
    data = ConfirmDeposit(deposit_id=deposit_id)
    return _act(request, deposit_id, confirm_deposit, data, _("The deposit is blocked."))


@require_POST
@requires("deposits.release_deposit")
def deposit_release(request: HttpRequest, deposit_id: UUID) -> HttpResponse:
    """Give it back; `own_default` twice, where the receiver itself broke the contract."""
    data = ReleaseDeposit(deposit_id=deposit_id, own_default=request.POST.get("own_default") == "1")
    return _act(request, deposit_id, release_deposit, data, _("The deposit is released."))


@require_POST
@requires("deposits.forfeit_deposit")
def deposit_forfeit(request: HttpRequest, deposit_id: UUID) -> HttpResponse:
    """Keep it, wholly or in part."""
    actor = _actor(request)
    row = _found(actor, deposit_id)
    form = ForfeitForm(request.POST, currency=row.amount.currency)
    if form.is_valid() and form.send(forfeit_deposit, actor, form.input(deposit_id)):
        messages.success(request, _("The deposit is kept; what is left of it is released."))
        return HttpResponseRedirect(reverse("deposits:deposit", args=[deposit_id]))
    return _page(request, row, forfeit_form=form)


@require_POST
@requires("deposits.return_deposit")
def deposit_return(request: HttpRequest, deposit_id: UUID) -> HttpResponse:
    """Say that what was owed has been paid."""
    return _act(request, deposit_id, return_deposit, ReturnDeposit(deposit_id=deposit_id), _("The payment is booked."))


def _page(request: HttpRequest, row: DepositRow, **forms: Any) -> HttpResponse:
    actor = _actor(request)
    told = {"cover": row.cover or "money", "reference": row.reference}
    facts = {
        "row": row,
        "acts": acts_of(actor, row),
        "you_give": actor.company_id == row.payer_id,
        "you_hold": actor.company_id == row.receiver_id,
        "report_form": forms.get("report_form") or ReportForm(initial=told),
        "forfeit_form": forms.get("forfeit_form") or ForfeitForm(currency=row.amount.currency),
    }
    bad = any(form.errors for form in forms.values())
    return render(request, "deposits/deposit_detail.html", facts, status=422 if bad else 200)


def _act(request: HttpRequest, deposit_id: UUID, command: Command[Any, Any], data: Any, done: str) -> HttpResponse:
    actor = _actor(request)
    row = _found(actor, deposit_id)
    attempt(request, command, data, done)
    return HttpResponseRedirect(_back(request, row))


def _back(request: HttpRequest, row: DepositRow) -> str:
    """To the room where the button stood there, else to the deposit."""
    if request.POST.get("from") == "room" and row.event_id is not None:
        return reverse("trading:event", args=[row.event_id])
    return reverse("deposits:deposit", args=[row.id])


def _export(actor: Actor, filters: dict[str, str]) -> HttpResponse:
    head = [_("Deposit"), _("Kind"), _("State"), _("From"), _("To"), _("Amount"), _("Currency"), _("Event"), _("Asked")]
    rows = (
        (one.number, status_of("deposits.kind", one.kind).label, status_of("deposits.deposit", one.state).label,
         one.payer, one.receiver, one.amount.amount, one.amount.currency, one.event, one.requested_at.isoformat())
        for one in deposit_export(actor, filters)
    )  # fmt: skip
    return lists.csv_answer("deposits", head, rows, hides={"prices": (5,)})


def _found(actor: Actor, deposit_id: UUID) -> DepositRow:
    try:
        return find_deposit(actor, deposit_id)
    except NotFound as refusal:
        raise Http404 from refusal


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
