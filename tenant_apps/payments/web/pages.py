"""Pages of payments: list, one payment, record one."""

from typing import Literal
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
from shared_apps.ui import lists
from shared_apps.ui.acting import attempt
from tenant_apps.payments.commands import (
    AskOutcome,
    ReportPayment,
    announce_payment,
    ask_outcome,
    record_payment,
    report_payment,
)
from tenant_apps.payments.queries import pages
from tenant_apps.payments.queries.records import attempt_rows
from tenant_apps.payments.types import DEPOSIT
from tenant_apps.payments.web.forms import METHOD_NAMES, PaymentForm
from tenant_apps.rulesets.queries import effective
from tenant_apps.trading.kernel.queries.pages import partners_of


@requires("payments.view_payment")
@require_http_methods(["GET"])
def payment_list_page(request: HttpRequest) -> HttpResponse:
    """Payments made and received."""
    actor = _actor(request)
    filters = lists.wanted(request, "view", "q", "since", "sort")
    if request.GET.get("export") == "csv":
        head = [_("Payment"), _("Payer"), _("Payee"), _("Amount"), _("Currency"), _("How"), _("Reference"), _("Paid")]
        rows = (
            (one.number, one.payer, one.payee, one.amount.amount, one.amount.currency, one.method, one.reference,
             one.paid_at.isoformat())
            for one in pages.payment_export(actor, filters)
        )  # fmt: skip
        return lists.csv_answer("payments", head, rows, hides={"prices": (3,)})
    try:
        page = pages.payment_page(actor, filters, request.GET.get("cursor"))
    except Refusal as refusal:
        raise Http404 from refusal
    counts = pages.payment_counts(actor)
    views: list[tuple[str, str, int | None]] = [("", _("All"), counts["all"])]
    if actor.company_id:
        views += [("out", _("Paid by us"), counts["out"]), ("in", _("Paid to us"), counts["in"])]
    facts = {
        "rows": [
            (row, row.partner_of(actor.company_id), METHOD_NAMES.get(row.method, row.method)) for row in page.rows
        ],
        "pager": lists.pager(request, filters, page.next_cursor),
        "views": lists.tabs(filters, views),
        "filters": filters,
        "keep": lists.kept(filters),
        "export_url": lists.address(filters, export="csv"),
        "attempts": pages.attempts_on_their_way(actor),
        "may_ask": actor.may("payments.ask_outcome") and effective("payments.provider").value != "none",
        "may_report": actor.may("payments.report_payment"),
        "company_id": actor.company_id,
        "may_record": actor.company_id is not None and actor.may("payments.record_payment"),
    }
    return render(request, "payments/payment_list.html", facts)


@requires("payments.view_payment")
@require_http_methods(["GET"])
def payment_page(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """One payment and what it went to."""
    actor = _actor(request)
    row = pages.payment_view(actor, payment_id)
    if row is None:
        raise Http404
    facts = {
        "row": row,
        "method": METHOD_NAMES.get(row.method, row.method),
        "you_pay": actor.company_id == row.payer_id,
        "you_get": actor.company_id == row.payee_id,
        # The name of a person is for their own company and the marketplace.
        "by": _by(row) if actor.is_marketplace else "",
    }
    return render(request, "payments/payment_detail.html", facts)


@requires("payments.record_payment")
@require_http_methods(["GET", "POST"])
def payment_new_page(request: HttpRequest) -> HttpResponse:
    """Record money that moved between us and a partner."""
    actor = _actor(request)
    if actor.company_id is None:
        raise Http404
    partners = [(str(pk), name) for pk, name in partners_of(actor)]
    form = PaymentForm(
        request.POST or None, partners=partners, company_id=actor.company_id,
        initial={"direction": "out", "currency": effective("general.currency").value, "method": "bank_transfer"},
    )  # fmt: skip
    if request.method == "POST" and "announce" in request.POST:
        if form.is_valid() and form.cleaned_data["direction"] == "in":
            form.add_error("direction", _("Only who pays can say that a transfer is on its way."))
        if form.is_valid() and form.send(announce_payment, actor, form.announced()):
            messages.success(request, _("Written down. It is booked once it has arrived."))
            return HttpResponseRedirect(reverse("payments:payments"))
    elif request.method == "POST" and form.is_valid() and form.send(record_payment, actor, form.input()):
        messages.success(request, _("Payment %(number)s is recorded.") % {"number": form.result.number})
        return HttpResponseRedirect(reverse("payments:payment", args=[form.result.payment_id]))
    facts = {"form": form, "has_partners": bool(partners)}
    return render(request, "payments/payment_new.html", facts, status=422 if form.errors else 200)


@require_POST
@requires("payments.report_payment")
def attempt_report(request: HttpRequest, attempt_id: UUID) -> HttpResponse:
    """Say what became of a transfer."""
    actor = _actor(request)
    if not attempt_rows(actor, {"pk": attempt_id}).exists():
        raise Http404
    outcome: Literal["done", "failed"] = "failed" if request.POST.get("outcome") == "failed" else "done"
    data = ReportPayment(attempt_id=attempt_id, outcome=outcome, reason=request.POST.get("reason", "")[:201])
    attempt(request, report_payment, data, _("Written down."))
    return HttpResponseRedirect(reverse("payments:payments"))


@require_POST
@requires("payments.ask_outcome")
def attempt_ask(request: HttpRequest, attempt_id: UUID) -> HttpResponse:
    """Have the bank asked what became of a transfer."""
    actor = _actor(request)
    if not attempt_rows(actor, {"pk": attempt_id}).exists():
        raise Http404
    attempt(
        request, ask_outcome, AskOutcome(attempt_id=attempt_id), _("The bank is asked; its answer is here in a moment.")
    )
    return HttpResponseRedirect(reverse("payments:payments"))


def _by(row: pages.PaymentRow) -> str:
    """Who recorded it; a standing order and a deposit pay by themselves."""
    return _("Kontor itself") if row.method in ("standing_order", DEPOSIT) else row.recorded_by


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
