"""Pages of refunds: what goes back, what credit is open, ask for it, pay it."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.commands import Command
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import NotFound, Refusal
from shared_apps.tenancy import scope
from shared_apps.ui import lists
from shared_apps.ui.acting import attempt
from shared_apps.ui.command_forms import id_or_none
from tenant_apps.settlement.commands import NamedRefund, ask_refund, pay_refund, send_refund, withdraw_refund
from tenant_apps.settlement.queries import refunds as queries
from tenant_apps.settlement.queries.credit import open_credit
from tenant_apps.settlement.queries.refunds import RefundView
from tenant_apps.settlement.web.forms import AskForm, PayBackForm


@requires("settlement.view_refund")
@require_http_methods(["GET"])
def refund_list_page(request: HttpRequest) -> HttpResponse:
    """Refunds by where they stand, and open credit above them."""
    actor = _actor(request)
    filters = lists.wanted(request, "view", "q")
    try:
        page = queries.refund_page(actor, filters, request.GET.get("cursor"))
    except Refusal as refusal:
        raise Http404 from refusal
    counts = queries.refund_counts(actor)
    names = (
        ("", _("All")), ("due", _("To pay back")), ("sent", _("On its way")), ("paid", _("Paid back")),
        ("withdrawn", _("Kept as credit")),
    )  # fmt: skip
    today = _today()
    facts = {
        "rows": [(row, row.partner_of(actor.company_id), row.shown_state(today)) for row in page.rows],
        "pager": lists.pager(request, filters, page.next_cursor),
        "views": lists.tabs(filters, [(code, name, counts[code or "all"]) for code, name in names]),
        "filters": filters,
        "keep": lists.kept(filters),
        "credit": open_credit(actor),
        "company_id": actor.company_id,
        "may_ask": actor.may("settlement.ask_refund"),
    }
    return render(request, "settlement/refund_list.html", facts)


@requires("settlement.ask_refund")
@require_http_methods(["GET", "POST"])
def refund_new_page(request: HttpRequest) -> HttpResponse:
    """Ask one seller for open credit as money; back to the list where none is open."""
    actor = _actor(request)
    seller, currency = id_or_none(request.GET.get("seller")), request.GET.get("currency", "")
    credit = next(
        (one for one in open_credit(actor) if one.seller_id == seller and one.total.currency == currency), None
    )
    if credit is None or not credit.refundable.minor:
        return HttpResponseRedirect(reverse("refunds:refunds"))
    form = AskForm(request.POST or None, credit=credit)
    if request.method == "POST" and form.is_valid() and form.send(ask_refund, actor, form.input()):
        messages.success(request, _("Refund %(number)s is asked for.") % {"number": form.result.number})
        return HttpResponseRedirect(reverse("refunds:refund", args=[form.result.refund_id]))
    facts = {"form": form, "credit": credit}
    return render(request, "settlement/refund_new.html", facts, status=422 if form.errors else 200)


@requires("settlement.view_refund")
@require_http_methods(["GET"])
def refund_page(request: HttpRequest, refund_id: UUID) -> HttpResponse:
    """One refund: what it is of, and what can be done now."""
    return _page(request, _refund(_actor(request), refund_id), None)


@require_POST
@requires("settlement.pay_refund")
def refund_pay(request: HttpRequest, refund_id: UUID) -> HttpResponse:
    """Say that it was paid, as who paid or who was paid."""
    return _told(request, refund_id, pay_refund, PayBackForm.paid, _("It is paid back, and in the books."))


@require_POST
@requires("settlement.send_refund")
def refund_send(request: HttpRequest, refund_id: UUID) -> HttpResponse:
    """Say that a transfer is on its way."""
    done = _("Written down. It is booked once the buyer says that it has arrived.")
    return _told(request, refund_id, send_refund, PayBackForm.sent, done)


@require_POST
@requires("settlement.withdraw_refund")
def refund_withdraw(request: HttpRequest, refund_id: UUID) -> HttpResponse:
    """Keep it as credit after all."""
    actor = _actor(request)
    _refund(actor, refund_id)
    attempt(request, withdraw_refund, NamedRefund(refund_id=refund_id), _("It stays with the supplier as credit."))
    return HttpResponseRedirect(reverse("refunds:refund", args=[refund_id]))


def _told(
    request: HttpRequest, refund_id: UUID, command: Command[Any, Any], input_of: Callable[[PayBackForm], Any], done: str
) -> HttpResponse:
    """What was said of the money; wrong words come back on the page."""
    actor = _actor(request)
    refund = _refund(actor, refund_id)
    form = PayBackForm(request.POST, refund=refund)
    if form.is_valid() and form.send(command, actor, input_of(form)):
        messages.success(request, done)
        return HttpResponseRedirect(reverse("refunds:refund", args=[refund_id]))
    return _page(request, refund, form)


def _page(request: HttpRequest, refund: RefundView, form: PayBackForm | None) -> HttpResponse:
    actor = _actor(request)
    mine = actor.company_id in (None, refund.seller_id)
    due = refund.state == "due"
    may_pay = due and actor.may("settlement.pay_refund")
    facts = {
        "refund": refund,
        "state": refund.shown_state(_today()),
        "form": form or (PayBackForm(refund=refund) if may_pay else None),
        "may_pay": may_pay,
        "may_send": due and mine and actor.may("settlement.send_refund"),
        "may_withdraw": due and actor.company_id in (None, refund.buyer_id) and actor.may("settlement.withdraw_refund"),
        "you_pay": actor.company_id == refund.seller_id,
        "you_get": actor.company_id == refund.buyer_id,
    }
    return render(request, "settlement/refund_detail.html", facts, status=422 if form is not None else 200)


def _refund(actor: Actor, refund_id: UUID) -> RefundView:
    try:
        return queries.find_refund(actor, refund_id)
    except NotFound as refusal:
        raise Http404 from refusal


def _today() -> date:
    return clock.now(scope.alias()).date()


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
