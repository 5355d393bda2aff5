"""Pages of prepaid orders: list, one, order one, withdraw one; and which buyers pay first."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.audit.queries import list_for_target
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import NotFound, Refusal
from shared_apps.ui import lists
from shared_apps.ui.acting import attempt
from tenant_apps.orders.commands import set_prepaid
from tenant_apps.orders.queries import buyers_who_prepay, sellers_paid_first
from tenant_apps.parties.queries import list_by_ids
from tenant_apps.prepayment.commands import WithdrawPrepayment, order_prepaid, withdraw_prepayment
from tenant_apps.prepayment.queries.pages import (
    PrepaymentRow,
    earmarks_of,
    find_prepayment,
    prepayment_counts,
)
from tenant_apps.prepayment.queries.pages import prepayment_page as page_of
from tenant_apps.prepayment.web.forms import BuyerForm, PrepaidForm
from tenant_apps.rulesets.queries import effective
from tenant_apps.trading.kernel.queries.pages import partners_of


@requires("prepayment.view_prepayment")
@require_http_methods(["GET"])
def prepayment_list_page(request: HttpRequest) -> HttpResponse:
    """Orders that are paid first, by state."""
    actor = _actor(request)
    filters = lists.wanted(request, "view", "q")
    try:
        page = page_of(actor, filters, request.GET.get("cursor"))
    except Refusal as refusal:
        raise Http404 from refusal
    counts = prepayment_counts(actor)
    names = (("", _("All")), ("awaiting", _("To pay")), ("ordered", _("Ordered")), ("lapsed", _("Lapsed")))
    facts = {
        "rows": [(row, row.partner_of(actor.company_id)) for row in page.rows],
        "pager": lists.pager(request, filters, page.next_cursor),
        "views": lists.tabs(filters, [(code, name, counts.get(code or "all", 0)) for code, name in names]),
        "filters": filters,
        "keep": lists.kept(filters),
        "company_id": actor.company_id,
        "may_order": _may_order(actor),
        "may_set": actor.company_id is not None and actor.may("orders.set_prepaid"),
    }
    return render(request, "prepayment/prepayment_list.html", facts)


@requires("prepayment.view_prepayment")
@require_http_methods(["GET"])
def prepayment_page(request: HttpRequest, prepayment_id: UUID) -> HttpResponse:
    """One order that is paid first: what to pay, by when, with which reference, and what has come."""
    actor = _actor(request)
    row = _row(actor, prepayment_id)
    facts = {
        "row": row,
        "earmarks": earmarks_of(row),
        "you_pay": actor.company_id == row.buyer_id,
        "you_get": actor.company_id == row.seller_id,
        "may_withdraw": row.state == "awaiting" and actor.may("prepayment.withdraw_prepayment"),
        "may_record": actor.company_id is not None and actor.may("payments.record_payment"),
        "may_watch": actor.is_marketplace and actor.may("processes.view_process"),
        "history": list_for_target("prepayment.prepayment", str(prepayment_id), 10),
        "is_house": actor.is_marketplace,
    }
    return render(request, "prepayment/prepayment_detail.html", facts)


@requires("prepayment.order_prepaid")
@require_http_methods(["GET", "POST"])
def prepayment_new_page(request: HttpRequest) -> HttpResponse:
    """Order from a supplier who wants to be paid first."""
    actor = _actor(request)
    if not _may_order(actor):
        raise Http404
    sellers = [(str(pk), one.name) for pk, one in list_by_ids(sellers_paid_first(actor.own_company)).items()]
    form = PrepaidForm(
        request.POST or None, sellers=sorted(sellers, key=lambda one: one[1]),
        initial={"currency": effective("general.currency").value},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid() and form.send(order_prepaid, actor, form.input()):
        done = _("The goods are held. Pay with the reference %(number)s.") % {"number": form.result.number}
        messages.success(request, done)
        return HttpResponseRedirect(reverse("prepayment:prepayment", args=[form.result.prepayment_id]))
    facts = {"form": form, "has_sellers": bool(sellers)}
    return render(request, "prepayment/prepayment_new.html", facts, status=422 if form.errors else 200)


@requires("orders.set_prepaid")
@require_http_methods(["GET", "POST"])
def prepaid_buyer_page(request: HttpRequest) -> HttpResponse:
    """Which buyers this seller delivers to once it has been paid."""
    actor = _actor(request)
    if actor.company_id is None:
        raise Http404
    buyers = [(str(pk), name) for pk, name in partners_of(actor) if pk != actor.company_id]
    form = BuyerForm(request.POST or None, buyers=buyers, initial={"is_prepaid": "yes"})
    if request.method == "POST" and form.is_valid() and form.send(set_prepaid, actor, form.input()):
        messages.success(request, _("From now on it holds for new orders."))
        return HttpResponseRedirect(reverse("prepayment:buyers"))
    since = buyers_who_prepay(actor.company_id)
    names = list_by_ids(since)
    facts = {"form": form, "rows": [(names[pk].name, at) for pk, at in since.items()], "has_buyers": bool(buyers)}
    return render(request, "prepayment/prepaid_buyers.html", facts, status=422 if form.errors else 200)


@require_POST
@requires("prepayment.withdraw_prepayment")
def prepayment_withdraw(request: HttpRequest, prepayment_id: UUID) -> HttpResponse:
    """Withdraw it while it waits for its payment."""
    actor = _actor(request)
    _row(actor, prepayment_id)
    attempt(
        request,
        withdraw_prepayment,
        WithdrawPrepayment(prepayment_id=prepayment_id),
        _("It is withdrawn; what was held is free again."),
    )
    return HttpResponseRedirect(reverse("prepayment:prepayment", args=[prepayment_id]))


def _may_order(actor: Actor) -> bool:
    return actor.company_id is not None and actor.may("prepayment.order_prepaid")


def _row(actor: Actor, prepayment_id: UUID) -> PrepaymentRow:
    try:
        return find_prepayment(actor, prepayment_id)
    except NotFound as refusal:
        raise Http404 from refusal


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
