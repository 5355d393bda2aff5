"""Pages of payment terms: what is due, one order's plan, what a seller offers."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import NotFound, Refusal
from shared_apps.ui import lists
from shared_apps.ui.acting import attempt
from tenant_apps.orders.queries import find_order
from tenant_apps.orders.types import OrderFacts
from tenant_apps.parties.queries import list_by_ids
from tenant_apps.rulesets.queries import effective
from tenant_apps.terms.commands import EndTerms, choose_terms, end_terms, offer_terms
from tenant_apps.terms.queries import pages
from tenant_apps.terms.queries.plans import plan_of, today
from tenant_apps.terms.web.forms import ChooseForm, TermsForm
from tenant_apps.trading.kernel.queries.pages import partners_of


@requires("terms.view_plan")
@require_http_methods(["GET"])
def plan_list_page(request: HttpRequest) -> HttpResponse:
    """Orders that are paid by plan: what is due, what is late."""
    actor, day = _actor(request), today()
    filters = lists.wanted(request, "view", "q", "side")
    try:
        page = pages.plan_page(actor, filters, day, request.GET.get("cursor"))
    except Refusal as refusal:
        raise Http404 from refusal
    counts = pages.plan_counts(actor, day)
    names = (("", _("All")), ("open", _("Open")), ("due", _("Due")), ("late", _("Late")), ("paid", _("Paid")))
    facts = {
        "rows": page.rows,
        "pager": lists.pager(request, filters, page.next_cursor),
        "views": lists.tabs(filters, [(code, name, counts[code or "all"]) for code, name in names]),
        "filters": filters,
        "keep": lists.kept(filters),
        "sides": [("buy", _("We owe")), ("sell", _("Owed to us"))] if actor.company_id else [],
        "company_id": actor.company_id,
        "may_offer": _sells(actor),
    }
    return render(request, "terms/plan_list.html", facts)


@requires("terms.view_plan")
@require_http_methods(["GET", "POST"])
def plan_page(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """When one order is to be paid, and the choice of other terms while there is one."""
    actor = _actor(request)
    order = _order(actor, order_id)
    plan = plan_of(order_id)
    offers = pages.terms_for(order) if _may_choose(actor, order, plan is not None and plan.paid_minor > 0) else []
    if plan is None and not offers:
        raise Http404
    form = ChooseForm(
        request.POST or None, offers=[(str(row.id), row.name) for row in offers],
        initial={"terms_id": str(plan.terms_id) if plan else ""},
    )  # fmt: skip
    sent = request.method == "POST" and bool(offers) and form.is_valid()
    if sent and form.send(choose_terms, actor, form.input(order_id)):
        messages.success(request, _("The order is paid by these terms now."))
        return HttpResponseRedirect(reverse("terms:plan", args=[order_id]))
    companies = list_by_ids([order.buyer_id, order.seller_id])
    facts = {
        "order": order,
        "row": pages.plan_row(actor, plan) if plan else None,
        "buyer": companies[order.buyer_id],
        "seller": companies[order.seller_id],
        "offers": offers,
        "form": form,
        "may_record": actor.company_id is not None and actor.may("payments.record_payment"),
    }
    return render(request, "terms/plan_detail.html", facts, status=422 if form.errors else 200)


@requires("terms.offer_terms")
@require_http_methods(["GET", "POST"])
def offer_page(request: HttpRequest) -> HttpResponse:
    """The terms a seller offers, and a form for more."""
    actor = _actor(request)
    if not _sells(actor):
        raise Http404
    buyers = [(str(pk), name) for pk, name in partners_of(actor) if pk != actor.company_id]
    form = TermsForm(
        request.POST or None, buyers=buyers, initial={"share_1": "100", "milestone_1": "invoiced", "days_1": 30}
    )
    if request.method == "POST" and form.is_valid() and form.send(offer_terms, actor, form.input()):
        messages.success(request, _("%(name)s is offered from now on.") % {"name": form.result.name})
        return HttpResponseRedirect(reverse("terms:offers"))
    facts: dict[str, Any] = {
        "form": form,
        "rows": pages.own_terms(actor),
        "most_days": effective("terms.most_days").value,
    }
    return render(request, "terms/offers.html", facts, status=422 if form.errors else 200)


@require_POST
@requires("terms.end_terms")
def offer_end(request: HttpRequest, terms_id: UUID) -> HttpResponse:
    """Offer terms no longer."""
    attempt(
        request,
        end_terms,
        EndTerms(terms_id=terms_id),
        _("They are not offered any more; orders that have them keep them."),
    )
    return HttpResponseRedirect(reverse("terms:offers"))


def _may_choose(actor: Actor, order: OrderFacts, is_paid: bool) -> bool:
    if order.state != "accepted" or is_paid or not actor.may("terms.choose_terms"):
        return False
    return actor.company_id != order.buyer_id or effective("terms.choose").value == "both"


def _sells(actor: Actor) -> bool:
    return actor.company_id is not None and actor.may("terms.offer_terms")


def _order(actor: Actor, order_id: UUID) -> OrderFacts:
    try:
        return find_order(actor, order_id)
    except NotFound as refusal:
        raise Http404 from refusal


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
