"""Pages of invoices: list, one invoice beside its PDF, pay it."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.money import Money
from shared_apps.foundation.refusals import NotAllowed, NotFound, Refusal
from shared_apps.tenancy import scope
from shared_apps.ui import lists
from tenant_apps.invoicing.commands import RenderInvoice, render_invoice
from tenant_apps.invoicing.queries import find_invoice, pages
from tenant_apps.invoicing.types import InvoiceFacts
from tenant_apps.invoicing.web.forms import PayForm
from tenant_apps.orders.queries import get_order
from tenant_apps.parties.queries import list_by_ids
from tenant_apps.payments.commands import record_payment

FILTERS = ("view", "q", "side", "since", "sort")


@requires("invoicing.view_invoice")
@require_http_methods(["GET"])
def invoice_list_page(request: HttpRequest) -> HttpResponse:
    """Invoices and credit notes."""
    actor, today = _actor(request), _today()
    filters = lists.wanted(request, *FILTERS)
    if request.GET.get("export") == "csv":
        head = [_("Invoice"), _("Kind"), _("State"), _("Buyer"), _("Seller"), _("Order"), _("Net"), _("Total")]
        head += [_("Paid"), _("Currency"), _("Issued"), _("Due")]
        rows = (
            (one.number, one.kind, one.state, one.buyer, one.seller, one.order_number, one.net.amount,
             one.total.amount, one.paid.amount, one.total.currency, one.issued_at.isoformat(), one.due_date)
            for one in pages.invoice_export(actor, filters, today)
        )  # fmt: skip
        return lists.csv_answer("invoices", head, rows, hides={"prices": (6, 7, 8)})
    try:
        page = pages.invoice_page(actor, filters, today, request.GET.get("cursor"))
    except Refusal as refusal:
        raise Http404 from refusal
    counts = pages.invoice_counts(actor, today)
    views: list[tuple[str, str, int | None]] = [
        ("", _("All"), counts["all"]),
        ("open", _("To pay"), counts["open"]),
        ("overdue", _("Overdue"), counts["overdue"]),
        ("paid", _("Paid"), counts["paid"]),
        ("credit_notes", _("Credit notes"), counts["credit_notes"]),
    ]
    facts = {
        "rows": [(row, row.partner_of(actor.company_id)) for row in page.rows],
        "pager": lists.pager(request, filters, page.next_cursor),
        "views": lists.tabs(filters, views),
        "filters": filters,
        "keep": lists.kept(filters),
        "sides": [("buy", _("We owe")), ("sell", _("Owed to us"))] if actor.company_id else [],
        "export_url": lists.address(filters, export="csv"),
        "company_id": actor.company_id,
    }
    return render(request, "invoicing/invoice_list.html", facts)


@requires("invoicing.view_invoice")
@require_http_methods(["GET"])
def invoice_page(request: HttpRequest, invoice_id: UUID) -> HttpResponse:
    """One invoice: fields on the left, the paper on the right."""
    actor = _actor(request)
    invoice = _invoice(actor, invoice_id)
    companies = list_by_ids([invoice.buyer_id, invoice.seller_id])
    state = pages.state_of(invoice.kind, invoice.total_minor, invoice.paid_minor, invoice.due_date, _today())
    facts = {
        "invoice": invoice,
        "state": state,
        "is_credit": invoice.kind == "credit_note",
        "buyer": companies[invoice.buyer_id],
        "seller": companies[invoice.seller_id],
        "order": get_order(invoice.order_id, lines=False) if invoice.order_id else None,
        "net": Money(invoice.net_minor, invoice.currency),
        "tax": Money(invoice.tax_minor, invoice.currency),
        "total": Money(invoice.total_minor, invoice.currency),
        "paid": Money(invoice.paid_minor, invoice.currency),
        "open": Money(invoice.total_minor - invoice.paid_minor, invoice.currency),
        "you_buy": actor.company_id == invoice.buyer_id,
        "you_sell": actor.company_id == invoice.seller_id,
        "may_pay": _may_pay(actor, invoice),
        "may_open": actor.may("documents.view_document"),
    }
    return render(request, "invoicing/invoice_detail.html", facts)


@require_POST
@requires("invoicing.view_invoice")
def invoice_paper(request: HttpRequest, invoice_id: UUID) -> HttpResponse:
    """Make the PDF when it was not made at once, and come back to see it."""
    try:
        run(render_invoice, _actor(request), RenderInvoice(invoice_id=invoice_id))
    except NotAllowed:
        raise
    except NotFound as refusal:
        raise Http404 from refusal
    return HttpResponseRedirect(reverse("invoicing:invoice", args=[invoice_id]))


@requires("payments.record_payment")
@require_http_methods(["GET", "POST"])
def pay_page(request: HttpRequest, invoice_id: UUID) -> HttpResponse:
    """Record that an invoice was paid, as its buyer or its seller."""
    actor = _actor(request)
    invoice = _invoice(actor, invoice_id)
    if not _may_pay(actor, invoice):
        raise Http404
    rest = Money(invoice.total_minor - invoice.paid_minor, invoice.currency)
    form = PayForm(request.POST or None, initial={"amount": f"{rest.amount:f}", "method": "bank_transfer"})
    if request.method == "POST" and form.is_valid() and form.send(record_payment, actor, form.input(invoice)):
        messages.success(request, _("Payment %(number)s is recorded.") % {"number": form.result.number})
        return HttpResponseRedirect(reverse("invoicing:invoice", args=[invoice_id]))
    facts = {"form": form, "invoice": invoice, "open": rest}
    return render(request, "invoicing/invoice_pay.html", facts, status=422 if form.errors else 200)


def _may_pay(actor: Actor, invoice: InvoiceFacts) -> bool:
    mine = actor.company_id in (None, invoice.buyer_id, invoice.seller_id)
    is_open = invoice.kind == "invoice" and invoice.paid_minor < invoice.total_minor
    return is_open and mine and actor.may("payments.record_payment")


def _invoice(actor: Actor, invoice_id: UUID) -> InvoiceFacts:
    try:
        return find_invoice(actor, invoice_id)
    except NotFound as refusal:
        raise Http404 from refusal


def _today() -> date:
    return clock.now(scope.alias()).date()


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
